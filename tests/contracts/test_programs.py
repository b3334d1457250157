"""Programs of others bring and read, on both databases: keys, batches, retries, pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.integrations.keys import make_key, revoke_key, rotate_key
from companion.server.permissions import MAY_ENTER, Key, Scope
from companion.server.tables import api_key, change_log, prospect, touch
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Salesroom, change

if TYPE_CHECKING:
    import requests

ADA = {
    "external_id": {"system": "hubspot", "value": "70011"},
    "name": "Ada Lee",
    "company": "Lee & Sons",
    "emails": ["Ada@Lee.example"],
    "phones": ["030 901820"],
    "country": "DE",
}
TOUCH = {
    "external_id": {"system": "hubspot", "value": "submission-1"},
    "prospect": {"external_id": {"system": "hubspot", "value": "70011"}},
    "occurred_at": "2026-11-20T10:30:00+01:00",
    "kind": "form",
    "landing_page": "https://x.example/fleet?utm_campaign=Fleet-North&email=ada%40lee.example",
}
CAMPAIGN = {
    "external_id": {"system": "google_ads", "value": "8801"},
    "name": "Fleet north",
    "match_rules": [{"field": "utm_campaign", "kind": "prefix", "value": "fleet-"}],
}


class Program:
    """A program with a key of its own."""

    def __init__(self, room: Salesroom, *scopes: Scope) -> None:
        self.room = room
        self.key_id = new_id()
        with room.database.write() as cx:
            token = make_key(
                cx, room.org, self.key_id, "Test sync", scopes or tuple(Scope), None, NOW
            )
        self.token = token or ""

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def post(self, what: str, body: Any, key: str = "") -> requests.Response:
        headers = self.headers(**({"Idempotency-Key": key} if key else {}))
        return self.room.client.post(f"/api/v1/{what}/upsert", json=body, headers=headers)

    def bring(self, what: str, *items: Any, key: str = "") -> list[dict]:
        answer = self.post(what, {"items": list(items)}, key)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    def get(self, path: str, **asked: Any) -> requests.Response:
        return self.room.client.get(f"/api/v1/{path}", params=asked, headers=self.headers())


@pytest.fixture
def program(room: Salesroom) -> Program:
    return Program(room)


def outcomes(results: list[dict]) -> list[str]:
    return [each["outcome"] for each in results]


def count_of(room: Salesroom, table: Any) -> int:
    with room.database.read() as cx:
        return cx.scalar(select(func.count()).select_from(table).where(table.c.org == room.org))


# -- keys ----------------------------------------------------------------------------------

PROGRAMS = [address for address, entry in MAY_ENTER.items() if entry.key is Key.PROGRAM]


@pytest.mark.parametrize("address", PROGRAMS)
def test_address_when_tried_with_every_key_then_opens_to_its_scope_alone(room, address):
    method, _, path = address.partition(" ")
    needed = MAY_ENTER[address].scope
    laptop = room.laptop(role=Role.ADMIN)
    tokens = {"": 401, "Bearer cp_key_nobody": 401, laptop.headers["Authorization"]: 401}
    for scope in Scope:
        may = needed in {None, scope}
        tokens[Program(room, scope).headers()["Authorization"]] = 200 if may else 403
    for token, status in tokens.items():
        asked = {"headers": {"Authorization": token} if token else {}}
        if method == "POST":
            answer = room.client.post(path, json={"items": []}, **asked)
        else:
            answer = room.client.get(path, **asked)
        assert answer.status_code == status, (token[:14], answer.text)
        if status == 403:
            assert needed.value in answer.json()["message"]


def test_key_when_followed_then_the_old_one_is_good_for_a_day_and_revoked_ones_are_out(room):
    program = Program(room)
    old = program.token
    with room.database.write() as cx:
        program.token = rotate_key(cx, room.org, program.key_id, None, datetime.now(UTC))
    assert program.get("key").status_code == 200
    new, program.token = program.token, old
    assert program.get("key").status_code == 200
    with room.database.write() as cx:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        program.token = rotate_key(cx, room.org, program.key_id, None, long_ago)
    newest, program.token = program.token, new
    assert program.get("key").status_code == 401
    program.token = newest
    with room.database.write() as cx:
        revoke_key(cx, room.org, program.key_id, None, NOW)
    assert program.get("key").status_code == 401


def test_key_when_used_then_says_so_and_nothing_of_it_is_kept(room, program):
    assert program.get("key").json()["organisation"] == room.organisation.name
    with room.database.read() as cx:
        row = cx.execute(select(api_key).where(api_key.c.id == program.key_id)).one()
    assert row.used_at is not None
    assert program.token.encode() not in b"".join(
        each if isinstance(each, bytes) else str(each).encode() for each in row
    )


def test_key_when_of_another_organisation_then_sees_nothing_of_this_one(room, program):
    elsewhere = Salesroom(room.database, room.client)
    program.bring("prospects", ADA)
    theirs = Program(elsewhere)
    (result,) = theirs.bring("touches", TOUCH)
    assert result["outcome"] == "rejected"
    assert theirs.get("calls").json()["items"] == []


# -- bringing --------------------------------------------------------------------------------


def test_everything_when_brought_reaches_the_owners_laptop_and_twice_changes_nothing(room, program):
    rep = room.add_user(name="Rita Rep")
    laptop = room.laptop(rep)
    laptop.pull()
    ada = ADA | {"owner": rep.email}
    kinds = ("campaigns", CAMPAIGN), ("prospects", ada), ("touches", TOUCH)
    ids = [program.bring(what, item)[0]["id"] for what, item in kinds]
    pulled = {each["entity"]: each for each in laptop.pull()}
    assert [pulled[each]["id"] for each in ("campaign", "prospect", "touch")] == ids
    assert pulled["prospect"]["data"]["phones"] == ["+4930901820"]
    assert pulled["prospect"]["data"]["emails"] == ["ada@lee.example"]
    told = pulled["touch"]["data"]
    assert told["campaign_id"] == ids[0]
    assert told["utm"]["utm_campaign"] == "fleet-north"
    assert told["landing_page"] == "https://x.example/fleet?utm_campaign=Fleet-North"
    assert told["occurred_at"] == "2026-11-20T09:30:00Z"
    lines = count_of(room, change_log)
    for what, item in kinds:
        assert outcomes(program.bring(what, item)) == ["unchanged"]
    assert count_of(room, change_log) == lines
    assert laptop.pull() == []


def test_items_when_some_are_bad_then_each_has_one_outcome_and_the_good_are_kept(program):
    given = [
        ADA,
        ADA | {"title": 7},
        ADA | {"frist_name": "Ada"},
        {"name": "No id"},
        {"external_id": {"system": "hubspot", "value": "1"}},
        ADA | {"notes": "x" * 40_000},
        ADA | {"company": "a\0b"},
        ADA | {"title": "Owner"},
    ]
    results = program.bring("prospects", *given)
    assert outcomes(results) == ["created", *["rejected"] * 6, "updated"]
    assert [each["index"] for each in results] == list(range(8))
    assert all(each["message"] for each in results if each["outcome"] == "rejected")
    assert "title" in results[1]["message"]
    assert "frist_name" in results[2]["message"]
    assert results[7]["id"] == results[0]["id"]


def test_touch_when_changed_at_its_source_then_changes_here_and_its_rules_are_asked(room, program):
    program.bring("prospects", ADA)
    first = program.bring("touches", TOUCH)
    program.bring("campaigns", CAMPAIGN)
    found = program.bring("touches", TOUCH)
    assert outcomes([*first, *found]) == ["created", "updated"]
    moved = TOUCH | {"occurred_at": "2026-11-21T09:00:00Z"}
    assert outcomes(program.bring("touches", moved, moved)) == ["updated", "unchanged"]
    other = ADA | {"external_id": {"system": "hubspot", "value": "2"}}
    other |= {"emails": ["other@lee.example"], "phones": [], "name": "Somebody Else"}
    program.bring("prospects", other)
    wrong = TOUCH | {"prospect": {"email": "OTHER@lee.example "}}
    assert outcomes(program.bring("touches", wrong)) == ["rejected"]
    assert count_of(room, touch) == 1


@pytest.mark.parametrize(
    "whose",
    [{"email": "ADA@lee.example"}, {"phone": "+49 30 901820"}, {"id": None}],
)
def test_touch_when_its_person_is_named_otherwise_then_is_found(program, whose):
    (brought,) = program.bring("prospects", ADA)
    named = {"id": brought["id"]} if "id" in whose else whose
    assert outcomes(program.bring("touches", TOUCH | {"prospect": named})) == ["created"]


@pytest.mark.parametrize("moment", [0, 0.5, "0", "today", "2026-11-20T10:30:00", None])
def test_touch_when_its_time_is_none_then_is_rejected(program, moment):
    program.bring("prospects", ADA)
    (result,) = program.bring("touches", TOUCH | {"occurred_at": moment})
    assert (result["outcome"], "occurred_at" in result["message"]) == ("rejected", True)


@pytest.mark.parametrize(
    "whose", [{}, {"email": "a@b.example", "phone": "+4930901820"}, {"email": "no@one.example"}]
)
def test_touch_when_its_person_is_not_clear_then_is_rejected(program, whose):
    program.bring("prospects", ADA)
    assert outcomes(program.bring("touches", TOUCH | {"prospect": whose})) == ["rejected"]


def test_touch_when_deleted_here_then_stays_so(room, program):
    rep = room.add_user()
    laptop = room.laptop(rep)
    program.bring("prospects", ADA | {"owner": rep.email})
    (made,) = program.bring("touches", TOUCH)
    laptop.pull()
    laptop.push_one(change("touch", made["id"], "delete", {}, base_rev=10_000))
    (again,) = program.bring("touches", TOUCH)
    assert (again["outcome"], "deleted" in again["message"]) == ("rejected", True)


def test_campaign_when_only_its_code_is_known_then_joins_it_and_what_is_unsaid_stays(program):
    (made,) = program.bring("campaigns", CAMPAIGN | {"code": "FN", "channel": "Search"})
    other = {"external_id": {"system": "meta", "value": "9"}, "code": "fn", "status": "paused"}
    (joined,) = program.bring("campaigns", other)
    assert (joined["outcome"], joined["id"]) == ("updated", made["id"])
    taken = {"external_id": {"system": "meta", "value": "9"}, "code": "other"}
    nameless = {"external_id": {"system": "meta", "value": "10"}}
    wrong = CAMPAIGN | {"starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    assert outcomes(program.bring("campaigns", taken, nameless, wrong)) == [
        "updated",
        "rejected",
        "rejected",
    ]


def test_batch_when_of_a_thousand_then_each_is_answered_and_one_more_is_refused(room, program):
    def person(number: int) -> dict:
        own = {"system": "crm", "value": str(number)}
        return {"external_id": own, "name": f"Person {number}", "emails": [f"p{number}@x.example"]}

    thousand = [person(number) for number in range(1_000)]
    assert set(outcomes(program.bring("prospects", *thousand))) == {"created"}
    assert count_of(room, prospect) == 1_000
    assert set(outcomes(program.bring("prospects", *thousand))) == {"unchanged"}
    refused = program.post("prospects", {"items": [*thousand, person(1_000)]})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'{"items": 1}', 422),
        (b'{"items": [1]}', 422),
        (b'{"items": [{"name": "Ada"', 400),
        (b"x" * 2_000_000, 413),
    ],
)
def test_body_when_it_cannot_be_then_a_clear_answer_and_nothing_is_done(
    room, program, body, status
):
    headers = program.headers(**{"Content-Type": "application/json"})
    answer = room.client.post("/api/v1/prospects/upsert", data=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert count_of(room, prospect) == 0


# -- retries -----------------------------------------------------------------------------------


def test_request_when_repeated_under_its_key_then_is_answered_the_same(room, program):
    first = program.post("prospects", {"items": [ADA]}, "monday-1")
    again = program.post("prospects", {"items": [ADA]}, "monday-1")
    assert first.json() == again.json()
    assert outcomes(again.json()["results"]) == ["created"]
    other = program.post("prospects", {"items": []}, "monday-1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    elsewhere = program.post("campaigns", {"items": [ADA]}, "monday-1")
    assert elsewhere.status_code == 409
    theirs = Program(room).post("prospects", {"items": [ADA]}, "monday-1")
    assert outcomes(theirs.json()["results"]) == ["unchanged"]
    assert program.post("prospects", {"items": []}, "no spaces").status_code == 422


def test_requests_when_all_sent_twice_at_once_then_are_done_once(room, program):
    answers: list[Any] = []

    def send() -> None:
        answers.append(program.post("prospects", {"items": [ADA]}, "at-once").json())

    threads = [Thread(target=send) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each["results"][0]["outcome"] for each in answers] == ["created"] * 6
    assert count_of(room, prospect) == 1


# -- reading -------------------------------------------------------------------------------------


def test_calls_when_read_page_by_page_then_each_comes_once_and_changes_come_again(room, program):
    told = PromiseRoom(room)
    made = [
        told.call(told.first, "Too dear", started_at=NOW + timedelta(hours=n)) for n in range(5)
    ]
    ids, cursor = [], ""
    while True:
        page = program.get("calls", cursor=cursor, limit=2).json()
        ids += [each["id"] for each in page["items"]]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert ids == [each.id for each in made]
    assert program.get("calls", cursor=cursor).json()["items"] == []
    laptop = room.laptop(told.rep)
    laptop.push_one(change("call", made[1].id, "patch", {"notes": "Later"}, base_rev=10_000))
    laptop.push_one(change("call", made[2].id, "delete", {}, base_rev=10_000))
    after = program.get("calls", cursor=cursor).json()["items"]
    assert [(each["id"], each["is_deleted"], each["notes"]) for each in after] == [
        (made[1].id, False, "Later"),
        (made[2].id, True, ""),
    ]
    assert program.get("calls", cursor="x.1.y").status_code == 409
    assert program.get("calls", limit=0).status_code == 422
    for wrong in ("yesterday", "0.5", "2026-11-25", "2026-11-25T09:00:00"):
        assert program.get("calls", since=wrong).status_code == 422


def test_calls_when_filtered_then_carry_person_rep_promise_and_both_campaigns(room, program):
    told = PromiseRoom(room)
    call = told.call(told.second, "Too dear")
    told.call(None, started_at=NOW - timedelta(days=9))
    program.bring("campaigns", CAMPAIGN)
    person = {"id": told.ada.id}
    early = {"prospect": person, "campaign": "8801", "occurred_at": "2026-11-01T00:00:00Z"}
    program.bring("touches", TOUCH | early)
    asked = {"promise_version": told.second.id, "campaign": told.promise.campaign_id}
    asked |= {"since": "2026-11-20T00:00:00Z", "disposition": "connected"}
    (found,) = program.get("calls", **asked).json()["items"]
    assert (found["id"], found["rep"]["email"]) == (call.id, told.rep.email)
    assert found["promise_version"]["number"] == 2
    assert found["prospect"]["first_campaign"]["name"] == "Fleet north"
    assert found["prospect"]["last_campaign"]["name"] == "Fleet north"
    assert program.get("calls", **asked, outcome="won").json()["items"] == []
    assert program.get("calls", campaign=new_id()).json()["items"] == []


def test_objections_when_read_then_in_their_words_and_filtered(room, program):
    told = PromiseRoom(room)
    call = told.call(told.first, "Twice what we pay")
    (found,) = program.get("objections", category="price_value", handling="open").json()["items"]
    assert (found["verbatim"], found["call_id"]) == ("Twice what we pay", call.id)
    assert found["heard_at"] == "2026-11-23T09:00:00Z"
    assert program.get("objections", category="stall").json()["items"] == []
    assert program.get("objections", until="2026-01-01T00:00:00Z").json()["items"] == []


def test_what_a_key_wrote_when_looked_up_then_stands_under_its_name(room, program):
    told = PromiseRoom(room)
    program.bring("prospects", ADA)
    admin = told.browser(told.add_reader(Role.ADMIN))
    assert "Test sync" in admin.get("/admin/log?entity=prospect").text
    assert json.dumps(program.token) not in admin.get("/admin/log?entity=key").text
