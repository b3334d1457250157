"""The outbox of webhooks on both databases: written with the change, claimed by one, kept apart."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.domain.objections import Objection, default_categories
from companion.domain.promises import Promise, PromiseVersion
from companion.server.database import Database, make_engine
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_endpoint, hook_event
from companion.server.hooks.deliveries import (
    AT_ONCE,
    KEPT,
    claim,
    forget_old,
    note_attempt,
    send_again,
)
from companion.server.hooks.endpoints import Made, Wish, add_endpoint
from companion.server.hooks.events import CHOOSABLE
from companion.server.hooks.outbox import forget_events
from companion.server.hooks.posting import Answered
from companion.server.hooks.rules import TRIES, HookRules
from companion.server.records import delete_record, patch_records
from companion.server.schema import migrate
from tests.contracts.conftest import POSTGRES, SQLITE
from tests.contracts.test_duplicates import merge, undo
from tests.salesroom import NOW, Client, Salesroom

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = HookRules()
FAILED, TAKEN = Answered(500, "Answered 500."), Answered(204, "Answered 204.")


@pytest.fixture(scope="module", params=[SQLITE, POSTGRES])
def quiet(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Give a database without a server, whose courier would carry what is looked at here."""
    url = f"sqlite:///{tmp_path_factory.mktemp('hooks') / 'server.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    database = Database(make_engine(url))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def room(quiet: Database) -> Salesroom:
    return Salesroom(quiet, Client("http://127.0.0.1:9"))


def listen(room: Salesroom, *events: str) -> str:
    """Add an address that is told of these events, or of every one."""
    endpoint_id = new_id()
    wish = Wish("CRM", "https://crm.example/hooks", events or tuple(map(str, CHOOSABLE)))
    made = Made(new_id(), NOW, "k" * 32)
    with room.database.write() as cx:
        add_endpoint(cx, room.org, endpoint_id, wish, RULES, made)
    return endpoint_id


def told(room: Salesroom) -> list[dict[str, Any]]:
    """Return the bodies of what happened, in their order."""
    with room.database.read() as cx:
        mine = hook_event.c.org == room.org
        rows = cx.scalars(select(hook_event.c.body).where(mine).order_by(hook_event.c.id))
        return [json.loads(each) for each in rows]


def kinds(room: Salesroom) -> list[str]:
    return [each["type"] for each in told(room)]


def due(room: Salesroom, endpoint_id: str, at: datetime = NOW) -> list[Any]:
    with room.database.write() as cx:
        return claim(cx, room.org, endpoint_id, RULES, at)


def note(room: Salesroom, load: Any, answered: Answered, at: datetime = NOW) -> None:
    with room.database.write() as cx:
        note_attempt(cx, load, answered, RULES, at, at)


def state(room: Salesroom, endpoint_id: str) -> list[tuple[str, int]]:
    with room.database.read() as cx:
        mine = hook_delivery.c.org == room.org, hook_delivery.c.endpoint_id == endpoint_id
        query = select(hook_delivery.c.state, hook_delivery.c.attempts).where(*mine)
        return [tuple(row) for row in cx.execute(query.order_by(hook_delivery.c.event_id))]


def add_calls(room: Salesroom, many: int = 1) -> list[Call]:
    rep = room.add_user()
    who = room.prospect(rep)
    calls = [
        Call(new_id(), who.id, rep.id, NOW, disposition=Disposition.NO_ANSWER) for _ in range(many)
    ]
    room.put(*calls)
    return calls


def test_call_when_written_then_its_event_says_what_a_crm_needs(room: Salesroom):
    rep = room.add_user(name="Rita")
    campaign = Campaign(new_id(), "Fleet", code="F26")
    promise = Promise(new_id(), campaign.id, "Papers")
    version = PromiseVersion(new_id(), promise.id, 1, "One day", "In one day.", published_at=NOW)
    room.put(campaign, promise, version, *default_categories())
    who = room.prospect(rep, phones=("+493012345678",))
    listen(room)
    call = Call(
        new_id(),
        who.id,
        rep.id,
        NOW,
        ended_at=NOW + timedelta(seconds=330),
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        promise_version_id=version.id,
        notes="=cmd <b>",
    )
    heard = Objection(new_id(), call.id, who.id, "price_value", "Twice the price")
    room.put(call, heard)
    finished, objection = told(room)
    assert (finished["type"], objection["type"]) == ("call.finished", "objection.heard")
    data = finished["data"]
    assert (data["call_id"], data["seconds"], data["notes"]) == (call.id, 330, "=cmd <b>")
    assert data["prospect"]["phones"] == ["+493012345678"]
    assert data["rep"]["email"] == rep.email
    assert (data["promise"]["headline"], data["promise"]["campaign_code"]) == ("One day", "F26")
    assert objection["data"]["category_label"] == "Price / value"
    assert objection["data"]["promise"] == data["promise"]
    assert datetime.fromisoformat(finished["timestamp"]).tzinfo is not None


def test_records_when_they_change_then_each_change_is_told_once_and_by_its_name(room: Salesroom):
    listen(room)
    (call,) = add_calls(room)
    room.put(replace(call, notes="More"))
    with room.database.write() as cx:
        delete_record(cx, room.org, "call", call.id, None, NOW)
    answer = Answer(new_id(), "price_value", "Too dear", "It pays")
    room.put(answer)
    out = replace(answer, status=AnswerStatus.PUBLISHED, published_at=NOW)
    room.put(out, out, replace(out, version=2, reply="It pays twice"))
    room.put(replace(out, version=2, status=AnswerStatus.RETIRED))
    who = room.prospect(room.add_user())
    with room.database.write() as cx:
        for bar in (True, False):
            fields = [("prospect", who.id, {"do_not_call": bar, "do_not_call_reason": "asked"})]
            patch_records(cx, room.org, fields, None, NOW)
    assert kinds(room) == [
        "call.finished",
        "call.corrected",
        "call.withdrawn",
        "answer.published",
        "answer.published",
        "answer.retired",
        "prospect.do_not_call",
        "prospect.may_be_called",
    ]


def test_change_when_its_transaction_fails_then_nothing_is_told(room: Salesroom):
    listen(room)
    (call,) = add_calls(room)
    patches = [("call", call.id, {"notes": "lost"}), ("call", new_id(), {"notes": "of nothing"})]
    with room.database.write() as cx:
        patch_records(cx, room.org, patches[:1], None, NOW)
        cx.rollback()
    assert kinds(room) == ["call.finished"]


def test_events_when_nobody_asked_for_them_then_none_is_written(room: Salesroom):
    listen(room, "answer.published")
    add_calls(room)
    assert told(room) == []


def test_organisation_when_another_one_listens_then_nothing_of_it_is_told(
    room: Salesroom,
):
    elsewhere = Salesroom(room.database, room.client)
    endpoint = listen(elsewhere)
    add_calls(room)
    assert due(elsewhere, endpoint) == []


def test_deliveries_when_two_processes_claim_at_once_then_each_is_claimed_by_one(room: Salesroom):
    endpoint = listen(room)
    add_calls(room, 12)
    claimed: list[str] = []
    begin = threading.Barrier(4)

    def work() -> None:
        begin.wait(30)
        for _ in range(4):
            claimed.extend(each.event_id for each in due(room, endpoint))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(claimed) == 12
    assert len(set(claimed)) == 12


def test_delivery_when_its_sender_dies_then_it_comes_up_again_under_the_same_id(room: Salesroom):
    endpoint = listen(room)
    add_calls(room)
    (first,) = due(room, endpoint)
    assert due(room, endpoint) == []
    (second,) = due(room, endpoint, NOW + timedelta(minutes=1))
    assert (first.event_id, first.body) == (second.event_id, second.body)


def test_delivery_when_it_fails_for_a_day_then_it_is_given_up_and_can_be_sent_again(
    room: Salesroom,
):
    endpoint = listen(room)
    add_calls(room)
    at = NOW
    for _ in range(TRIES):
        (load,) = due(room, endpoint, at)
        note(room, load, FAILED, at)
        at += timedelta(hours=8)
    assert state(room, endpoint) == [("dead", TRIES)]
    with room.database.write() as cx:
        assert send_again(cx, room.org, endpoint, None, at) == 1
    (load,) = due(room, endpoint, at)
    note(room, load, TAKEN, at)
    assert state(room, endpoint) == [("delivered", 1)]
    with room.database.read() as cx:
        mine = hook_attempt.c.org == room.org
        assert cx.scalar(select(func.count()).select_from(hook_attempt).where(mine)) == TRIES + 1


def test_waits_when_added_up_then_they_are_about_a_day():
    waits = [RULES.wait_after(tries).total_seconds() for tries in range(1, TRIES)]
    assert waits[0] < 7
    assert 18 * 3600 < sum(waits) < 27 * 3600
    assert RULES.wait_after(1, "600").total_seconds() == 600
    assert RULES.wait_after(1, "9" * 30).total_seconds() <= 6 * 3600
    assert RULES.wait_after(1, "Mon, 23 Nov 2026").total_seconds() < 7


def test_address_when_it_fails_then_it_gets_one_at_a_time_until_it_takes_one(room: Salesroom):
    endpoint = listen(room)
    add_calls(room, 8)
    loads = due(room, endpoint)
    assert len(loads) == AT_ONCE
    note(room, loads[0], FAILED)
    (probe,) = due(room, endpoint)
    note(room, probe, TAKEN)
    assert len(due(room, endpoint)) == 3


def test_address_when_gone_or_paused_then_what_happens_waits(room: Salesroom):
    endpoint = listen(room)
    add_calls(room, 2)
    note(room, due(room, endpoint)[0], Answered(410, "Answered 410."))
    assert due(room, endpoint, NOW + timedelta(hours=1)) == []
    with room.database.write() as cx:
        mine = hook_endpoint.c.id == endpoint
        assert "410" in cx.scalar(select(hook_endpoint.c.pause_reason).where(mine))
        cx.execute(update(hook_endpoint).where(mine).values(is_paused=False, failing_since=None))
    assert len(due(room, endpoint, NOW + timedelta(hours=1))) == 2


def test_events_when_old_or_about_somebody_erased_then_they_are_gone(room: Salesroom):
    endpoint = listen(room)
    first, _ = add_calls(room)[0], add_calls(room)[0]
    with room.database.write() as cx:
        forget_events(cx, room.org, [first.prospect_id])
    assert len(told(room)) == 1
    with room.database.write() as cx:
        forget_old(cx, NOW + KEPT + timedelta(seconds=1))
    assert told(room) == []
    assert state(room, endpoint) == []


def test_merge_when_made_and_undone_then_both_are_told_and_name_the_one_who_stayed(
    room: Salesroom,
) -> None:
    listen(room, "prospect.merged", "prospect.parted")
    rep = room.add_user()
    stays, goes = room.prospect(rep, company="Cole"), room.prospect(rep)
    merge_id = merge(room, stays, goes)
    undo(room, merge_id)
    merged, parted = told(room)
    assert (merged["type"], parted["type"]) == ("prospect.merged", "prospect.parted")
    assert merged["data"]["gone_prospect_id"] == parted["data"]["returned_prospect_id"] == goes.id
    assert merged["data"]["prospect"]["prospect_id"] == stays.id
    assert parted["data"]["prospect"]["prospect_id"] == stays.id
