"""A prospect changes hands: the new owner gets everything, the old one is told to drop it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from companion.domain.people import Role
from companion.server.records import put_record
from companion.server.tables import change_log
from tests.contracts.test_pushes import call_of
from tests.salesroom import NOW, change, creating


@pytest.fixture
def hands(room):
    """An old owner's laptop, a new owner's, and a prospect with a call, long known to both."""
    old, new = room.laptop(), room.laptop()
    prospect = room.prospect(old.user)
    call = call_of(old, prospect)
    old.push(creating(call, "call"))
    for _ in range(3):
        room.prospect(new.user)
    old.pull()
    new.pull()
    return old, new, prospect, call


def _give(room, prospect, owner):
    with room.database.write() as cx:
        given = replace(prospect, owner_id=owner.id)
        put_record(cx, room.org, given, None, datetime.now(UTC))


@pytest.mark.parametrize("limit", [1, 500])
def test_pull_when_a_prospect_changes_hands_then_one_gets_it_whole_and_one_drops_it(
    room, hands, limit
):
    old, new, prospect, call = hands
    _give(room, prospect, new.user)
    assert [(each["verb"], each["id"]) for each in old.pull(limit)] == [("revoke", prospect.id)]
    items = new.pull(limit)
    assert ("grant", prospect.id) in {(each["verb"], each["id"]) for each in items}
    assert {each["id"] for each in items if each["verb"] == "put"} == {prospect.id, call.id}
    assert (old.pull(), new.pull()) == ([], [])


def test_pull_when_it_went_back_and_forth_then_only_the_last_hand_counts(room, hands):
    old, new, prospect, _ = hands
    _give(room, prospect, new.user)
    _give(room, prospect, old.user)
    verbs = [each["verb"] for each in old.pull() if each["id"] == prospect.id]
    assert "grant" in verbs
    assert "revoke" not in verbs
    assert [each["verb"] for each in new.pull()] == ["revoke"]


def test_pull_when_a_manager_gives_it_by_a_push_then_it_is_told_too_and_the_log_is_gapless(
    room, hands
):
    old, new, prospect, _ = hands
    manager = room.laptop(role=Role.MANAGER)
    manager.pull()
    edit = change("prospect", prospect.id, "patch", {"owner_id": new.user.id}, base_rev=10**6)
    assert manager.push_one(edit)["outcome"] == "applied"
    assert "revoke" in {each["verb"] for each in old.pull() if each["id"] == prospect.id}
    assert {each["verb"] for each in manager.pull()} == {"put"}
    with room.database.read() as cx:
        seqs = list(cx.scalars(select(change_log.c.seq).where(change_log.c.org == room.org)))
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


def test_push_when_it_was_made_before_access_ended_then_it_is_taken_and_not_shown(room, hands):
    old, new, prospect, call = hands
    _give(room, prospect, new.user)
    later = NOW + timedelta(hours=1)  # the laptop's own clock, which says how old each edit is
    patch = change("call", call.id, "patch", {"notes": "Late"}, client_at=later.isoformat())
    mine = call_of(old, prospect)
    week_old = (NOW - timedelta(days=7)).isoformat()
    old_call = creating(mine, "call", client_at=week_old)
    results = old.push(old_call, patch, sent_at=later)
    assert [each["outcome"] for each in results] == ["applied", "applied"]
    assert all(each["is_revoked"] and each["record"] is None for each in results)
    again = old.push_one(patch, sent_at=later)
    assert (again["outcome"], again["is_revoked"], again["record"]) == ("duplicate", True, None)
    calls = {each["id"]: each["data"] for each in new.pull() if each["entity"] == "call"}
    assert calls[call.id]["notes"] == "Late"
    assert calls[mine.id]["rep_id"] == old.user.id


def test_push_when_made_after_access_ended_or_to_take_it_back_then_it_is_forbidden(room, hands):
    old, new, prospect, _ = hands
    _give(room, prospect, new.user)
    too_late = creating(call_of(old, prospect), "call")
    back = change("prospect", prospect.id, "patch", {"owner_id": old.user.id})
    never = room.laptop()
    strange = change("prospect", prospect.id, "patch", {"notes": "Guessed"})
    assert old.push_one(too_late)["code"] == "forbidden"
    assert old.push_one(back)["code"] == "forbidden"
    assert never.push_one(strange)["code"] == "forbidden"


def test_pull_when_a_role_sees_more_or_less_then_the_laptop_begins_anew(room, hands):
    old, *_ = hands
    room.put(replace(old.user, role=Role.MANAGER))
    refused = old.get_pull()
    assert (refused.status_code, refused.json()["code"]) == (410, "too_old")
