"""The laptop's clock is five years ahead, ten behind, jumps in mid-session, or changes to DST."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from companion.services.calls import Calls
from companion.services.line import Line
from companion.services.prospects import Prospects
from companion.services.views import SyncState
from tests.proofs.drafting import call_with_next_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import SetClock
    from tests.offices import Desk, Office

OFF = {"5 years ahead": timedelta(days=5 * 365), "10 years behind": timedelta(days=-10 * 365)}


@dataclass
class WrongClock:
    """A clock that is wrong by an amount, which may change under the program's feet."""

    right: SetClock
    off: timedelta

    def now(self) -> datetime:
        return self.right.now() + self.off


def _line(desk: Desk) -> Line:
    return Line(desk.database, lambda: desk.transport, desk.clock)


@pytest.mark.parametrize("off", OFF)
def test_edits_when_a_clock_is_wrong_then_they_sync_and_the_later_one_stands(
    office: Office, clock: SetClock, off: str
) -> None:
    wrong, right = office.desk("wrong", clock=WrongClock(clock, OFF[off])), office.desk("right")
    for desk in (wrong, right):
        assert desk.round().error is None
    first, second = (each.id for each in office.prospects[:2])
    for prospect, order in ((first, (wrong, right)), (second, (right, wrong))):
        for desk in order:  # whoever enters it later wins, and sends it first or last
            desk.note(prospect, f"Entered on the {desk.name} clock")
            clock.move(minutes=5)
    for desk in (right, wrong, right):
        assert desk.round().error is None
    for desk in (wrong, right):
        assert desk.unsent() == 0
        assert desk.seen(first).notes == "Entered on the right clock"
        assert desk.seen(second).notes == "Entered on the wrong clock"
        desk.close()


@pytest.mark.parametrize("off", OFF)
def test_call_when_the_clock_jumps_in_mid_session_then_nothing_is_lost_or_refused(
    office: Office, clock: SetClock, off: str
) -> None:
    jumping = WrongClock(clock, timedelta())
    desk, other = office.desk("jumping", clock=jumping), office.desk("other")
    calls, line = Calls(desk.database, jumping), _line(desk)
    assert line.sync().status.state is SyncState.IN_STEP
    made = set()
    for each in (timedelta(), OFF[off], -OFF[off], timedelta()):
        jumping.off = each
        clock.move(minutes=7)
        draft = call_with_next_step(office.prospects[0].id, jumping.now())
        calls.keep_draft(draft)
        calls.finish_call(draft)
        made.add(draft.call_id)
        if each:
            assert line.sync().status.unsent == 0
    status = line.sync().status
    assert (status.state, status.unsent, status.attention) == (SyncState.IN_STEP, 0, 0)
    assert other.round().error is None
    for each in (desk, other):
        history = Prospects(each.database, clock).open(office.prospects[0].id).history
        assert {past.call.id for past in history} == made
        each.close()
    assert {each.entity_id for each in office.log() if each.entity == "call"} == made


def test_sync_when_the_clock_is_wrong_then_the_person_is_told_by_how_much(
    office: Office, clock: SetClock
) -> None:
    desk = office.desk("wrong", clock=WrongClock(clock, timedelta(hours=3)))
    line = _line(desk)
    line.sync()
    status = line.sync().status
    assert status.state is SyncState.IN_STEP
    assert status.clock_ahead == timedelta(hours=3)
    desk.close()


@pytest.fixture
def berlin() -> Iterator[None]:
    """Live where the clocks change on 29 March and 25 October 2026."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.usefixtures("berlin")
def test_day_when_the_clocks_change_then_order_and_todays_list_are_right(
    office: Office, clock: SetClock, day: str
) -> None:
    change = datetime.fromisoformat(f"{day}T00:58").replace(tzinfo=UTC)  # two minutes before
    clock.at = change
    desk = office.desk("berlin")
    assert desk.round().error is None
    calls = Calls(desk.database, clock)
    made = []
    for _ in range(4):  # on the clock on the wall an hour is missing, or there twice
        draft = call_with_next_step(office.prospects[0].id, clock.now())
        calls.finish_call(draft)
        made.append(draft.call_id)
        clock.move(minutes=20)
    evening = datetime.fromisoformat(f"{day}T22:30").astimezone()  # half past ten at night there
    late = call_with_next_step(office.prospects[1].id, clock.now(), due=evening)
    calls.finish_call(late)
    prospects = Prospects(desk.database, clock)
    history = prospects.open(office.prospects[0].id).history
    ordered = sorted(history, key=lambda past: past.call.started_at)
    assert [past.call.id for past in ordered] == made
    due = {row.prospect_id for row in prospects.today().due}
    assert office.prospects[1].id in due
    assert desk.round().error is None
    assert desk.unsent() == 0
    desk.close()
