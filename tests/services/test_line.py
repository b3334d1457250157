"""How the line to the server stands, in a person's words, and when it tries again."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from companion.domain.errors import CorruptError, DeniedError, RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.domain.people import BarredCalls
from companion.domain.prospects import Prospect
from companion.services.line import Line
from companion.services.prospects import Prospects
from companion.services.views import SyncState, SyncStatus
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change
from companion.sync.backoff import BASE_SECONDS, SPREAD
from companion.sync.transport import HttpTransport
from companion.wire.messages import Operation
from tests.salesroom import serving

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office, Tampered


class _Top(Random):
    """Draws the top of every range, so that waits can be told beforehand."""

    def uniform(self, a: float, b: float) -> float:
        return b


@pytest.fixture
def tampered(desk: Desk) -> Tampered:
    return desk.tamper()


@pytest.fixture
def line(desk: Desk, tampered: Tampered) -> Line:
    return Line(desk.database, lambda: tampered, desk.clock, _Top())


def _failing(failure: Exception) -> Any:
    def _fail(*_: object) -> Any:
        raise failure

    return _fail


def _add(desk: Desk) -> None:
    Prospects(desk.database, desk.clock).add(Prospect(new_id(), "Lena Marchetti"))


def test_status_when_there_is_no_server_then_it_says_where_everything_is(desk: Desk) -> None:
    alone = Line(desk.database, None, desk.clock)
    status = alone.sync().status
    assert status.state is SyncState.ALONE
    assert status.sentence == "Everything is kept on this laptop only."


def test_status_when_nothing_was_tried_yet_then_what_is_unsent_is_counted(
    line: Line, desk: Desk
) -> None:
    _add(desk)
    status = line.status()
    assert (status.state, status.unsent, status.next_try_in) == (SyncState.STARTING, 1, None)
    assert status.sentence == "1 not sent yet."


def test_status_when_a_round_is_under_way_then_it_says_so(
    line: Line, desk: Desk, tampered: Tampered
) -> None:
    said: list[SyncStatus] = []

    def _look(*given: Any) -> Any:
        said.append(line.status())
        return tampered.inner.pull(*given)

    tampered.on_pull = _look
    line.sync()
    assert (said[0].state, said[0].sentence) == (SyncState.SYNCING, "Sending and fetching …")


def test_status_when_all_is_sent_and_fetched_then_it_is_in_step_and_polls_again_later(
    line: Line, desk: Desk, clock: SetClock
) -> None:
    _add(desk)
    result = line.sync()
    assert result.changes.touches("outbox")
    assert result.status.state is SyncState.IN_STEP
    assert result.status.sentence == "Everything is sent."
    assert result.status.last_sync_at == clock.at
    assert result.next_in == pytest.approx(78)
    clock.move(seconds=30)
    assert line.status().next_try_in == pytest.approx(48)
    _add(desk)
    assert line.status().sentence == "1 not sent yet."


def test_sync_when_there_is_nothing_new_then_the_database_is_asked_very_little(
    line: Line, desk: Desk
) -> None:
    _add(desk)
    line.sync()
    line.sync()
    asked: list[str] = []

    def _listen(_cx: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement.split(maxsplit=1)[0])

    event.listen(desk.database._engine, "before_cursor_execute", _listen)
    line.sync()
    assert asked.count("BEGIN") == 3
    assert asked.count("SELECT") == 4
    assert len(asked) == 7


def test_first_sync_when_paused_then_saves_still_go_up_and_going_on_takes_up_where_it_ended(
    office: Office, clock: SetClock
) -> None:
    laptop = office.desk("fresh")
    tampered = laptop.tamper()
    line = Line(laptop.database, lambda: tampered, clock, _Top())
    cursors: list[str] = []
    said: list[SyncStatus] = []

    def _in_small_pages(cursor: str, _limit: int, **more: Any) -> Any:
        said.append(line.status())
        cursors.append(cursor)
        clock.move(seconds=10)
        if len(cursors) == 3:
            line.pause()
        return tampered.inner.pull(cursor, 2, **more)

    tampered.on_pull = _in_small_pages
    paused = line.sync().status
    assert (paused.state, paused.last_sync_at, len(cursors)) == (SyncState.PAUSED, None, 3)
    aheads = [each.ahead or 0 for each in said[1:]]
    assert [each.fetched for each in said] == [0, 2, 4]
    assert aheads[0] > aheads[1] > 0
    assert said[2].seconds_left == pytest.approx(aheads[1] * 10 / (aheads[0] - aheads[1]))
    laptop.note(office.prospects[0].id, "Saved while it rests")
    assert (line.sync().status.unsent, len(cursors)) == (0, 3)
    reached = laptop.cursor()
    line.resume()
    assert line.sync().status.state is SyncState.IN_STEP
    assert (cursors[3], len(set(cursors))) == (reached, len(cursors))
    assert laptop.seen(office.prospects[0].id).notes == "Saved while it rests"
    found = Prospects(laptop.database, clock).search("Prospect")
    mine = {each.id for each in office.prospects if each.owner_id == office.rep.id}
    assert {each.prospect_id for each in found} == mine
    laptop.close()


def test_status_when_an_edit_was_refused_then_it_asks_for_a_look(
    line: Line, desk: Desk, office: Office
) -> None:
    refused = office.prospects[0].id
    with desk.database.write() as cx:
        add_change(cx, "prospect", refused, Operation.PATCH, {"name": ""}, desk.clock.now())
    status = line.sync().status
    assert (status.state, status.attention) == (SyncState.IN_STEP, 1)
    assert status.sentence == "Everything is sent, 1 to look at."


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (UnavailableError("Gone.", "offline"), SyncState.OFFLINE),
        (UnavailableError("Slow.", "timeout"), SyncState.OFFLINE),
        (UnavailableError("Damaged.", "unreadable"), SyncState.OFFLINE),
        (UnavailableError("Busy.", "busy"), SyncState.OFFLINE),
        (UnavailableError("Not safe.", "certificate"), SyncState.NOT_SAFE),
        (UnavailableError("Sign in there.", "network_sign_in"), SyncState.NETWORK_SIGN_IN),
        (UnavailableError("Another server.", "wrong_server"), SyncState.WRONG_SERVER),
        (UnavailableError("Please update.", "update_needed"), SyncState.UPDATE_NEEDED),
        (UnavailableError("Full.", "disk_full"), SyncState.DISK_FULL),
        (DeniedError("Please sign in.", "sign_in_needed"), SyncState.SIGN_IN_NEEDED),
        (DeniedError("Only sending is left.", "device_draining"), SyncState.DRAINING),
        (DeniedError("This is a copy.", "device_cloned"), SyncState.COPIED),
        (CorruptError("Damaged file.", "damaged"), SyncState.DAMAGED),
        (RejectedError("Not this request.", "request_refused"), SyncState.OFFLINE),
    ],
    ids=lambda given: getattr(given, "code", ""),
)
def test_status_when_a_round_fails_then_state_and_sentence_say_why_and_nothing_is_lost(
    line: Line, desk: Desk, tampered: Tampered, failure: Any, state: SyncState
) -> None:
    tampered.on_pull = _failing(failure)
    status = line.sync().status
    assert (status.state, status.sentence) == (state, failure.sentence)
    assert status.next_try_in is not None
    tampered.on_pull = tampered.inner.pull
    _add(desk)
    again = line.sync().status
    assert (again.state, again.unsent) == (SyncState.IN_STEP, 0)


def test_sync_when_it_fails_again_and_again_then_waits_grow_and_success_forgets_them(
    line: Line, tampered: Tampered
) -> None:
    tampered.on_pull = _failing(UnavailableError("Gone.", "offline"))
    assert [line.sync().next_in for _ in range(4)] == [2, 4, 8, 16]
    tampered.on_pull = tampered.inner.pull
    line.sync()
    tampered.on_pull = _failing(UnavailableError("Gone.", "offline"))
    assert line.sync().next_in == 2


def test_sync_when_the_server_asks_to_wait_then_it_does_and_an_own_wish_may_still_sync_now(
    line: Line, desk: Desk, tampered: Tampered
) -> None:
    tampered.on_pull = _failing(UnavailableError("Busy.", "busy", retry_after=120.0))
    assert line.sync().next_in == 120 * (1 + SPREAD)
    tampered.on_pull = tampered.inner.pull
    assert line.sync().status.state is SyncState.IN_STEP


def test_sync_when_the_transport_cannot_be_made_then_it_is_a_state_and_no_exception(
    desk: Desk,
) -> None:
    broken = Line(
        desk.database, _failing(RejectedError("No address.", "wrong_address")), desk.clock
    )
    status = broken.sync().status
    assert (status.state, status.sentence) == (SyncState.OFFLINE, "No address.")


def test_sync_when_the_database_is_closed_for_good_then_what_was_unsent_is_not_lost(
    line: Line, desk: Desk, tampered: Tampered
) -> None:
    _add(desk)
    tampered.on_push = _failing(UnavailableError("Gone.", "offline"))
    line.sync()
    desk.reopen()
    tampered.on_push = tampered.inner.push
    status = Line(desk.database, lambda: tampered, desk.clock).sync().status
    assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)


def test_hang_up_when_called_then_the_line_takes_no_more(line: Line, tampered: Tampered) -> None:
    line.sync()
    line.hang_up()
    tampered.asked.clear()
    assert line.sync().status.state is SyncState.OFFLINE
    assert line.wait() is False
    assert tampered.asked == []


def test_wait_when_somebody_else_writes_then_it_hears_of_it_and_the_sync_brings_it(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    token = desk.transport._shown.credentials  # type: ignore[attr-defined] # HTTP's own
    with serving(office.app) as client:
        server_id = office.parts.identity.server_id
        line = Line(
            desk.database, lambda: HttpTransport(client.address, token, server_id), clock, _Top()
        )
        office.note(office.prospects[0].id, "News from the page")
        assert line.wait() is True
        assert line.sync().changes.touches("prospect")
        line.hang_up()
    assert desk.seen(office.prospects[0].id).notes == "News from the page"


def test_wait_when_the_line_is_back_after_an_outage_then_a_sync_is_worth_it(
    line: Line, tampered: Tampered
) -> None:
    tampered.on_pull = _failing(UnavailableError("Gone.", "offline"))
    line.sync()
    tampered.on_wait = lambda _cursor: False
    assert line.wait() is True
    tampered.on_pull = tampered.inner.pull
    line.sync()
    assert line.wait() is False


# -- the lock, and the clock -----------------------------------------------------------


def _cut(tampered: Tampered) -> None:
    failing = _failing(UnavailableError("Gone.", "offline"))
    tampered.on_device = tampered.on_push = tampered.on_pull = failing


def _mend(tampered: Tampered) -> None:
    tampered.on_device = tampered.inner.device
    tampered.on_push, tampered.on_pull = tampered.inner.push, tampered.inner.pull


def test_lock_when_the_server_was_not_reached_for_its_days_then_it_locks_and_a_contact_unlocks(
    line: Line, desk: Desk, tampered: Tampered, clock: SetClock
) -> None:
    line.sync()
    _add(desk)
    _cut(tampered)
    clock.move(days=13, hours=23)
    assert line.sync().status.locks_in == timedelta(hours=1)
    clock.move(hours=1)
    status = line.sync().status
    assert status.is_locked
    assert status.unsent == 1
    assert Line(desk.database, lambda: tampered, clock).status().is_locked, "after a restart, too"
    _mend(tampered)
    status = line.sync().status
    assert (status.is_locked, status.unsent) == (False, 0)


def test_lock_when_the_clock_is_set_back_then_it_does_not_unlock(
    line: Line, tampered: Tampered, clock: SetClock
) -> None:
    line.sync()
    _cut(tampered)
    clock.move(days=15)
    assert line.sync().status.is_locked
    clock.move(days=-15)
    assert line.status().is_locked
    _mend(tampered)
    assert not line.sync().status.is_locked
    assert line.status().locks_in == timedelta(days=14)


def test_lock_when_the_server_says_never_or_another_number_then_it_is_so(
    desk: Desk, tampered: Tampered, clock: SetClock
) -> None:
    for days, expected in ((0, None), (3, timedelta(days=3))):
        told = tampered.inner.device().model_copy(update={"lock_after_days": days})
        tampered.on_device = lambda told=told: told
        line = Line(desk.database, lambda: tampered, clock)
        assert line.sync().status.locks_in == expected


def test_barred_calls_when_the_server_says_what_it_wants_then_it_is_kept_without_a_network(
    desk: Desk, tampered: Tampered, clock: SetClock
) -> None:
    wanted = {"barred_calls": BarredCalls.REFUSED}
    told = tampered.inner.device().model_copy(update=wanted)
    tampered.on_device = lambda: told
    Line(desk.database, lambda: tampered, clock).sync()
    _cut(tampered)
    with desk.database.read() as cx:
        assert read_meta(cx).barred_calls is BarredCalls.REFUSED


def test_lock_when_there_is_no_server_then_there_is_none(desk: Desk, clock: SetClock) -> None:
    with desk.database.write() as cx:
        write_meta(cx, server_url=None)
    clock.move(days=400)
    assert Line(desk.database, None, clock).status().locks_in is None


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=-3650), timedelta(days=1825)])
def test_clock_when_it_is_wrong_then_sync_works_and_it_is_told_by_how_much(
    line: Line, desk: Desk, tampered: Tampered, ahead: timedelta
) -> None:
    _add(desk)
    true = desk.clock.now() - ahead

    def _at_its_own_time(*given: Any, **named: Any) -> Any:
        page = tampered.inner.pull(*given, **named)
        return page.model_copy(update={"time": true})

    tampered.on_pull = _at_its_own_time
    status = line.sync().status
    assert (status.state, status.unsent, status.clock_ahead) == (SyncState.IN_STEP, 0, ahead)
    tampered.on_pull = tampered.inner.pull
    assert line.sync().status.clock_ahead == timedelta()


def test_clock_when_it_is_off_by_little_then_nothing_is_said(
    line: Line, desk: Desk, tampered: Tampered
) -> None:
    told = tampered.inner.pull("", 1)

    def _a_little_later(*given: Any, **named: Any) -> Any:
        return told.model_copy(update={"time": desk.clock.now() + timedelta(minutes=5)})

    tampered.on_pull = _a_little_later
    assert line.sync().status.clock_ahead == timedelta()


def test_contact_when_asked_then_once_at_the_start_and_once_a_day(
    line: Line, tampered: Tampered, clock: SetClock
) -> None:
    for _ in range(3):
        line.sync()
    assert tampered.asked.count("device") == 1
    clock.move(days=1)
    line.sync()
    assert tampered.asked.count("device") == 2
    clock.move(days=-30)
    line.sync()
    assert tampered.asked.count("device") == 3


# -- sleep -----------------------------------------------------------------------------


def test_wake_up_when_the_server_asked_for_time_then_it_gets_it_by_the_clock_on_the_wall(
    line: Line, tampered: Tampered, clock: SetClock
) -> None:
    tampered.on_pull = _failing(UnavailableError("Busy.", "busy", retry_after=600))
    asked = line.sync().next_in
    clock.move(seconds=200)
    assert line.wake_up() == pytest.approx(asked - 200)
    clock.move(hours=9)
    assert line.wake_up() == 0


def test_wake_up_when_the_network_failed_before_then_it_is_tried_soon(
    line: Line, tampered: Tampered, clock: SetClock
) -> None:
    tampered.on_pull = _failing(UnavailableError("Gone.", "offline"))
    for _ in range(12):
        line.sync()
    assert line.sync().next_in == 300
    clock.move(hours=9)
    assert line.wake_up() == BASE_SECONDS
    assert line.sync().next_in == BASE_SECONDS, "the failures of yesterday do not count"
