"""Forms and automation tools post a touch, on both databases: signed, read, taken once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook

from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.server.integrations.shapes import read_said
from companion.server.integrations.sources import (
    add_source,
    follow_secret,
    keep_mapping,
    read_deliveries,
    read_source,
    stop_source,
)
from companion.server.tables import change_log, inbound_delivery, inbound_source, prospect, touch
from tests.salesroom import NOW

if TYPE_CHECKING:
    import requests

    from tests.contracts.conftest import Place
    from tests.salesroom import Salesroom

FLAT = {
    "name": "Ada Lee",
    "email": "Ada@Lee.example",
    "phone": "+49 30 901820",
    "utm_campaign": "Fleet-North",
    "page_url": "https://x.example/fleet?utm_source=Google&email=ada%40lee.example",
}
SHAPES: dict[str, Any] = {
    "flat": FLAT,
    "nested": {"event": "sent", "data": {"contact": FLAT}},
    "properties with values": {"properties": {k: {"value": v} for k, v in FLAT.items()}},
    "names and values": {
        "entry": {"field_data": [{"name": k, "values": [v]} for k, v in FLAT.items()]}
    },
    "columns of an advert": {
        "lead_id": "L-1",
        "user_column_data": [
            {"column_id": "FULL_NAME", "string_value": FLAT["name"]},
            {"column_id": "EMAIL", "string_value": FLAT["email"]},
            {"column_id": "PHONE_NUMBER", "string_value": FLAT["phone"]},
            {
                "column_name": "UTM campaign",
                "column_id": "utm_campaign",
                "string_value": "Fleet-North",
            },
            {"column_id": "page url", "string_value": FLAT["page_url"]},
        ],
    },
    "questions and answers": {
        "form_response": {
            "hidden": {"utm_campaign": "Fleet-North", "page_url": FLAT["page_url"]},
            "definition": {
                "fields": [
                    {"id": "a", "type": "short_text", "title": "Your name"},
                    {"id": "b", "type": "email", "title": "Email"},
                    {"id": "c", "type": "phone_number", "title": "Phone number"},
                ]
            },
            "answers": [
                {"type": "text", "text": FLAT["name"], "field": {"id": "a"}},
                {"type": "email", "email": FLAT["email"], "field": {"id": "b"}},
                {"type": "phone_number", "phone_number": FLAT["phone"], "field": {"id": "c"}},
            ],
        }
    },
}


class Tool:
    """A form tool with a source of its own."""

    def __init__(self, room: Salesroom, secret_key: str, owner_id: str | None = None) -> None:
        self.room = room
        self.secret_key = secret_key
        self.id = new_id()
        with room.database.write() as cx:
            about = self.id, "Demo form", owner_id, "DE", None, NOW
            self.secret = add_source(cx, room.org, *about, secret_key=secret_key) or ""

    def follow(self, at: datetime) -> str:
        with self.room.database.write() as cx:
            about = self.room.org, self.id, None, at
            return follow_secret(cx, *about, secret_key=self.secret_key)

    def headers(self, body: bytes, message_id: str, at: datetime | None = None) -> dict[str, str]:
        moment = at or datetime.now(UTC)
        signature = Webhook(self.secret).sign(message_id, moment, body.decode())
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": signature,
            "Content-Type": "application/json",
        }

    def post(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        return self.room.client.post(f"/in/{self.id}", data=body, headers=headers)

    def deliver(self, given: Any, message_id: str = "", **more: str) -> requests.Response:
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        return self.post(body, self.headers(body, message_id or new_id()) | more)

    def source(self) -> Any:
        with self.room.database.read() as cx:
            return read_source(cx, self.room.org, self.id)

    def told(self) -> Any:
        with self.room.database.read() as cx:
            return read_deliveries(cx, self.room.org, self.id)


@pytest.fixture
def tool(room: Salesroom, place: Place) -> Tool:
    return Tool(room, place.secret_key)


def only(room: Salesroom, table: Any) -> Any:
    with room.database.read() as cx:
        return cx.execute(select(table).where(table.c.org == room.org)).one()


def count_of(room: Salesroom, table: Any) -> int:
    with room.database.read() as cx:
        return cx.scalar(select(func.count()).select_from(table).where(table.c.org == room.org))


@pytest.mark.parametrize("shape", SHAPES)
def test_delivery_when_in_a_usual_shape_then_is_a_person_and_a_touch(room, tool, shape):
    campaign = Campaign(new_id(), "Fleet north", "fleet-north")
    room.put(campaign)
    answer = tool.deliver(SHAPES[shape])
    assert (answer.status_code, answer.json()["outcome"]) == (200, "created"), answer.text
    person, met = only(room, prospect), only(room, touch)
    assert (person.name, person.emails, person.phones) == (
        "Ada Lee",
        ["ada@lee.example"],
        ["+4930901820"],
    )
    assert met.campaign_id == campaign.id
    assert met.utm["utm_source"] == "google"
    assert met.landing_page == "https://x.example/fleet?utm_source=Google"
    assert met.form == "Demo form"
    assert abs(met.occurred_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_delivery_when_posted_as_a_form_then_is_read_too(room, tool):
    kind = "application/x-www-form-urlencoded"
    answer = tool.deliver(urlencode(FLAT).encode(), **{"Content-Type": kind})
    assert answer.json()["outcome"] == "created"
    assert only(room, prospect).name == "Ada Lee"


def test_delivery_when_it_comes_again_then_is_answered_the_same_and_taken_once(room, tool):
    first = tool.deliver(FLAT, "msg_1")
    lines = count_of(room, change_log)
    again = tool.deliver(FLAT, "msg_1")
    assert first.json() == again.json()
    assert count_of(room, change_log) == lines
    other = tool.deliver(FLAT | {"name": "Other"}, "msg_1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert len(tool.told()) == 1


def test_deliveries_when_all_sent_twice_at_once_then_are_taken_once(room, tool):
    answers: list[dict] = []
    threads = [
        Thread(target=lambda: answers.append(tool.deliver(FLAT, "msg_2").json())) for _ in range(5)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each["outcome"] for each in answers] == ["created"] * 5
    assert count_of(room, prospect) == 1


def test_delivery_when_not_signed_as_it_must_be_then_is_refused_and_the_admin_sees_it(room, tool):
    body = json.dumps(FLAT).encode()
    good = tool.headers(body, "msg_3")
    old = tool.headers(body, "msg_3", datetime.now(UTC) - timedelta(minutes=6))
    early = tool.headers(body, "msg_3", datetime.now(UTC) + timedelta(minutes=6))
    wrong = {
        "no headers": ({"Content-Type": "application/json"}, "must be there"),
        "too old": (old, "over five minutes"),
        "too early": (early, "clock"),
        "another id": (good | {"webhook-id": "msg_4"}, "not of this body"),
        "no signature at all": (good | {"webhook-signature": "v1"}, "not of this body"),
        "no base64": (good | {"webhook-signature": "v1,%%%"}, "not of this body"),
        "no time": (good | {"webhook-timestamp": "soon"}, "not of this body"),
        "nan": (good | {"webhook-timestamp": "nan"}, "not of this body"),
        "a long id": (tool.headers(body, "x" * 201), "too long"),
    }
    for name, (headers, part) in wrong.items():
        answer = tool.post(body, headers)
        assert answer.status_code == 401, name
        assert part in answer.json()["message"], name
    assert tool.post(body[:-1] + b" ", good).status_code == 401
    assert count_of(room, prospect) == 0
    assert "must be there" in tool.source().refused_why


def test_secret_when_followed_then_both_are_good_for_a_day(room, tool):
    new = tool.follow(datetime.now(UTC))
    assert tool.deliver(FLAT).status_code == 200
    old, tool.secret = tool.secret, new
    assert tool.deliver(FLAT).status_code == 200
    tool.follow(datetime.now(UTC) - timedelta(days=2))
    assert tool.deliver(FLAT).status_code == 401
    tool.secret = old
    assert tool.deliver(FLAT).status_code == 401


def test_secret_when_kept_then_is_sealed(room, tool):
    with room.database.read() as cx:
        row = cx.execute(select(inbound_source).where(inbound_source.c.id == tool.id)).one()
    assert tool.secret.removeprefix("whsec_").encode() not in row.secret


def test_source_when_stopped_or_unknown_then_there_is_none(room, tool):
    with room.database.write() as cx:
        stop_source(cx, room.org, tool.id, None, NOW)
    assert tool.deliver(FLAT).status_code == 404
    tool.id = "x"
    assert tool.deliver(FLAT).status_code == 404


def test_delivery_when_nobody_can_be_made_of_it_then_a_mended_mapping_helps(room, tool):
    odd = {"wer": "Ada Lee", "wie": "ada@lee.example", "list": "Fair 2026"}
    refused = tool.deliver(odd, "msg_5")
    assert refused.status_code == 422
    assert "what its fields mean" in refused.json()["message"]
    assert tool.source().seen == ["wer", "wie", "list"]
    assert [each.outcome for each in tool.told()] == ["rejected"]
    with room.database.write() as cx:
        mapping = {"wer": "name", "wie": "email", "later": "title"}
        keep_mapping(cx, room.org, tool.id, mapping, None, NOW)
    taken = tool.deliver(odd, "msg_5")
    assert taken.json()["outcome"] == "created"
    assert [each.outcome for each in tool.told()] == ["created"]
    assert only(room, touch).list_name == "Fair 2026"


def test_delivery_when_part_of_it_is_left_out_then_no_answer_repeats_it(room, tool):
    given = {"name": "Ada Lee", "phone": "12", "e-mail": "ada at lee", "company": "Lee"}
    answer = tool.deliver(given)
    assert {each["field"] for each in answer.json()["left_out"]} == {"phone", "e-mail"}
    (told,) = tool.told()
    with room.database.read() as cx:
        row = cx.execute(select(inbound_delivery).where(inbound_delivery.c.org == room.org)).one()
    for value in ("12”", "ada at lee"):
        assert value not in answer.text + told.sentence + row.answer


def test_delivery_when_it_names_an_owner_by_its_source_then_reaches_their_laptop(room, place):
    rep = room.add_user()
    laptop = room.laptop(rep)
    laptop.pull()
    Tool(room, place.secret_key, rep.id).deliver(FLAT)
    assert {"prospect", "touch"} <= {each["entity"] for each in laptop.pull()}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[1]", "application/json", 422),
        (b'{"name": "a\\u0000b"}', "application/json", 422),
        (json.dumps({str(n): "x" for n in range(400)}).encode(), "application/json", 422),
        (("[" * 5_000 + "]" * 5_000).encode(), "application/json", 422),
        (b"name=Ada", "text/plain", 422),
        (b"\xff", "application/json", 401),
        (b"x" * 300_000, "application/json", 413),
    ],
)
def test_body_when_it_cannot_be_then_a_clear_answer_and_nothing_is_done(
    room, tool, body, kind, status
):
    signed = body if body != b"\xff" else b""
    headers = tool.headers(signed, new_id()) | {"Content-Type": kind}
    answer = tool.post(body, headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["message"]
    assert count_of(room, prospect) == 0


def test_fields_when_two_share_a_name_then_go_by_their_whole_path() -> None:
    given = {"form": {"name": "Demo"}, "person": {"name": "Ada"}, "tags": ["a", 1, True], "n": None}
    said = read_said(json.dumps(given).encode(), "application/json")
    assert said == [("form.name", "Demo"), ("person.name", "Ada"), ("tags", "a, 1, yes")]
