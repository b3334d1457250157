"""Beginning anew: in pages, in one step for the window, and without losing what was sent."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.duplicate_tables import prospect_merge
from companion.server.duplicates.unions import merge_prospects, undo_merge
from companion.server.kept import kept_records
from companion.server.organisations import renew_epoch
from companion.server.records import delete_record
from companion.services.prospects import Prospects
from companion.store.attention import outbox_lines
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import KEPT_FOR, add_change, add_records
from companion.store.resync import take_over, want_resync
from companion.store.successors import who_now
from companion.store.tables import prospect
from companion.sync.checks import CHECKED_EVERY
from companion.sync.pace import Pace
from companion.sync.round import Round
from companion.wire.messages import Operation, Pulled, Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def _forget_cursor(desk: Desk) -> None:
    with desk.database.write() as cx:
        write_meta(cx, cursor="garbage")


def _names(desk: Desk) -> set[str]:
    return {each.name for each in Prospects(desk.database, desk.clock).search("e")}


def _slow_round(desk: Desk, items: int) -> Round:
    pace = Pace()
    pace.items = items
    return Round(desk.database, desk.transport, desk.clock, pace)


def _back_up(office: Office) -> Path:
    with office.database.engine.connect() as cx:
        cx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.database.close()
    return shutil.copyfile(office.folder / "server.db", office.folder / "backup.db")


def _restore(office: Office, backup: Path, *, is_announced: bool = True) -> None:
    office.database.close()
    for each in office.folder.glob("server.db-*"):
        each.unlink()
    shutil.copyfile(backup, office.folder / "server.db")
    if is_announced:
        with office.database.write() as cx:
            renew_epoch(cx, office.clock.now())


def _merge(office: Office, stays: str, goes: str) -> None:
    at = office.clock.now()
    with office.database.write() as cx:
        kept = kept_records(cx, office.org, "prospect", (stays, goes))
        seen = [(each, kept[each].rev) for each in (stays, goes)]
        merge_prospects(cx, office.org, *seen, kept[stays].all_fields, (new_id(), at))


def _undo_last_merge(office: Office) -> None:
    with office.database.write() as cx:
        last = select(prospect_merge.c.id).order_by(prospect_merge.c.id.desc()).limit(1)
        undo_merge(cx, office.org, str(cx.scalar(last)), (new_id(), office.clock.now()))


# -- a snapshot ------------------------------------------------------------------------


def test_resync_when_stopped_at_any_page_then_it_goes_on_there_and_nobody_sees_half(
    office: Office, desk: Desk
) -> None:
    before = _names(desk)
    gone, kept = office.prospects[0], office.prospects[1]
    with office.database.write() as cx:
        delete_record(cx, office.org, "prospect", gone.id, None, office.clock.now())
    office.patch("prospect", kept.id, {"name": "Renamed elsewhere"})
    _forget_cursor(desk)
    line = desk.tamper()
    asked: list[str] = []

    def _one_page(after: str, as_of: str, limit: int, since: str) -> Snapshot:
        if asked and asked[-1] != after and len(asked) % 2:
            asked.append(after)
            raise UnavailableError("The laptop fell asleep.", "offline")
        asked.append(after)
        return line.inner.snapshot(after, as_of, limit, since=since)

    line.on_snapshot = _one_page
    rounds = 0
    while _slow_round(desk, 1).run().error is not None:
        rounds += 1
        assert _names(desk) == before
        assert desk.cursor() == "garbage"
        desk.reopen()
    assert rounds > 3
    assert len(asked) - len(set(asked)) <= rounds  # no page but the one that failed is asked twice
    assert _names(desk) == before - {gone.name, kept.name} | {"Renamed elsewhere"}


def test_resync_when_stopped_while_pages_take_the_place_then_all_is_as_before_and_it_goes_on(
    office: Office, desk: Desk
) -> None:
    before = _names(desk)
    office.patch("prospect", office.prospects[1].id, {"name": "Renamed elsewhere"})
    _forget_cursor(desk)
    line = desk.tamper()

    def _cut(after: str, as_of: str, limit: int, since: str) -> Snapshot:
        page = line.inner.snapshot(after, as_of, limit, since=since)
        if not page.more:
            with suppress(InterruptedError), desk.database.write() as cx:
                assert take_over(cx, page)
                raise InterruptedError
            raise UnavailableError("The laptop was killed.", "offline")
        return page

    line.on_snapshot = _cut
    assert desk.round().error is not None
    assert (_names(desk), desk.cursor()) == (before, "garbage")
    line.on_snapshot = line.inner.snapshot
    assert desk.round().error is None
    assert "Renamed elsewhere" in _names(desk)


@pytest.mark.parametrize("items", [1, 500])
def test_resync_when_somebody_was_merged_meanwhile_then_the_laptop_knows_who_they_are(
    office: Office, desk: Desk, items: int
) -> None:
    gone, first, second = (each.id for each in office.prospects[:3])
    _merge(office, first, gone)
    _merge(office, second, first)  # chained: who the first became is told, too
    _forget_cursor(desk)
    assert _slow_round(desk, items).run().error is None
    with desk.database.read() as cx:
        assert who_now(cx, gone) == second
    _undo_last_merge(office)
    _forget_cursor(desk)
    assert _slow_round(desk, items).run().error is None
    with desk.database.read() as cx:
        assert who_now(cx, gone) == first


def test_resync_when_the_server_went_back_between_pages_then_the_old_pages_are_dropped(
    office: Office, desk: Desk
) -> None:
    _forget_cursor(desk)
    line = desk.tamper()
    pages = 0

    def _renewed(after: str, as_of: str, limit: int, since: str) -> Snapshot:
        nonlocal pages
        pages += 1
        if pages == 3:
            with office.database.write() as cx:
                renew_epoch(cx, office.clock.now())
        return line.inner.snapshot(after, as_of, limit, since=since)

    line.on_snapshot = _renewed
    assert _slow_round(desk, 2).run().error is None
    with desk.database.read() as cx:
        meta = read_meta(cx)
        staged = cx.exec_driver_sql("SELECT count(*) FROM staged_record").scalar()
    assert meta.cursor is not None
    assert meta.cursor.startswith(f"{meta.epoch}.")
    assert meta.epoch != office.parts.identity.epoch
    assert (meta.resync, meta.snapshot_after, staged) == (None, None, 0)


def test_resync_when_something_was_pushed_between_two_pages_then_it_does_not_go_back(
    office: Office, desk: Desk
) -> None:
    """Found by the simulator, seed 290: pages of before the push took the place of its result."""
    held = office.prospects[0].id
    with desk.database.write() as cx:
        want_resync(cx, "digest")
    line = desk.tamper()

    def _nearly_all(after: str, as_of: str, limit: int, since: str) -> Snapshot:
        page = line.inner.snapshot(after, as_of, limit, since=since)
        if not page.more:
            raise UnavailableError("Gone again.", "offline")
        return page

    line.on_snapshot = _nearly_all
    assert _slow_round(desk, 1).run().error is not None
    made = Prospect(new_id(), "Made between two pages", owner_id=office.rep.id)
    desk.note(held, "Pushed between two pages")
    with desk.database.write() as cx:
        add_records(cx, [made], desk.clock.now())
    line.on_snapshot = line.inner.snapshot
    line.on_pull = lambda *_, **__: (_ for _ in ()).throw(UnavailableError("No", "offline"))
    assert _slow_round(desk, 1).run().error is not None
    assert desk.unsent() == 0
    assert desk.seen(held).notes == "Pushed between two pages"
    assert desk.seen(made.id).name == made.name
    line.on_pull = line.inner.pull
    assert desk.round().error is None
    assert desk.seen(held).notes == "Pushed between two pages"


def test_resync_when_begun_for_a_reason_of_its_own_then_the_next_round_finishes_it(
    desk: Desk,
) -> None:
    with desk.database.write() as cx:
        want_resync(cx, "digest")
    line = desk.tamper()
    assert desk.round().error is None
    assert line.asked == ["snapshot", "pull"]
    assert desk.round().error is None
    assert line.asked == ["snapshot", "pull", "pull"]


def test_resync_when_a_record_is_edited_here_and_not_there_any_more_then_the_edit_stays_in_view(
    office: Office, desk: Desk
) -> None:
    held = office.prospects[0]
    office.clock.move(minutes=1)
    desk.note(held.id, "Unsent")
    with office.database.write() as cx:
        delete_record(cx, office.org, "prospect", held.id, None, office.clock.now())
    line = desk.tamper()
    line.on_push = lambda _: (_ for _ in ()).throw(UnavailableError("No", "resync"))
    _forget_cursor(desk)
    desk.round()
    assert (desk.seen(held.id).notes, desk.unsent()) == ("Unsent", 1)
    line.on_push = line.inner.push
    assert desk.round().error is None
    assert (desk.seen(held.id).notes, desk.unsent()) == ("Unsent", 0)


@pytest.mark.parametrize("is_refused_first", [True, False])
def test_resync_when_a_prospect_changed_hands_then_its_copy_leaves_and_the_refused_edit_stays(
    office: Office, desk: Desk, is_refused_first: bool
) -> None:
    held = office.prospects[0]
    office.clock.move(minutes=1)
    _enter_nameless(office, desk)
    if is_refused_first:
        desk.round()
    office.patch("prospect", held.id, {"owner_id": office.marketer.id})
    _forget_cursor(desk)
    if not is_refused_first:
        line = desk.tamper()
        line.on_push = lambda _: (_ for _ in ()).throw(UnavailableError("No", "resync"))
        desk.round()
        assert (desk.attention(), desk.unsent()) == (0, 1)
        line.on_push = line.inner.push
    desk.round()
    assert (desk.attention(), desk.unsent()) == (1, 0)
    with desk.database.read() as cx:
        assert cx.scalar(select(prospect.c.id).where(prospect.c.id == held.id)) is None
        (refused,) = outbox_lines(cx)
    assert refused.change.fields == {"name": ""}


def test_resync_when_away_for_too_long_then_nothing_sent_before_is_sent_again(
    office: Office, desk: Desk
) -> None:
    desk.note(office.prospects[0].id, "Sent")
    assert desk.round().error is None
    line = desk.tamper()
    line.on_pull = lambda *_, **__: (_ for _ in ()).throw(UnavailableError("Too old", "too_old"))
    assert desk.round().error is not None
    line.on_pull = line.inner.pull
    assert desk.round().error is None
    assert "push" not in line.asked
    assert desk.seen(office.prospects[0].id).notes == "Sent"


# -- a restored server -----------------------------------------------------------------


@pytest.mark.parametrize("is_announced", [True, False])
def test_restore_when_the_backup_is_of_yesterday_then_todays_changes_come_back(
    office: Office, desk: Desk, second: Desk, is_announced: bool
) -> None:
    backup = _back_up(office)
    made = Prospect(new_id(), "Made today", owner_id=office.rep.id)
    with desk.database.write() as cx:
        add_records(cx, [made], office.clock.now())
    desk.round()
    second.round()
    office.clock.move(minutes=1)
    second.note(made.id, "Called by the second laptop")
    second.round()
    second.note(office.prospects[0].id, "Not sent yet")
    _restore(office, backup, is_announced=is_announced)
    if not is_announced:  # somebody else wrote meanwhile: the log goes on with other changes
        office.note(office.prospects[2].id, "After the restore")
        desk.round()  # nobody told this server that another laptop may have to come first
    second.round()
    assert desk.round().error is None
    office.clock.move(minutes=10)  # the second laptop may have had to wait for the first
    assert second.round().error is None
    assert desk.round().error is None
    for each in (desk, second):
        assert each.seen(made.id).notes == "Called by the second laptop"
        assert each.seen(office.prospects[0].id).notes == "Not sent yet"
        assert (each.unsent(), each.attention()) == (0, 0)


def test_restore_when_the_older_of_two_values_is_sent_last_then_the_newer_stands(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    backup = _back_up(office)
    for n in range(5):
        office.note(office.prospects[2].id, f"Others write {n}")
    desk.round()
    clock.move(minutes=1)
    desk.note(held, "The older")
    desk.round()
    second.round()
    clock.move(minutes=1)
    second.note(held, "The newer")
    second.round()
    desk.round()
    clock.move(minutes=1)
    _restore(office, backup)
    assert second.round().error is None
    assert desk.round().error is None
    assert second.round().error is None
    assert {desk.seen(held).notes, second.seen(held).notes} == {"The newer"}


def test_restore_when_the_laptop_was_away_for_months_then_it_still_brings_everything_back(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    """Found by the simulator, seed 114: what is still here is sent again, however old."""
    backup = _back_up(office)
    desk.note(office.prospects[0].id, "Sent before the restore")
    desk.round()
    _restore(office, backup)
    clock.move(days=KEPT_FOR.days + 30)
    assert desk.round().error is None
    assert desk.seen(office.prospects[0].id).notes == "Sent before the restore"
    assert office.log()[-1].fields == {"notes": "Sent before the restore"}


def test_acknowledged_when_older_than_any_backup_then_it_is_forgotten(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    desk.note(office.prospects[0].id, "Sent")
    desk.round()
    clock.move(days=KEPT_FOR.days - 1)
    desk.round()
    assert _entries(desk) == 1
    clock.move(days=2)
    desk.round()
    assert _entries(desk) == 0


def _enter_nameless(office: Office, desk: Desk) -> None:
    """Enter what the server refuses about the first prospect."""
    with desk.database.write() as cx:
        held = office.prospects[0].id
        add_change(cx, "prospect", held, Operation.PATCH, {"name": ""}, desk.clock.now())


def _entries(desk: Desk) -> int | None:
    with desk.database.read() as cx:
        return cx.exec_driver_sql("SELECT count(*) FROM outbox").scalar()


def test_restore_when_a_laptop_has_a_refused_edit_then_it_still_waits_for_the_person(
    office: Office, desk: Desk
) -> None:
    _enter_nameless(office, desk)
    desk.round()
    _restore(office, _back_up(office))
    assert desk.round().error is None
    assert (desk.attention(), desk.unsent()) == (1, 0)


def test_restore_when_nobody_said_and_the_cursor_is_older_then_the_digest_brings_the_push_back(
    office: Office, desk: Desk, second: Desk
) -> None:
    desk.round()
    backup = _back_up(office)
    made = Prospect(new_id(), "Made today", owner_id=office.rep.id)
    with desk.database.write() as cx:
        add_records(cx, [made], office.clock.now())
    line = desk.tamper()
    line.on_pull = _no_answer  # pushed, and the cursor stays where the backup has it too
    assert desk.round().error is not None
    assert desk.unsent() == 0
    _restore(office, backup, is_announced=False)
    desk.transport = line.inner
    office.clock.move(seconds=CHECKED_EVERY.total_seconds())
    for _ in range(2):
        assert desk.round().error is None
    assert desk.seen(made.id).name == "Made today"
    assert (desk.unsent(), desk.attention()) == (0, 0)
    second.round()
    assert second.seen(made.id).name == "Made today"


def _no_answer(*_: object, **__: object) -> Pulled:
    raise UnavailableError("No answer came.", "timeout")


def test_restore_when_two_values_met_before_the_backup_then_who_was_away_is_still_told(
    office: Office, desk: Desk, second: Desk
) -> None:
    held = office.prospects[0].id
    desk.note(held, "The first")
    office.clock.move(minutes=1)
    second.note(held, "The second")
    desk.round()
    second.round()  # the values meet, and the first laptop has not heard of it
    _restore(office, _back_up(office))
    assert desk.round().error is None
    assert (desk.seen(held).notes, desk.attention()) == ("The second", 1)
