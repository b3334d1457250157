"""What a laptop holds is compared with what it should hold, and it never loops over it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from companion.domain.ids import new_id
from companion.domain.people import User
from companion.server.records import put_records
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change
from companion.store.replica import put_base
from companion.store.tables import prospect
from companion.sync.checks import CHECKED_EVERY
from companion.wire.messages import EntityDigest, Operation, Pulled

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def _lose(desk: Desk, record_id: str) -> None:
    """Lose a record behind the program's back, as a bug of ours would."""
    with desk.database.write() as cx:
        cx.execute(delete(prospect).where(prospect.c.id == record_id))


def _age(desk: Desk, record_id: str) -> None:
    with desk.database.write() as cx:
        held = update(prospect).where(prospect.c.id == record_id)
        cx.execute(held.values(rev=1, notes="Of long ago"))


def test_digest_when_a_round_went_well_then_it_is_asked_once_a_day(
    desk: Desk, clock: SetClock
) -> None:
    line = desk.tamper()
    asked: list[bool] = []

    def _listen(cursor: str, limit: int, digest: bool = False) -> Pulled:
        asked.append(digest)
        page = line.inner.pull(cursor, limit, digest=digest)
        assert (page.digest is not None) == digest
        return page

    line.on_pull = _listen
    for hours in (0, 1, 22, 2):
        clock.move(hours=hours)
        assert desk.round().error is None
    assert asked == [False, False, False, True]
    clock.move(days=-400)  # a clock set back must not put it off for a year
    desk.round()
    assert asked[-1]
    assert "snapshot" not in line.asked


@pytest.mark.parametrize("damage", [_lose, _age])
def test_digest_when_it_differs_then_all_is_fetched_anew_and_the_outbox_is_as_it_was(
    office: Office, desk: Desk, clock: SetClock, caplog: pytest.LogCaptureFixture, damage
) -> None:
    held, other = office.prospects[0], office.prospects[1]
    with desk.database.write() as cx:
        nameless = {"name": ""}
        add_change(cx, "prospect", other.id, Operation.PATCH, nameless, clock.now())
    desk.round()
    assert desk.attention() == 1
    damage(desk, held.id)
    clock.move(seconds=CHECKED_EVERY.total_seconds())
    line = desk.tamper()
    with caplog.at_level(logging.INFO, "companion.sync"):
        assert desk.round().error is None
    assert line.asked == ["pull", "snapshot", "pull"]
    assert desk.seen(held.id).notes == held.notes
    assert (desk.attention(), desk.unsent()) == (1, 0)
    assert "prospect" in caplog.text
    assert held.id in caplog.text
    assert held.name not in caplog.text


def test_digest_when_it_can_never_be_equal_then_it_is_tried_once_a_day_and_rounds_end_well(
    desk: Desk, clock: SetClock
) -> None:
    line = desk.tamper()
    strange = {"prospect": EntityDigest(count=7, sha256="00")}

    def _strange(cursor: str, limit: int, digest: bool = False) -> Pulled:
        page = line.inner.pull(cursor, limit, digest=digest)
        return page.model_copy(update={"digest": strange}) if digest else page

    line.on_pull = _strange
    for _ in range(3):
        clock.move(days=1)
        line.asked.clear()
        for _ in range(3):
            assert desk.round().error is None
        assert line.asked == ["pull", "snapshot", "pull", "pull", "pull"]


def test_digest_when_records_are_of_a_kind_not_known_here_then_they_count_too(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    line = desk.tamper()
    strange = {"spaceship": EntityDigest(count=1, sha256="00")}
    line.on_pull = lambda cursor, limit, digest=False: line.inner.pull(
        cursor, limit, digest=digest
    ).model_copy(update={"digest": strange if digest else None})
    clock.move(days=1)
    assert desk.round().error is None
    assert "snapshot" in line.asked


def test_digest_when_it_worked_alone_before_then_what_it_made_itself_is_not_compared(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    with desk.database.write() as cx:
        put_base(cx, [User(new_id(), "Made here", "made@here.example")])
    clock.move(days=1)
    line = desk.tamper()
    desk.round()
    assert line.asked == ["pull"]


def test_digest_when_many_records_come_in_pages_then_the_last_page_alone_has_it(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    with office.database.write() as cx:
        put_records(cx, office.org, office.prospects, None, clock.now())
    for each in office.prospects[:3]:
        office.note(each.id, "News")
    cursor = desk.cursor() or ""
    page = desk.transport.pull(cursor, 1, digest=True)
    assert (page.more, page.digest) == (True, None)


def test_resync_when_two_values_met_meanwhile_then_the_first_person_is_still_told(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    clock.move(minutes=1)
    desk.note(held, "The first")
    clock.move(minutes=1)
    second.note(held, "The second")
    desk.round()
    second.round()
    with desk.database.write() as cx:
        write_meta(cx, resync="digest")
    assert desk.round().error is None
    assert (desk.seen(held).notes, desk.attention()) == ("The second", 1)
    with desk.database.read() as cx:
        assert read_meta(cx).resync is None
