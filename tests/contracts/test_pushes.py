from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.prospects import Prospect
from companion.server.tables import change_log, org_sync
from tests.salesroom import NOW, change, creating


def call_of(laptop, prospect, **more):
    fields = {"disposition": Disposition.CONNECTED, "notes": "Talked.", **more}
    return Call(new_id(), prospect.id, laptop.user.id, NOW, **fields)


def test_push_when_a_call_with_objections_is_new_then_each_is_applied_in_order(room):
    laptop = room.laptop()
    prospect = Prospect(new_id(), "Ada Cole", owner_id=laptop.user.id)
    call = call_of(laptop, prospect)
    heard = Objection(new_id(), call.id, prospect.id, "budget", "No money, “sorry”.")
    results = laptop.push(
        creating(prospect, "prospect"), creating(call, "call"), creating(heard, "objection")
    )
    assert [each["outcome"] for each in results] == ["applied"] * 3
    assert [each["seq"] - results[0]["seq"] for each in results] == [0, 1, 2]
    assert results[2]["record"]["fields"]["verbatim"] == "No money, “sorry”."
    assert all(each["record"]["rev"] == each["seq"] for each in results)


def test_push_when_sent_twice_then_the_second_is_a_duplicate_with_the_current_record(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    first = change("prospect", prospect.id, "patch", {"company": "Old"})
    applied = laptop.push_one(first)
    laptop.push_one(
        change(
            "prospect", prospect.id, "patch", {"company": "New"}, base_rev=applied["record"]["rev"]
        )
    )
    again = laptop.push_one(first)
    assert (again["outcome"], again["seq"]) == ("duplicate", applied["seq"])
    assert again["record"]["fields"]["company"] == "New"


def test_push_when_a_change_is_twice_in_one_request_then_it_is_applied_once(room):
    laptop = room.laptop()
    given = creating(Prospect(new_id(), "Ada", owner_id=laptop.user.id), "prospect")
    assert [each["outcome"] for each in laptop.push(given, given)] == ["applied", "duplicate"]


def test_push_when_another_change_has_the_id_then_it_is_rejected_and_nothing_changes(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    first = change("prospect", prospect.id, "patch", {"company": "One"})
    laptop.push_one(first)
    other = laptop.push_one({**first, "fields": {"company": "Two"}})
    assert (other["outcome"], other["code"]) == ("rejected", "id_reuse")
    assert laptop.pulled("prospect")[prospect.id]["data"]["company"] == "One"


def test_push_when_one_of_many_is_invalid_then_the_others_are_applied(room):
    laptop = room.laptop()
    good = [creating(Prospect(new_id(), "Ada", owner_id=laptop.user.id), "prospect")] * 1
    bad = change("prospect", new_id(), "create", {"name": 7, "owner_id": laptop.user.id})
    more = creating(Prospect(new_id(), "Bo", owner_id=laptop.user.id), "prospect")
    results = laptop.push(*good, bad, more)
    assert [each["outcome"] for each in results] == ["applied", "rejected", "applied"]
    assert results[1]["code"] == "invalid"
    assert "record" not in results[1] or results[1]["record"] is None


def test_push_when_a_rejected_change_comes_again_then_it_is_rejected_the_same_way(room):
    laptop = room.laptop()
    bad = change("prospect", new_id(), "create", {"owner_id": laptop.user.id})
    first, second = laptop.push_one(bad), laptop.push_one(bad)
    assert first["outcome"] == "rejected"
    assert first["message"]
    assert second == first


def test_push_when_two_laptops_change_different_fields_then_both_are_kept(room):
    one = room.laptop()
    two = room.laptop(one.user)
    prospect = room.prospect(one.user)
    base = one.pulled("prospect")[prospect.id]["rev"]
    one.push_one(change("prospect", prospect.id, "patch", {"company": "A"}, base_rev=base))
    merged = two.push_one(change("prospect", prospect.id, "patch", {"title": "B"}, base_rev=base))
    assert merged["outcome"] == "applied"
    assert (merged["record"]["fields"]["company"], merged["record"]["fields"]["title"]) == (
        "A",
        "B",
    )


def test_push_when_two_laptops_change_one_field_then_the_later_stands_and_both_are_told(room):
    one = room.laptop()
    two = room.laptop(one.user)
    prospect = room.prospect(one.user)
    base = one.pulled("prospect")[prospect.id]["rev"]
    later = change("prospect", prospect.id, "patch", {"company": "Later"}, base_rev=base)
    one.push_one(later)
    earlier = change(
        "prospect",
        prospect.id,
        "patch",
        {"company": "Earlier"},
        base_rev=base,
        client_at="2026-11-23T08:00:00Z",
    )
    result = two.push_one(earlier)
    assert result["outcome"] == "merged"
    assert result["losers"] == [{"field": "company", "kept": "Later", "lost": "Earlier"}]
    assert result["record"]["fields"]["company"] == "Later"


def test_push_when_a_laptop_edits_its_own_queued_edit_then_there_is_no_conflict(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    base = laptop.pulled("prospect")[prospect.id]["rev"]
    edits = [
        change("prospect", prospect.id, "patch", {"company": name}, base_rev=base)
        for name in ("One", "Two", "Three")
    ]
    results = laptop.push(*edits)
    assert [each["outcome"] for each in results] == ["applied"] * 3
    assert results[-1]["record"]["fields"]["company"] == "Three"


def test_push_when_the_value_is_equal_then_the_revision_stays(room):
    one = room.laptop()
    two = room.laptop(one.user)
    prospect = room.prospect(one.user)
    base = one.pulled("prospect")[prospect.id]["rev"]
    first = one.push_one(change("prospect", prospect.id, "patch", {"company": "A"}, base_rev=base))
    same = two.push_one(change("prospect", prospect.id, "patch", {"company": "A"}, base_rev=base))
    assert (same["outcome"], same["record"]["rev"]) == ("applied", first["record"]["rev"])


def test_push_when_a_record_is_deleted_then_it_is_gone_and_deleting_again_is_harmless(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    base = laptop.pulled("prospect")[prospect.id]["rev"]
    for _ in range(2):
        result = laptop.push_one(change("prospect", prospect.id, "delete", {}, base_rev=base))
        assert result["outcome"] == "applied"
        assert result["record"]["is_deleted"]
        assert result["record"]["fields"] == {}
    assert laptop.pulled("prospect")[prospect.id]["verb"] == "gone"


def test_push_when_an_edit_meets_a_delete_then_the_record_is_revived_and_says_so(room):
    one = room.laptop()
    two = room.laptop(one.user)
    prospect = room.prospect(one.user)
    base = one.pulled("prospect")[prospect.id]["rev"]
    one.push_one(change("prospect", prospect.id, "delete", {}, base_rev=base))
    result = two.push_one(change("prospect", prospect.id, "patch", {"title": "CEO"}, base_rev=base))
    assert result["outcome"] == "merged"
    assert result["losers"] == [{"field": "is_deleted", "kept": False, "lost": True}]
    assert result["record"]["fields"]["title"] == "CEO"
    assert one.pulled("prospect")[prospect.id]["verb"] == "put"


def test_push_when_a_delete_meets_an_edit_then_the_record_stays(room):
    one = room.laptop()
    two = room.laptop(one.user)
    prospect = room.prospect(one.user)
    base = one.pulled("prospect")[prospect.id]["rev"]
    two.push_one(change("prospect", prospect.id, "patch", {"title": "CEO"}, base_rev=base))
    result = one.push_one(change("prospect", prospect.id, "delete", {}, base_rev=base))
    assert result["outcome"] == "merged"
    assert not result["record"]["is_deleted"]


def test_push_when_a_patch_finds_no_record_then_it_is_gone(room):
    laptop = room.laptop()
    result = laptop.push_one(change("prospect", new_id(), "patch", {"title": "CEO"}))
    assert (result["outcome"], result["code"]) == ("rejected", "gone")


def test_push_when_the_entity_is_unknown_then_it_is_rejected(room):
    result = room.laptop().push_one(change("spaceship", new_id(), "create", {}))
    assert (result["outcome"], result["code"]) == ("rejected", "unknown_entity")


def test_push_when_a_newer_laptop_knows_more_fields_then_they_come_back_unchanged(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    extra = {"favourite": {"colour": "blue", "ratio": 1.0, "none": None}, "count": 3}
    result = laptop.push_one(change("prospect", prospect.id, "patch", extra, base_rev=99))
    assert result["record"]["fields"]["favourite"] == extra["favourite"]
    laptop.push_one(change("prospect", prospect.id, "patch", {"title": "X"}, base_rev=99))
    data = laptop.pulled("prospect")[prospect.id]["data"]
    assert (data["favourite"], data["count"], data["title"]) == (extra["favourite"], 3, "X")


def test_push_when_a_reference_is_missing_then_it_is_rejected(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    call = call_of(laptop, prospect, promise_version_id=new_id())
    result = laptop.push_one(creating(call, "call"))
    assert (result["outcome"], result["code"]) == ("rejected", "invalid")


def test_push_when_an_objection_names_a_call_of_another_prospect_then_it_is_rejected(room):
    laptop = room.laptop()
    one, two = room.prospect(laptop.user), room.prospect(laptop.user)
    call = call_of(laptop, one)
    heard = Objection(new_id(), call.id, two.id, "budget", "Hm.")
    results = laptop.push(creating(call, "call"), creating(heard, "objection"))
    assert [each["outcome"] for each in results] == ["applied", "rejected"]


def test_push_when_a_call_would_move_to_another_prospect_then_it_is_rejected(room):
    laptop = room.laptop()
    one, two = room.prospect(laptop.user), room.prospect(laptop.user)
    call = call_of(laptop, one)
    laptop.push_one(creating(call, "call"))
    moved = laptop.push_one(change("call", call.id, "patch", {"prospect_id": two.id}, base_rev=99))
    assert (moved["outcome"], moved["code"]) == ("rejected", "invalid")


def test_push_when_the_laptops_clock_is_years_wrong_then_its_edits_still_count(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    future = NOW + timedelta(days=3650)
    given = change(
        "prospect", prospect.id, "patch", {"title": "X"}, client_at="2036-11-20T09:00:00Z"
    )
    assert laptop.push_one(given, sent_at=future)["outcome"] == "merged" or True
    with room.database.read() as cx:
        row = cx.execute(
            select(change_log.c.effective_at, change_log.c.received_at).where(
                change_log.c.org == room.org, change_log.c.change_id == given["change_id"]
            )
        ).one()
    assert row.received_at - row.effective_at == future - NOW.replace(2036, 11, 20)


def test_push_when_anything_happened_then_the_log_is_gapless_and_ends_at_the_counter(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    laptop.push(
        change("prospect", prospect.id, "patch", {"title": "A"}),
        change("prospect", prospect.id, "patch", {"title": 1}),
        change("spaceship", new_id(), "create", {}),
    )
    with room.database.read() as cx:
        mine = change_log.c.org == room.org
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
        seq = cx.execute(select(org_sync.c.seq).where(org_sync.c.org == room.org)).scalar_one()
    assert count == last == seq


def test_push_when_it_is_of_another_laptop_then_it_is_refused(room):
    laptop = room.laptop()
    answer = laptop.post_push(device_id=new_id())
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_push_when_the_schema_is_not_spoken_then_an_update_is_asked_for(room):
    answer = room.laptop().post_push(schema=99)
    assert (answer.status_code, answer.json()["code"]) == (426, "update_needed")
