from __future__ import annotations

import pytest

from companion.domain.calls import Call, Disposition
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch, TouchKind
from companion.wire.records import ENTITIES, from_fields, to_fields
from tests.salesroom import NOW, Salesroom, change, creating
from tests.wire.examples import RECORDS

REPS_OWN = {"prospect", "touch", "call", "objection", "follow_up", "proposal"}
MARKETINGS = {"campaign", "promise", "promise_version", "answer", "decision"}
BROUGHT_ALONG = {"campaign", "promise", "promise_version"}
CREATE = {
    Role.REP: REPS_OWN | BROUGHT_ALONG,
    Role.MARKETER: REPS_OWN | MARKETINGS,
    Role.MANAGER: REPS_OWN | MARKETINGS,
    Role.ADMIN: REPS_OWN | MARKETINGS | {"category"},
}
CHANGE = CREATE | {Role.REP: REPS_OWN}

UNANSWERED = {"state": "open", "settled_by": None, "settled_at": None, "note": ""} | {
    "adopted_version_id": None
}


def refused(result: dict) -> bool:
    if result["outcome"] != "rejected":
        assert result["outcome"] == "applied", result
        return False
    assert (result["code"], result.get("record")) == ("forbidden", None), result
    return True


def whole_story(laptop) -> dict:
    """Return one record of each kind in the laptop's own name, parents before children."""
    ids = {each.id: new_id() for each in RECORDS.values()} | {RECORDS["user"].id: laptop.user.id}
    made = {}
    for name in ENTITIES:
        fields = to_fields(RECORDS[name])
        for key, value in fields.items():
            fields[key] = ids.get(value, value) if isinstance(value, str) else value
        fields |= {"published_at": None} if name == "promise_version" else {}
        fields |= UNANSWERED if name == "proposal" else {}
        fields |= (
            {"objection_ids": [ids[each] for each in fields.get("objection_ids", ())]}
            if (name == "decision")
            else {}
        )
        made[name] = from_fields(name, ids[RECORDS[name].id], fields)
    return made


@pytest.mark.parametrize("role", Role)
def test_push_when_of_each_kind_then_a_role_writes_what_is_its_own(room, role):
    laptop = room.laptop(role=role)
    story = whole_story(laptop)
    for name in ENTITIES:
        record = story[name]
        is_refused = refused(laptop.push_one(creating(record, name)))
        assert is_refused == (name not in CREATE[role]), name
        if is_refused and name != "user":
            room.put(record)
    for name in reversed(ENTITIES):
        given = change(name, story[name].id, "patch", {"from_the_future": 1}, base_rev=999)
        assert refused(laptop.push_one(given)) == (name not in CHANGE[role]), name
        given = change(name, story[name].id, "delete", {}, base_rev=999)
        if name == "category" and role is Role.ADMIN:
            assert laptop.push_one(given)["message"].startswith("Objections were heard")
            continue
        assert refused(laptop.push_one(given)) == (name not in CHANGE[role]), name


@pytest.fixture
def theirs(room):
    """A prospect of a colleague with all that hangs on it."""
    colleague = room.add_user(name="Colleague")
    prospect = room.prospect(colleague, notes="Their secret")
    call = Call(new_id(), prospect.id, colleague.id, NOW, disposition=Disposition.BUSY)
    touch = Touch(new_id(), prospect.id, NOW, TouchKind.FORM)
    follow_up = FollowUp(new_id(), prospect.id, colleague.id, NOW, "Send it")
    records = {"prospect": prospect, "call": call, "touch": touch, "follow_up": follow_up}
    room.put(*records.values())
    return records


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETER])
def test_laptop_when_it_guesses_anothers_ids_then_reads_and_writes_nothing(room, theirs, role):
    laptop = room.laptop(role=role)
    for name, record in theirs.items():
        for op, fields in (
            ("create", to_fields(record)),
            ("create", {**to_fields(record), "owner_id": laptop.user.id}),
            ("patch", {"notes": "Mine now"}),
            ("patch", {"owner_id": laptop.user.id, "rep_id": laptop.user.id}),
            ("delete", {}),
        ):
            assert refused(laptop.push_one(change(name, record.id, op, fields, base_rev=999)))
    answer = laptop.get_pull()
    assert not {each["id"] for each in answer.json()["items"]} & {e.id for e in theirs.values()}
    assert "Their secret" not in answer.text
    snapshot = room.client.get("/v1/snapshot", headers=laptop.headers)
    assert snapshot.ok
    assert "Their secret" not in snapshot.text


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETER])
def test_laptop_when_it_hangs_something_on_anothers_prospect_then_it_is_refused(room, theirs, role):
    laptop = room.laptop(role=role)
    prospect_id, me = theirs["prospect"].id, laptop.user.id
    for name, record in {
        "call": Call(new_id(), prospect_id, me, NOW, disposition=Disposition.BUSY),
        "touch": Touch(new_id(), prospect_id, NOW, TouchKind.FORM),
        "follow_up": FollowUp(new_id(), prospect_id, me, NOW, "Mine"),
    }.items():
        assert refused(laptop.push_one(creating(record, name))), name


def test_laptop_when_it_writes_in_a_colleagues_name_then_it_is_refused(room):
    laptop, colleague = room.laptop(), room.add_user()
    mine = room.prospect(laptop.user)
    call = Call(new_id(), mine.id, colleague.id, NOW, disposition=Disposition.BUSY)
    assert refused(laptop.push_one(creating(call, "call")))
    for owner in (colleague.id, None):
        given = Prospect(new_id(), "Ada", owner_id=owner)
        assert refused(laptop.push_one(creating(given, "prospect")))
        patch = change("prospect", mine.id, "patch", {"owner_id": owner}, base_rev=999)
        assert refused(laptop.push_one(patch))


def test_manager_when_they_work_for_others_then_they_may(room, theirs):
    laptop, rep = room.laptop(role=Role.MANAGER), room.add_user()
    pulled = laptop.pulled("prospect")
    assert pulled[theirs["prospect"].id]["data"]["notes"] == "Their secret"
    given = change("prospect", theirs["prospect"].id, "patch", {"owner_id": rep.id}, base_rev=999)
    assert not refused(laptop.push_one(given))


def test_laptop_when_the_id_is_of_another_organisation_then_it_meets_nothing_of_theirs(
    room, database
):
    other = Salesroom(database, room.client)
    foreign = other.prospect(other.add_user(), notes="Their secret")
    laptop = room.laptop(role=Role.ADMIN)
    patched = laptop.push_one(change("prospect", foreign.id, "patch", {"notes": "x"}))
    assert (patched["outcome"], patched["code"]) == ("rejected", "gone")
    touch = Touch(new_id(), foreign.id, NOW, TouchKind.FORM)
    hung = laptop.push_one(creating(touch, "touch"))
    assert (hung["outcome"], hung["code"]) == ("rejected", "invalid")
    assert foreign.id not in laptop.pulled("prospect")
    boss = other.laptop(role=Role.ADMIN)
    assert boss.pulled("prospect")[foreign.id]["data"]["notes"] == "Their secret"


def test_duplicate_when_the_prospect_is_not_theirs_any_more_then_its_record_is_not_shown(room):
    laptop, heir = room.laptop(), room.add_user()
    prospect = room.prospect(laptop.user)
    given = change("prospect", prospect.id, "patch", {"notes": "Old"}, base_rev=999)
    laptop.push_one(given)
    room.put(Prospect(prospect.id, "Ada Cole", owner_id=heir.id, notes="New secret"))
    again = laptop.push_one(given)
    assert (again["outcome"], again["record"]) == ("duplicate", None)
