from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
import requests
from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.server.tables import device
from companion.wire.records import write_json
from tests.salesroom import NOW, change
from tests.wire.examples import RECORDS


def people(room, owner, count):
    made = [Prospect(new_id(), f"P{n}", owner_id=owner.id) for n in range(count)]
    room.put(*made)
    return made


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_pull_when_paged_then_everything_comes_once_in_the_order_of_its_last_change(room, limit):
    laptop = room.laptop()
    people(room, laptop.user, 10)
    items = laptop.pull(limit)
    seqs = [each["seq"] for each in items]
    assert seqs == sorted(set(seqs))
    assert len({(each["entity"], each["id"]) for each in items}) == len(items)
    assert all(each["rev"] == each["seq"] for each in items)
    assert laptop.pull(limit) == []


def test_pull_when_paged_then_more_is_said_exactly_while_there_is_more(room):
    laptop = room.laptop()
    whole = laptop.get_pull().json()
    assert not whole["more"]
    count = len(whole["items"])
    assert not laptop.get_pull(limit=count).json()["more"]
    part = laptop.get_pull(limit=count - 1).json()
    assert part["more"]
    rest = laptop.get_pull(part["cursor"]).json()
    assert part["items"] + rest["items"] == whole["items"]
    assert rest["cursor"] == whole["cursor"]


def test_pull_when_a_record_changed_often_then_only_its_newest_state_comes(room):
    laptop = room.laptop()
    (one, other) = people(room, laptop.user, 2)
    for company in ("A", "B", "C"):
        room.put(replace(one, company=company))
    items = [each for each in laptop.pull() if each["entity"] == "prospect"]
    assert [each["id"] for each in items] == [other.id, one.id]
    assert items[1]["data"]["company"] == "C"


def test_pull_when_a_record_is_deleted_then_it_is_gone_and_says_nothing_more(room):
    laptop = room.laptop()
    (one,) = people(room, laptop.user, 1)
    laptop.pull()
    deleted = laptop.push_one(change("prospect", one.id, "delete", {}, base_rev=99))
    (item,) = laptop.pull()
    assert item == {
        "seq": deleted["seq"],
        "verb": "gone",
        "entity": "prospect",
        "id": one.id,
        "rev": deleted["seq"],
        "data": {},
    }


def test_pull_when_only_others_records_changed_then_nothing_comes_and_the_cursor_moves(room):
    laptop, other = room.laptop(), room.add_user()
    laptop.pull()
    before = laptop.cursor
    (theirs,) = people(room, other, 1)
    assert laptop.pull() == []
    assert laptop.cursor != before
    room.put(Call(new_id(), theirs.id, other.id, NOW, disposition=Disposition.BUSY))
    assert laptop.pull() == []


def test_pull_when_changes_were_rejected_then_the_feed_skips_them(room):
    laptop = room.laptop()
    laptop.pull()
    laptop.push(*(change("spaceship", new_id(), "create", {}) for _ in range(3)))
    assert laptop.pull() == []
    assert not room.client.get(
        "/v1/wait", params={"cursor": laptop.cursor}, headers=laptop.headers
    ).json()["changed"]


def test_pull_when_pushed_by_oneself_then_it_still_comes_down(room):
    laptop = room.laptop()
    laptop.pull()
    (one,) = people(room, laptop.user, 1)
    laptop.push_one(change("prospect", one.id, "patch", {"company": "A"}, base_rev=99))
    assert [each["data"]["company"] for each in laptop.pull()] == ["A"]


def _cursors(cursor: str) -> dict[str, str]:
    epoch, seq, change_id = cursor.split(".")
    return {
        "garbage": "soup",
        "too few parts": f"{epoch}.{seq}",
        "too many parts": f"{cursor}.1",
        "no number": f"{epoch}.x.{change_id}",
        "negative": f"{epoch}.-1.{change_id}",
        "other digits": f"{epoch}.²3.{change_id}",
        "huge": f"{epoch}.{'9' * 30}.{change_id}",
        "of the future": f"{epoch}.{int(seq) + 1}.{change_id}",
        "of another epoch": f"{new_id()}.{seq}.{change_id}",
        "of another history": f"{epoch}.{seq}.{new_id()}",
        "nul": f"{epoch}.{seq}.\0",
    }


@pytest.mark.parametrize("kind", _cursors("a.1.b"))
@pytest.mark.parametrize("path", ["/v1/pull", "/v1/wait"])
def test_cursor_when_it_means_nothing_here_then_resync_is_asked_for(room, path, kind):
    laptop = room.laptop()
    laptop.pull()
    cursor = _cursors(laptop.cursor)[kind]
    answer = room.client.get(path, params={"cursor": cursor}, headers=laptop.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "resync")
    assert laptop.get_pull().ok


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": 501}, {"limit": "many"}, {"cursor": "x" * 201}]
)
def test_pull_when_a_parameter_cannot_be_then_says_which(room, asked):
    laptop = room.laptop()
    answer = room.client.get("/v1/pull", params=asked, headers=laptop.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert next(iter(asked)) in answer.json()["message"]


def test_pull_when_gzip_is_taken_then_a_long_page_is_packed_and_the_same(room):
    laptop = room.laptop()
    people(room, laptop.user, 50)
    plain, packed = (
        requests.get(
            f"{room.client.address}/v1/pull",
            headers={**laptop.headers, "Accept-Encoding": coding},
            stream=True,
            timeout=30,
        )
        for coding in ("identity", "gzip")
    )
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (
        "gzip",
        "Accept-Encoding",
    )
    raw = packed.raw.read(decode_content=False)
    assert len(raw) * 4 < len(plain.content)
    unpacked, sent = json.loads(gzip.decompress(raw)), plain.json()
    assert (unpacked.pop("time"), sent.pop("time")) != ("", "")
    assert unpacked == sent


def test_records_when_each_kind_is_pushed_then_pulled_unchanged_with_fields_of_the_future(room):
    """Every entity travels up and down as it is, and takes along what this version ignores."""
    laptop = room.laptop(role=Role.ADMIN)
    golden = {name: json.loads(text) for name, text in _golden(laptop).items()}
    later = {"from_the_future": {"deep": [1, 2.5, None, "ü"]}, "later": False}
    pushed = [
        change(name, fields.pop("id"), "create", fields | later) for name, fields in golden.items()
    ]
    assert [each["outcome"] for each in laptop.push(*pushed)] == ["applied"] * len(pushed)
    pulled = {each["id"]: each for each in laptop.pull()}
    for each in pushed:  # whom lists bar, the server alone says
        decided = {"do_not_call_lists": []} if each["entity"] == "prospect" else {}
        assert pulled[each["id"]]["data"] == each["fields"] | decided, each["entity"]


def _golden(laptop) -> dict[str, str]:
    """Return one record of each kind that laptops push, all fields filled, with ids of its own."""
    texts = {name: write_json(each).decode() for name, each in RECORDS.items() if name != "user"}
    ids = {RECORDS["user"].id: laptop.user.id} | {
        each.id: new_id() for name, each in RECORDS.items() if name != "user"
    }
    for old, new in ids.items():
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return texts


def test_pull_when_answered_then_when_and_how_far_is_noted(room):
    laptop = room.laptop()
    laptop.pull()
    with room.database.read() as cx:
        mine = select(device.c.last_seen, device.c.last_cursor)
        noted = cx.execute(mine.where(device.c.id == laptop.device_id)).one()
    assert noted.last_seen is not None
    assert noted.last_cursor == laptop.cursor
