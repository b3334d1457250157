"""A snapshot, page by page, and a push or pull that does not fit the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.server.organisations import renew_epoch
from companion.server.records import delete_record
from companion.server.retention import RECOVERY, raise_floors
from companion.wire.messages import RETENTION_DAYS
from tests.salesroom import NOW, change, creating

SOMEBODY = "01900000-0000-7000-8000-000000000001"


def _snapshot(laptop, after="", as_of="", limit=500):
    asked = {"after": after, "as_of": as_of, "limit": limit}
    return laptop.client.get("/v1/snapshot", params=asked, headers=laptop.headers)


def _whole(laptop, limit):
    items, page = [], {"after": "", "as_of": "", "more": True}
    while page["more"]:
        page = _snapshot(laptop, page["after"], page["as_of"], limit).json()
        assert len(page["items"]) <= limit
        items += page["items"]
    return items, page["as_of"]


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_snapshot_when_read_to_the_end_then_it_is_what_a_pull_from_the_start_brings(room, limit):
    laptop = room.laptop()
    for _ in range(4):
        room.prospect(laptop.user)
    gone, others = room.prospect(laptop.user), room.prospect(room.add_user())
    with room.database.write() as cx:
        delete_record(cx, room.org, "prospect", gone.id, None, NOW)
    items, as_of = _whole(laptop, limit)
    pulled = [each for each in laptop.pull() if each["verb"] == "put"]
    key = "id"
    assert sorted(items, key=lambda each: each[key]) == sorted(pulled, key=lambda each: each[key])
    assert others.id not in {each["id"] for each in items}
    assert as_of == laptop.cursor


def test_snapshot_when_something_changes_between_pages_then_the_pull_from_as_of_brings_it(room):
    laptop = room.laptop()
    first = room.prospect(laptop.user)
    begun = _snapshot(laptop, limit=1).json()
    room.put(Prospect(first.id, "Ada Lovelace", owner_id=laptop.user.id))
    late = room.prospect(laptop.user)
    laptop.cursor = begun["as_of"]
    names = {each: item["data"]["name"] for each, item in laptop.pulled("prospect").items()}
    assert names == {first.id: "Ada Lovelace", late.id: "Ada Cole"}


def test_snapshot_when_begun_in_an_older_epoch_then_it_must_begin_again(room):
    laptop = room.laptop()
    page = _snapshot(laptop, limit=1).json()
    with room.database.write() as cx:
        renew_epoch(cx)
    assert _snapshot(laptop, page["after"], page["as_of"]).status_code == 409
    assert _snapshot(laptop).json()["epoch"] != page["epoch"]


@pytest.mark.parametrize(
    "after", ["garbage", "call", "prospect.\x00", "prospect.zz", f"nothing.{SOMEBODY}"]
)
def test_snapshot_when_after_is_garbage_then_it_must_begin_again(room, after):
    assert _snapshot(room.laptop(), after).status_code == 409


def test_push_when_the_laptop_knows_of_changes_that_are_not_here_then_nothing_is_taken(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    laptop.pull()
    epoch, seq, _ = laptop.cursor.split(".")
    edit = change("prospect", prospect.id, "patch", {"notes": "Later"}, base_rev=int(seq))
    for cursor in (f"{epoch}.{int(seq) + 9}.{new_id()}", f"{epoch}.{seq}.{new_id()}", "garbage"):
        answer = laptop.post_push(edit, cursor=cursor)
        assert (answer.status_code, answer.json()["code"]) == (409, "resync")
    assert laptop.pull() == []
    assert laptop.push_one(edit, cursor=laptop.cursor)["outcome"] == "applied"


def test_push_when_sent_again_with_another_base_then_it_is_a_duplicate_that_tells_the_losers(room):
    laptop, other = room.laptop(), room.laptop(room.add_user(Role.MANAGER))
    prospect = room.prospect(laptop.user)
    other.push(change("prospect", prospect.id, "patch", {"notes": "Theirs"}))
    edit = change("prospect", prospect.id, "patch", {"notes": "Mine"})
    first = laptop.push_one(edit)
    assert (first["outcome"], len(first["losers"])) == ("merged", 1)
    again = laptop.push_one({**edit, "base_rev": 1})
    assert (again["outcome"], again["losers"]) == ("duplicate", first["losers"])


def test_push_when_a_restore_was_lately_then_what_needs_a_lost_record_waits_for_it(room):
    laptop = room.laptop()
    lost = Prospect(new_id(), "Made on another laptop", owner_id=laptop.user.id)
    edit = change("prospect", lost.id, "patch", {"notes": "Sent before the restore"})
    with room.database.write() as cx:
        renew_epoch(cx)
    result = laptop.push_one(edit)
    assert (result["outcome"], result["seq"]) == ("retry", None)
    laptop.push(creating(lost, "prospect"))
    assert laptop.push_one(edit)["outcome"] in {"applied", "merged"}


def test_push_when_a_restore_is_long_ago_then_what_needs_a_lost_record_is_refused(room):
    laptop = room.laptop()
    with room.database.write() as cx:
        renew_epoch(cx, NOW - 2 * RECOVERY)
    result = laptop.push_one(change("prospect", new_id(), "patch", {"notes": "Too late"}))
    assert (result["outcome"], result["code"]) == ("rejected", "gone")


def test_pull_when_the_cursor_is_below_the_floor_then_it_is_too_old_and_a_snapshot_helps(room):
    laptop = room.laptop()
    room.prospect(laptop.user)
    laptop.pull(limit=1)
    early = laptop.get_pull("", limit=1).json()["cursor"]
    last = laptop.cursor
    with room.database.write() as cx:
        raise_floors(cx, NOW + timedelta(days=RETENTION_DAYS - 1))
    assert laptop.get_pull(early).status_code == 200
    with room.database.write() as cx:
        raise_floors(cx, NOW + timedelta(days=RETENTION_DAYS + 1))
    refused = laptop.get_pull(early)
    assert (refused.status_code, refused.json()["code"]) == (410, "too_old")
    assert laptop.get_pull(last).status_code == 200
    assert laptop.get_pull("").status_code == 200
    assert _snapshot(laptop).json()["as_of"] == last
    assert room.client.get("/v1/hello").json()["limits"]["retention_days"] == RETENTION_DAYS
