"""What strangers, broken laptops and odd people send: never a 5xx, nothing half written."""

from __future__ import annotations

import gzip
import json

import pytest
from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.tables import change_log, org_sync
from tests.salesroom import NOW, change, creating, text_of

JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}

NAUGHTY = {
    "markup": "<img src=x onerror=alert(1)>&amp;</script>",
    "sql": "Robert'); DROP TABLE prospect;-- \\",
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{7*7}} ${7*7} %s %n {0}",
    "right to left": "\u202eEvil\u202c \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "combining": "Z\u0351\u036b\u0343\u036a\u0302a\u0328\u0316lgo",
    "not normalised": "e\u0301 \u00e9 \ufb01 \u212b",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪",
    "astral": "\U00010348\U0010fffd",
    "controls": "\x01\x07\x08\x1b[31m\x7f\x85\u2028\u2029",
    "lone bom": "\ufeff\ufffe\uffff",
    "line ends": "a\r\nb\rc\nd\te",
    "spaces": "a\u00a0\u2003\u200b\u3000b",
}


@pytest.fixture
def laptop(room):
    return room.laptop()


def log_length(room) -> int:
    mine = change_log.c.org == room.org
    with room.database.read() as cx:
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
        assert count == last == cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == room.org))
    return count


def post(laptop, body: bytes, headers: dict | None = None):
    return laptop.client.post(
        "/v1/push", data=body, headers={**laptop.headers, **(JSON if headers is None else headers)}
    )


def body_of(laptop, *changes, **more) -> bytes:
    sent = {"device_id": laptop.device_id, "schema": 1, "sent_at": text_of(NOW)}
    return json.dumps({**sent, "changes": changes, **more}).encode()


def check_refused(room, laptop, answer, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["message"]
    assert laptop.push(change("spaceship", new_id(), "create", {}))[0]["outcome"] == "rejected"


@pytest.mark.parametrize("kind", NAUGHTY)
def test_text_when_it_is_naughty_then_it_is_kept_to_the_letter(room, laptop, kind):
    text = NAUGHTY[kind]
    given = Prospect(new_id(), f"A{text}", notes=text, owner_id=laptop.user.id)
    assert laptop.push_one(creating(given, "prospect", later={text: text}))["outcome"] == "applied"
    data = laptop.pulled("prospect")[given.id]["data"]
    assert (data["name"], data["notes"]) == (f"A{text}", text)


def prospect_with(laptop, fields: dict, **more) -> dict:
    whole = {"name": "Ada", "owner_id": laptop.user.id, **fields}
    return change("prospect", new_id(), "create", whole, **more)


POISON = {
    "nul": ({"notes": "a\0b"}, "invalid"),
    "nul in a field of the future": ({"later": {"a\0": ["\0"]}}, "invalid"),
    "lone surrogate": ({"notes": "\ud800"}, "invalid"),
    "lone surrogate in a name": ({"\udfff": 1}, "invalid"),
    "over 64 KiB": ({"later": "x" * 70_000}, "too_large"),
    "too long for its field": ({"notes": "x" * 30_000}, "invalid"),
    "too deep": ({"later": json.loads("[" * 60 + "]" * 60)}, "invalid"),
    "huge number": ({"later": 10**40}, "invalid"),
    "just too large a number": ({"later": 2**53 + 1}, "invalid"),
    "another type": ({"do_not_call": "yes"}, "invalid"),
    "yes as a number": ({"do_not_call": 1}, "invalid"),
    "text for a list": ({"phones": "+491715550123"}, "invalid"),
    "null where a text must be": ({"notes": None}, "invalid"),
    "no phone": ({"phones": ["call me"]}, "invalid"),
    "too many phones": ({"phones": ["+491715550123"] * 51}, "invalid"),
    "an id among the fields": ({"id": "x"}, "invalid"),
    "a reference that is no id": ({"owner_id": "'; --"}, "forbidden"),
}


@pytest.mark.parametrize("kind", POISON)
def test_push_when_one_change_is_poison_then_it_alone_is_rejected(room, laptop, kind):
    fields, code = POISON[kind]
    before = log_length(room)
    bad, good = prospect_with(laptop, fields), prospect_with(laptop, {"name": "Bo"})
    results = laptop.push(good, bad, prospect_with(laptop, {}))
    assert [each["outcome"] for each in results] == ["applied", "rejected", "applied"]
    assert (results[1]["code"], results[1]["change_id"]) == (code, bad["change_id"])
    assert bad["id"] not in laptop.pulled("prospect")
    assert log_length(room) - before in {2, 3}
    assert laptop.push_one(bad)["code"] == code


ODD = {
    "entity": {"entity": "spa\0ceship"},
    "entity over long": {"entity": "x" * 61},
    "negative base": {"base_rev": -1},
    "huge base": {"base_rev": 10**30},
    "base as text": {"base_rev": "1"},
    "no fields": {"fields": None},
    "id no uuid": {"id": "../../etc/passwd"},
    "id in capitals": {"id": new_id().upper()},
    "time without a zone": {"client_at": "2026-11-23T09:00:00"},
    "time that never was": {"client_at": "2026-02-30T09:00:00Z"},
    "time before all times": {"client_at": "0001-01-01T00:00:00+14:00"},
    "time after all times": {"client_at": "9999-12-31T23:59:59-14:00"},
}


@pytest.mark.parametrize("kind", ODD)
def test_push_when_a_change_cannot_be_read_then_it_alone_is_rejected(room, laptop, kind):
    bad = prospect_with(laptop, {}) | ODD[kind]
    results = laptop.push(bad, prospect_with(laptop, {}))
    assert [each["outcome"] for each in results] == ["rejected", "applied"]
    assert results[0]["change_id"] == bad["change_id"]
    log_length(room)


@pytest.mark.parametrize("years", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_push_when_a_clock_is_thousands_of_years_wrong_then_it_is_taken(room, laptop, years):
    given = prospect_with(laptop, {}, client_at=years)
    assert laptop.push_one(given)["outcome"] == "applied"
    assert laptop.push_one(prospect_with(laptop, {}), sent_at=NOW)["outcome"] == "applied"


BODIES = {
    "empty": (b"", 400, "unreadable"),
    "no json": (b"{", 400, "unreadable"),
    "not utf-8": (b'{"a": "\xff"}', 400, "unreadable"),
    "a list": (b"[]", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "a number": (b"1", 422, "invalid"),
    "no members": (b"{}", 422, "invalid"),
    "very deep": (b"[" * 200_000, 400, "unreadable"),
    "very deep inside": (b'{"changes": ' + b"[" * 200_000, 400, "unreadable"),
    "changes no list": (b'{"changes": {}}', 422, "invalid"),
    "a long number": (b'{"schema": ' + b"9" * 5_000 + b"}", 400, "unreadable"),
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("path", ["/v1/push", "/v1/enroll"])
def test_body_when_it_is_no_message_then_the_request_is_refused(room, laptop, path, kind):
    body, *expected = BODIES[kind]
    before = log_length(room)
    answer = laptop.client.post(path, data=body, headers={**laptop.headers, **JSON})
    assert [answer.status_code, answer.json()["code"]] == expected
    assert log_length(room) == before


def test_body_when_a_push_carries_too_many_changes_then_it_is_refused(room, laptop):
    many = [prospect_with(laptop, {}) for _ in range(501)]
    check_refused(room, laptop, post(laptop, body_of(laptop, *many)), 422, "invalid")
    assert laptop.pulled("prospect") == {}


@pytest.mark.parametrize(
    "more", [{"schema": True}, {"schema": 0}, {"sent_at": 0}, {"device_id": 7}, {"changes": [1]}]
)
def test_body_when_a_member_of_a_push_is_of_another_type_then_it_is_refused(room, laptop, more):
    check_refused(room, laptop, post(laptop, body_of(laptop, **more)), 422, "invalid")


def test_body_when_it_is_over_a_mebibyte_then_it_is_refused(room, laptop):
    body = body_of(laptop, later="x" * 1024 * 1024)
    check_refused(room, laptop, post(laptop, body), 413, "too_large")
    assert post(laptop, gzip.compress(body), GZIP).status_code == 200


def test_body_when_it_is_a_gzip_bomb_then_it_is_refused_at_the_cap(room, laptop):
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    assert len(bomb) < 1024 * 1024
    check_refused(room, laptop, post(laptop, bomb, GZIP), 413, "too_large")


PACKED = {
    "cut off": (lambda body: gzip.compress(body)[:-9], 400, "unreadable"),
    "only begun": (lambda body: gzip.compress(body)[:5], 400, "unreadable"),
    "damaged": (lambda body: gzip.compress(body)[:20] + b"\0" * 9, 400, "unreadable"),
    "wrong sum": (lambda body: gzip.compress(body)[:-8] + b"\0" * 8, 400, "unreadable"),
    "more after the end": (lambda body: gzip.compress(body) + b"x", 400, "unreadable"),
    "not packed": (lambda body: body, 400, "unreadable"),
    "packed twice": (lambda body: gzip.compress(gzip.compress(body)), 400, "unreadable"),
    "empty": (lambda body: b"", 400, "unreadable"),
}


@pytest.mark.parametrize("kind", PACKED)
def test_body_when_its_gzip_is_broken_then_it_is_refused_and_nothing_of_it_taken(
    room, laptop, kind
):
    pack, status, code = PACKED[kind]
    body = body_of(laptop, prospect_with(laptop, {}))
    check_refused(room, laptop, post(laptop, pack(body), GZIP), status, code)
    assert laptop.pulled("prospect") == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/jsonp"},
        {},
        {**JSON, "Content-Encoding": "br"},
        {**JSON, "Content-Encoding": "gzip, gzip"},
    ],
)
def test_body_when_it_is_of_another_kind_then_it_is_refused(room, laptop, headers):
    check_refused(room, laptop, post(laptop, body_of(laptop), headers), 415, "not_json")


def test_body_when_names_repeat_then_one_reading_of_it_is_taken(room, laptop):
    body = body_of(laptop).replace(b'"schema": 1', b'"schema": 1, "schema": 1')
    assert post(laptop, body).status_code == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_push_when_a_number_is_none_then_nothing_of_it_is_kept(room, laptop, number):
    given = prospect_with(laptop, {"later": "here"})
    body = body_of(laptop, given).replace(b'"here"', number.encode())
    answer = post(laptop, body)
    assert answer.status_code in {200, 400, 422}
    if answer.status_code == 200:
        assert answer.json()["results"][0]["outcome"] == "rejected"
    assert given["id"] not in laptop.pulled("prospect")


def test_push_when_an_operation_is_of_the_future_then_nothing_is_taken_and_an_update_asked_for(
    room, laptop
):
    good, newer = prospect_with(laptop, {}), {**prospect_with(laptop, {}), "op": "entangle"}
    answer = post(laptop, body_of(laptop, good, newer))
    assert (answer.status_code, answer.json()["code"]) == (426, "update_needed")
    assert laptop.pulled("prospect") == {}
