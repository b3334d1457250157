"""A client that knows ``docs/protocol.md`` and nothing of our code syncs a call, on both databases.

Standard library alone: what it does by hand is what the page tells.
"""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from itertools import count

import pytest

NUMBERS = count(int(datetime.now(UTC).timestamp() * 1000) << 80)


def new_id() -> str:
    return str(uuid.UUID(int=next(NUMBERS) & ~(0xF << 76) | 7 << 76 | 2 << 62))


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class ForeignClient:
    """Somebody else's laptop."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token = ""
        self.device_id = new_id()
        self.server_id = self.ask("GET", "hello")[1]["server_id"]
        self.cursor = ""
        self.copies: dict[str, tuple[int, dict]] = {}

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = gzip.compress(json.dumps(body).encode()) if body is not None else None
        url = f"{self.address}/v1/{path}"
        request = urllib.request.Request(url, content, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            assert answer.headers["X-Sync-Server"]
            return answer.status, json.loads(answer.read())

    def enroll(self, code: str) -> dict:
        body = {
            "code": code,
            "device_id": self.device_id,
            "device_name": "Another program",
            "app_version": "9",
        }
        status, enrolled = self.ask("POST", "enroll", body)
        assert (status, enrolled["server_id"]) == (200, self.server_id)
        self.token = enrolled["token"]
        return enrolled

    def pull(self) -> None:
        more = True
        while more:
            status, page = self.ask("GET", f"pull?cursor={self.cursor}&limit=7")
            assert status == 200
            for item in page["items"]:
                if item["verb"] == "put":
                    self.copies[item["id"]] = (item["rev"], item["data"])
                elif item["verb"] == "gone":
                    self.copies.pop(item["id"], None)
            self.cursor, more = page["cursor"], page["more"]

    def push(self, *changes) -> list[dict]:
        body = {
            "device_id": self.device_id,
            "schema": 1,
            "sent_at": now(),
            "cursor": self.cursor,
            "changes": list(changes),
        }
        status, pushed = self.ask("POST", "push", body)
        assert status == 200, pushed
        return pushed["results"]


def change(entity, record_id, op, base_rev, **fields):
    return {
        "change_id": new_id(),
        "entity": entity,
        "id": record_id,
        "op": op,
        "base_rev": base_rev,
        "fields": fields,
        "client_at": now(),
    }


@pytest.fixture
def foreigner(room):
    return ForeignClient(room.client.address)


def test_foreign_client_when_it_follows_the_page_then_its_call_is_everywhere_once(room, foreigner):
    rep = room.add_user()
    foreigner.enroll(room.code_for(rep))
    foreigner.pull()
    prospect, call, objection = new_id(), new_id(), new_id()
    sent = [
        change("prospect", prospect, "create", 0, name="Eva Kranz", owner_id=rep.id),
        change(
            "call",
            call,
            "create",
            0,
            prospect_id=prospect,
            rep_id=rep.id,
            started_at=now(),
            disposition="connected",
        ),
        change(
            "objection",
            objection,
            "create",
            0,
            call_id=call,
            prospect_id=prospect,
            category="price_value",
            verbatim="Twice what we pay.",
        ),
    ]
    assert [each["outcome"] for each in foreigner.push(*sent)] == ["applied"] * 3
    again = foreigner.push(*sent)
    assert [each["outcome"] for each in again] == ["duplicate"] * 3
    assert again[2]["record"]["fields"]["verbatim"] == "Twice what we pay."

    second = ForeignClient(room.client.address)
    second.enroll(room.code_for(rep))
    second.pull()
    assert second.copies[objection][1]["verbatim"] == "Twice what we pay."
    rev, _ = second.copies[call]
    (patched,) = second.push(change("call", call, "patch", rev, notes="Ring on Friday"))
    assert (patched["outcome"], patched["record"]["rev"] > rev) == ("applied", True)
    assert foreigner.ask("GET", f"wait?cursor={foreigner.cursor}")[1] == {"changed": True}
    foreigner.pull()
    assert foreigner.copies[call][1]["notes"] == "Ring on Friday"
    (gone,) = foreigner.push(change("call", call, "delete", foreigner.copies[call][0]))
    assert gone["record"]["is_deleted"] is True
    second.pull()
    assert call not in second.copies


def test_foreign_client_when_refused_then_told_why_and_the_rest_flows(room, foreigner):
    rep = room.add_user()
    assert foreigner.ask("GET", "pull")[1]["code"] == "unauthenticated"
    foreigner.enroll(room.code_for(rep))
    nameless, fine = new_id(), new_id()
    results = foreigner.push(
        change("prospect", nameless, "create", 0, owner_id=rep.id),
        change("prospect", fine, "create", 0, name="Ida", owner_id=rep.id),
        change("planet", new_id(), "create", 0),
    )
    assert [each["outcome"] for each in results] == ["rejected", "applied", "rejected"]
    assert [each["code"] for each in results] == ["invalid", None, "unknown_entity"]
    assert results[0]["message"]
    foreigner.cursor = "none.of.ours"
    assert foreigner.ask("GET", f"pull?cursor={foreigner.cursor}")[1]["code"] == "resync"
