"""A laptop's disk is put back from an old image, or cloned to a second laptop, keychain and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.server.dismissals import list_devices
from companion.server.tables import change_log, prospect
from companion.services.views import SyncState
from companion.store.outbox import add_change
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.laptops import RealLaptop
    from tests.salesroom import Salesroom


@pytest.fixture
def ada(room: Salesroom, laptop: RealLaptop):
    return type("Person", (), {"id": laptop.profile.meta.user_id})()


@pytest.fixture
def clone(room, laptop, tmp_path: Path):
    """Give a copy of the laptop made a moment ago; both are open."""
    laptop.add("Before the copy, unsent")
    laptop.close()
    copied = laptop.image(tmp_path / "copy").start()
    laptop.start()
    yield copied
    copied.close()


def names(room: Salesroom) -> list[str]:
    with room.database.read() as cx:
        rows = cx.execute(prospect.select().where(prospect.c.org == room.org)).all()
    return sorted(each.name for each in rows)


def log(room: Salesroom) -> list[str]:
    with room.database.read() as cx:
        mine = change_log.c.org == room.org, change_log.c.device_id.is_not(None)
        return [each.change_id for each in cx.execute(change_log.select().where(*mine))]


def note(laptop: RealLaptop, prospect_id: str, notes: str) -> None:
    with laptop.profile.database.write() as cx:
        fields = {"notes": notes}
        now = laptop.clock.now()
        add_change(cx, "prospect", prospect_id, Operation.PATCH, fields, now)


def test_clone_when_both_send_then_the_second_is_found_and_must_sign_in(room, laptop, clone):
    first = laptop.sync()
    assert (first.state, first.unsent) == (SyncState.IN_STEP, 0)
    clone.add("Entered on the copy")
    second = clone.sync()
    assert second.state is SyncState.COPIED
    assert second.unsent == 2
    assert "sign in again" in second.sentence
    assert names(room) == ["Before the copy, unsent"]
    with room.database.read() as cx:
        (row,) = list_devices(cx, room.org)
    assert row.copy_seen_at is not None
    laptop.add("The first goes on")
    assert laptop.sync().state is SyncState.IN_STEP


def test_clone_when_it_signed_in_then_it_is_a_laptop_of_its_own_and_nothing_came_twice(
    room, laptop, clone, ada
):
    laptop.sync()
    clone.add("Entered on the copy")
    clone.sync()
    clone.sign_in_again(room, ada)
    status = clone.sync()
    assert (status.state, status.unsent, status.attention) == (SyncState.IN_STEP, 0, 0)
    assert names(room) == ["Before the copy, unsent", "Entered on the copy"]
    assert len(log(room)) == len(set(log(room))) == 2
    assert clone.profile.meta.device_id != laptop.profile.meta.device_id
    clone.restart()
    for each in (laptop, clone, laptop, clone):
        each.add("Both go on")
        status = each.sync()
        assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)
    with room.database.read() as cx:
        assert len(list_devices(cx, room.org)) == 2


def test_clone_when_it_sends_first_then_the_other_is_the_second(room, laptop, clone):
    assert clone.sync().state is SyncState.IN_STEP
    assert laptop.sync().state is SyncState.COPIED
    assert names(room) == ["Before the copy, unsent"]


def test_image_when_put_back_then_what_was_sent_since_is_not_overwritten_unseen(
    room, laptop, tmp_path, ada
):
    met = laptop.add("Met at the fair")
    laptop.sync()
    laptop.close()
    image = laptop.image(tmp_path / "image")
    laptop.start()
    note(laptop, met, "Wants two vans")
    assert laptop.sync().unsent == 0
    laptop.close()
    image.start()
    note(image, met, "Wants one van")
    assert image.sync().state is SyncState.COPIED
    image.sign_in_again(room, ada)
    status = image.sync()
    assert (status.state, status.unsent, status.attention) == (SyncState.IN_STEP, 0, 1)
    (line,) = image.suite.outbox.lines()
    assert "Wants two vans" in line.sentence
    assert "Wants one van" in line.sentence
    image.close()


def test_image_when_put_back_with_unsent_edits_that_were_sent_then_they_are_duplicates(
    room, laptop, tmp_path, ada
):
    laptop.add("Unsent in the image")
    laptop.close()
    image = laptop.image(tmp_path / "image")
    laptop.start()
    laptop.sync()
    laptop.close()
    image.start()
    image.sync()
    image.sign_in_again(room, ada)
    assert image.sync().unsent == 0
    assert names(room) == ["Unsent in the image"]
    assert len(log(room)) == 1
    image.close()


def test_image_when_nothing_was_sent_since_then_it_just_goes_on(room, laptop, tmp_path):
    laptop.close()
    image = laptop.image(tmp_path / "image").start()
    image.add("Entered after")
    assert image.sync().state is SyncState.IN_STEP
    image.close()


def test_copy_when_the_token_changed_since_then_it_must_sign_in(room, laptop, tmp_path):
    from tests.faults.test_34_token_rotation import grow_old  # noqa: PLC0415 - one test needs it

    grow_old(room, laptop)
    laptop.close()
    image = laptop.image(tmp_path / "image")
    laptop.start()
    laptop.sync()
    image.start()
    assert image.sync().state is SyncState.COPIED
    assert laptop.sync().state is SyncState.IN_STEP
    image.close()


def test_sign_in_when_cut_off_between_token_and_database_then_the_next_round_mends_it(
    room, laptop, clone, ada
):
    laptop.sync()
    clone.sync()
    old_id = clone.profile.meta.device_id
    clone.sign_in_again(room, ada)
    with clone.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET device_id = ?", (old_id,))
    clone.restart()
    clone.add("After the cut")
    status = clone.sync()
    assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)
