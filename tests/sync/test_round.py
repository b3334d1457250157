"""One round: up, then down, whatever the line or the server does meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.outbox import Outbox
from companion.services.prospects import Prospects
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change, add_records
from companion.sync.pace import Pace
from companion.sync.round import PARKED_SECONDS, Round
from companion.sync.transport import HttpTransport
from companion.wire.messages import (
    CHANGES_PER_PUSH,
    ChangeOutcome,
    ChangeResult,
    Operation,
    Pulled,
    Push,
    Pushed,
)
from tests.salesroom import serving
from tests.sync.conftest import DEVICE_ID, SERVER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.store.engine import Database
    from tests.conftest import SetClock
    from tests.offices import Desk, Office
    from tests.sync.conftest import Exchange, Station


def _offline(*_: object, **__: object) -> Any:
    raise UnavailableError("The network is gone.", "offline")


def _add_many(desk: Desk, count: int) -> list[str]:
    people = [Prospect(new_id(), f"New {n}", owner_id=desk.user_id) for n in range(count)]
    with desk.database.write() as cx:
        add_records(cx, people, desk.clock.now())
    return [each.id for each in people]


# -- up, then down ---------------------------------------------------------------------


def test_round_when_spoken_over_a_real_line_then_edits_go_up_and_others_news_come_down(
    office: Office, desk: Desk, second: Desk
) -> None:
    first_id, second_id = office.prospects[0].id, office.prospects[1].id
    desk.note(first_id, "Prefers mornings")
    second.note(second_id, "Asked for a trial")
    second.round()
    with serving(office.app) as client:
        token = desk.transport._shown.credentials
        transport = HttpTransport(client.address, token, office.parts.identity.server_id)
        result = Round(desk.database, transport, desk.clock).run()
        transport.hang_up()
    assert (result.error, result.pushed, result.pulled) == (None, 1, 1)
    assert desk.seen(second_id).notes == "Asked for a trial"
    assert result.changes.touches("prospect", "outbox")
    second.round()
    assert second.seen(first_id).notes == "Prefers mornings"


def test_round_when_both_have_news_then_everything_is_sent_before_anything_is_fetched(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    _add_many(desk, CHANGES_PER_PUSH + 1)
    result = desk.round()
    assert line.asked == ["push", "push", "pull"]
    assert [len(each.changes) for each in line.pushes] == [CHANGES_PER_PUSH, 1]
    assert (result.pushed, desk.unsent()) == (CHANGES_PER_PUSH + 1, 0)


def test_round_when_nothing_is_new_then_one_request_says_so(desk: Desk) -> None:
    line = desk.tamper()
    result = desk.round()
    assert line.asked == ["pull"]
    assert (result.pushed, result.pulled, bool(result.changes)) == (0, 0, False)


def test_pull_when_pages_are_many_then_each_says_what_is_ahead_and_the_last_nothing(
    office: Office,
) -> None:
    laptop = office.desk("fresh")
    pages = [laptop.transport.pull("", 2)]
    while pages[-1].more:
        pages.append(laptop.transport.pull(pages[-1].cursor, 2))
    aheads = [each.ahead or 0 for each in pages]
    assert aheads == sorted(aheads, reverse=True)
    to_come = [sum(len(each.items) for each in pages[n + 1 :]) for n in range(len(pages))]
    assert all(ahead >= count for ahead, count in zip(aheads, to_come, strict=True))
    assert (len(pages) > 2, aheads[-1]) == (True, 0)
    laptop.close()


def test_round_when_it_went_well_then_the_time_is_kept(desk: Desk, clock: SetClock) -> None:
    clock.move(hours=1)
    desk.round()
    with desk.database.read() as cx:
        assert read_meta(cx).last_sync_at == clock.at


def test_round_when_only_the_pull_fails_then_the_own_push_has_not_moved_the_cursor(
    office: Office, desk: Desk
) -> None:
    before = desk.cursor()
    office.note(office.prospects[1].id, "From the page")
    desk.note(office.prospects[0].id, "From the laptop")
    line = desk.tamper()
    line.on_pull = _offline
    result = desk.round()
    assert (result.pushed, result.error and result.error.code) == (1, "offline")
    assert desk.cursor() == before
    line.on_pull = line.inner.pull
    desk.round()
    assert desk.seen(office.prospects[1].id).notes == "From the page"


# -- answers that are not what they should be ------------------------------------------


def test_round_when_no_result_ever_comes_then_it_stops_and_keeps_everything(
    office: Office, desk: Desk
) -> None:
    desk.note(office.prospects[0].id, "Kept")
    line = desk.tamper()
    line.on_push = lambda request: line.inner.push(request).model_copy(update={"results": ()})
    result = desk.round()
    assert result.error
    assert result.error.code == "no_progress"
    assert len(line.pushes) == 2
    assert desk.unsent() == 1


def test_round_when_pages_never_end_then_it_stops(desk: Desk) -> None:
    line = desk.tamper()
    line.on_pull = lambda cursor, _limit: Pulled(items=(), cursor=cursor, more=True)
    result = desk.round()
    assert result.error
    assert result.error.code == "no_progress"


def test_round_when_told_to_retry_then_the_edit_waits_that_long_and_others_go(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    waiting, other = office.prospects[0].id, office.prospects[1].id
    desk.note(waiting, "Later")
    desk.note(other, "Now")
    line = desk.tamper()

    def _busy_with_one(request: Push) -> Pushed:
        later = [each for each in request.changes if each.id == waiting]
        now = tuple(each for each in request.changes if each.id != waiting)
        answer = line.inner.push(request.model_copy(update={"changes": now}))
        told = tuple(
            ChangeResult(change_id=each.change_id, outcome=ChangeOutcome.RETRY, after=90.0)
            for each in later
        )
        return answer.model_copy(update={"results": (*told, *answer.results)})

    line.on_push = _busy_with_one
    result = desk.round()
    assert (result.error, result.pushed, desk.unsent()) == (None, 1, 1)
    line.on_push = line.inner.push
    clock.move(seconds=89)
    desk.round()
    assert desk.unsent() == 1
    clock.move(seconds=2)
    desk.round()
    assert desk.unsent() == 0


def test_round_when_the_clock_is_set_back_by_years_then_what_was_to_wait_is_sent(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    desk.note(office.prospects[0].id, "Waits five minutes, not ten years")
    line = desk.tamper()
    line.on_push = lambda request: Pushed(
        epoch=office.parts.identity.epoch,
        results=tuple(
            ChangeResult(change_id=each.change_id, outcome=ChangeOutcome.RETRY, after=300.0)
            for each in request.changes
        ),
    )
    desk.round()
    line.on_push = line.inner.push
    clock.move(days=-3650)
    desk.round()
    assert desk.unsent() == 0


def test_round_when_an_edit_is_refused_then_later_ones_of_its_record_wait_and_others_flow(
    office: Office, desk: Desk
) -> None:
    held, free = office.prospects[0].id, office.prospects[1].id
    with desk.database.write() as cx:
        add_change(cx, "prospect", held, Operation.PATCH, {"name": ""}, desk.clock.now())
    desk.round()
    desk.note(held, "After the refused one")
    desk.note(free, "Another record")
    assert desk.round().pushed == 1
    assert (desk.unsent(), desk.attention()) == (1, 1)
    assert desk.seen(held).notes == "After the refused one"
    outbox = Outbox(desk.database, desk.clock)
    (refused,) = [each for each in outbox.lines() if each.state == "rejected"]
    assert refused.record_id == held
    outbox.discard(refused.change_id)
    desk.round()
    assert (desk.unsent(), desk.attention()) == (0, 0)
    noted = {row.entity_id: row.fields for row in office.log() if row.device_id and row.fields}
    assert noted[held] == {"notes": "After the refused one"}
    assert noted[free] == {"notes": "Another record"}


# -- one edit the server cannot take ---------------------------------------------------


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (RejectedError("The server does not take this request.", "request_refused"), "rejected"),
        (UnavailableError("The server has a problem of its own.", "server_failed"), "pending"),
    ],
)
def test_round_when_one_edit_poisons_each_request_then_it_is_found_and_set_aside_and_the_rest_flow(
    desk: Desk, clock: SetClock, failure: Exception, state: str
) -> None:
    ids = _add_many(desk, 33)
    line = desk.tamper()

    def _choking(request: Push) -> Pushed:
        if any(each.id == ids[20] for each in request.changes):
            raise failure
        return line.inner.push(request)

    line.on_push = _choking
    for _ in range(3):  # a parked edit ends its round, for the server may be down altogether
        desk.round()
    (left,) = Outbox(desk.database, desk.clock).lines()
    assert (left.record_id, left.state) == (ids[20], state)
    assert len(line.pushes) < 25
    before = len(line.pushes)
    desk.round()
    assert len(line.pushes) == before, "it rests and is not tried in a hot loop"
    line.on_push = line.inner.push
    clock.move(seconds=PARKED_SECONDS + 1)
    desk.round()
    assert desk.unsent() == 0


def test_round_when_requests_time_out_then_the_next_carry_half_and_grow_again(
    desk: Desk,
) -> None:
    _add_many(desk, 50)
    line = desk.tamper()

    def _slow(request: Push) -> Pushed:
        if len(request.changes) > 20:
            raise UnavailableError("It takes too long.", "timeout")
        return line.inner.push(request)

    line.on_push = _slow
    pace = Pace()
    rounds = [Round(desk.database, line, desk.clock, pace).run() for _ in range(12)]
    assert any(each.error and each.error.code == "timeout" for each in rounds)
    assert desk.unsent() == 0


# -- saves and stops in the middle -----------------------------------------------------


def test_round_when_a_save_comes_while_a_push_is_out_then_it_is_sent_too(
    office: Office, desk: Desk
) -> None:
    record_id = office.prospects[0].id
    desk.note(record_id, "First")
    line = desk.tamper()

    def _meanwhile(request: Push) -> Pushed:
        if len(line.pushes) == 1:
            desk.note(record_id, "Second, while the first is out")
        return line.inner.push(request)

    line.on_push = _meanwhile
    desk.round()
    assert desk.seen(record_id).notes == "Second, while the first is out"
    assert desk.unsent() == 0
    assert [row.fields for row in office.log() if row.device_id] == [
        {"notes": "First"},
        {"notes": "Second, while the first is out"},
    ]


def test_round_when_a_save_comes_while_a_pull_is_out_then_it_is_shown_and_sent_next(
    office: Office, desk: Desk
) -> None:
    record_id = office.prospects[0].id
    office.note(record_id, "From the page")
    line = desk.tamper()

    def _meanwhile(cursor: str, limit: int) -> Pulled:
        page = line.inner.pull(cursor, limit)
        desk.note(record_id, "Saved meanwhile")
        return page

    line.on_pull = _meanwhile
    desk.round()
    assert desk.seen(record_id).notes == "Saved meanwhile"
    assert desk.unsent() == 1
    line.on_pull = line.inner.pull
    desk.round()
    assert desk.unsent() == 0


def test_round_when_stopped_between_two_requests_then_what_was_settled_stays_and_the_rest_follows(
    desk: Desk,
) -> None:
    _add_many(desk, CHANGES_PER_PUSH + 50)
    line = desk.tamper()

    def _hung_up_on(request: Push) -> Pushed:
        if len(line.pushes) > 1:
            raise UnavailableError("The connection was ended on this side.", "hung_up")
        return line.inner.push(request)

    line.on_push = _hung_up_on
    result = desk.round()
    assert result.error
    assert (result.error.code, result.pushed) == ("hung_up", CHANGES_PER_PUSH)
    assert desk.unsent() == 50
    line.on_push = line.inner.push
    assert desk.round().pushed == 50


def test_round_when_stopped_between_two_pages_then_it_goes_on_from_the_page_reached(
    office: Office, desk: Desk, second: Desk
) -> None:
    ids = set(_add_many(second, 30))
    second.round()
    line = desk.tamper()

    def _two_pages(cursor: str, limit: int) -> Pulled:
        return _offline() if line.asked.count("pull") > 2 else line.inner.pull(cursor, limit)

    line.on_pull = _two_pages
    pace = Pace()
    pace.items = 5
    result = Round(desk.database, line, desk.clock, pace).run()
    assert result.error
    assert 0 < result.pulled < 30
    line.on_pull = line.inner.pull
    assert desk.round().pulled == 30 - result.pulled
    assert ids <= {each.prospect_id for each in Prospects(desk.database, desk.clock).search("New")}


def test_round_when_the_cursor_means_nothing_any_more_then_all_is_fetched_anew_and_edits_stay(
    office: Office, desk: Desk
) -> None:
    held = office.prospects[0].id
    with desk.database.write() as cx:
        add_change(cx, "prospect", held, Operation.PATCH, {"name": ""}, desk.clock.now())
    desk.round()
    office.note(office.prospects[1].id, "News")
    for strange in ("garbage", f"{new_id()}.1.{new_id()}", f"{office.parts.identity.epoch}.999.-"):
        with desk.database.write() as cx:
            write_meta(cx, cursor=strange)
        result = desk.round()
        assert result.error is None
        assert result.pulled >= len(office.prospects)
        assert desk.attention() == 1
        assert desk.seen(office.prospects[1].id).notes == "News"


# -- everything else that may answer ---------------------------------------------------

PORTAL = b"<html>Welcome to the hotel</html>"


def _page(exchange: Exchange) -> None:
    exchange.reply(PORTAL, content_type="text/html", server_id=None)


def _redirect(exchange: Exchange) -> None:
    exchange.reply(PORTAL, status=302, server_id=None, Location="/sign-in")


def _signed_redirect(exchange: Exchange) -> None:
    exchange.reply({}, status=307, Location="/v1/elsewhere")


def _stranger(exchange: Exchange) -> None:
    exchange.reply({"items": [], "cursor": "c", "more": False}, server_id=new_id())


def _nameless(exchange: Exchange) -> None:
    exchange.reply({"items": [], "cursor": "c", "more": False}, server_id=None)


def _wrong_kind(exchange: Exchange) -> None:
    exchange.reply(b"items", content_type="text/plain")


def _cut_off(exchange: Exchange) -> None:
    exchange.reply(b'{"results": [', length=500, Connection="close")


def _refusing(status: int) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.reply(
        {"code": "device_draining" if status == 403 else "x", "message": "No."}, status=status
    )


@pytest.fixture
def laptop(database: Database, clock: SetClock) -> Database:
    """A laptop that has read up to a cursor and holds one unsent edit."""
    with database.write() as cx:
        write_meta(cx, server_id=SERVER_ID, device_id=DEVICE_ID, cursor="as-it-was")
        add_records(cx, [Prospect(new_id(), "Ada Cole", owner_id=new_id())], clock.at)
    return database


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (_page, "network_sign_in"),
        (_redirect, "network_sign_in"),
        (_signed_redirect, "server_failed"),
        (_stranger, "wrong_server"),
        (_nameless, "another_kind"),
        (_wrong_kind, "unreadable"),
        (_cut_off, "offline"),
        (_refusing(401), "sign_in_needed"),
        (_refusing(403), "device_draining"),
        (_refusing(426), "update_needed"),
        (_refusing(429), "busy"),
        (_refusing(503), "busy"),
    ],
    ids=lambda given: getattr(given, "__name__", given),
)
def test_round_when_anything_but_a_result_answers_then_outbox_and_cursor_stay_as_they_were(
    laptop: Database, station: Station, connect: Callable[..., HttpTransport], clock: SetClock,
    answer: Callable[[Exchange], None], code: str,
) -> None:  # fmt: skip
    station.answer = answer
    with laptop.read() as cx:
        before = read_meta(cx)
    result = Round(laptop, connect(), clock).run()
    assert result.error
    assert result.error.code == code
    assert len(station.seen) == 1, "it asks once and follows nobody"
    with laptop.read() as cx:
        assert replace(read_meta(cx), turn=0) == before, "a push that was sent has its turn"
    (line,) = Outbox(laptop, clock).lines()
    assert line.state == "pending"


@pytest.mark.parametrize("status", [400, 413, 422])
def test_round_when_the_server_refuses_a_request_of_one_edit_then_a_person_is_told_and_it_pulls_on(
    laptop: Database, station: Station, connect: Callable[..., HttpTransport], clock: SetClock,
    status: int,
) -> None:  # fmt: skip
    def _refuse_pushes(exchange: Exchange) -> None:
        if exchange.command == "POST":
            exchange.reply({"code": "too_large", "message": "Too much at once."}, status=status)
        else:
            exchange.reply({"items": [], "cursor": "further", "more": False})

    station.answer = _refuse_pushes
    result = Round(laptop, connect(), clock).run()
    assert result.error is None
    (line,) = Outbox(laptop, clock).lines()
    assert (line.state, line.sentence) == ("rejected", "Too much at once.")
    with laptop.read() as cx:
        assert read_meta(cx).cursor == "further"


def test_round_when_it_pushes_then_the_message_is_the_protocols(
    laptop: Database, station: Station, connect: Callable[..., HttpTransport], clock: SetClock
) -> None:
    Round(laptop, connect(), clock).run()
    sent = json.loads(station.seen[0].body)
    assert (sent["device_id"], sent["schema"], sent["sent_at"]) == (
        DEVICE_ID,
        1,
        "2026-11-23T09:30:00Z",
    )
    (change,) = sent["changes"]
    assert set(change) == {"change_id", "entity", "id", "op", "base_rev", "fields", "client_at"}


def test_round_when_nothing_is_new_then_nothing_is_written_but_once_an_hour(
    desk: Desk, clock: SetClock
) -> None:
    path = desk.database.path

    def written() -> int:
        return path.with_name(f"{path.name}-wal").stat().st_size

    desk.round()
    before = written()
    for _ in range(5):
        clock.move(minutes=1)
        assert desk.round().error is None
    assert written() == before
    clock.move(hours=1)
    desk.round()
    assert written() > before
    with desk.database.read() as cx:
        assert read_meta(cx).contact_at == clock.now()
