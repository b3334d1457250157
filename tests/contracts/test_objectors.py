"""Somebody asks not to be called: it holds for their number, on every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.kept import kept_records
from tests.salesroom import change, creating

if TYPE_CHECKING:
    from tests.salesroom import Salesroom

PHONE, OTHER = "+493012345678", "+493087654321"
OBJECTION = {"do_not_call": True, "do_not_call_reason": "Said so on the phone"}


def is_marked(room: Salesroom, prospect_id: str) -> bool:
    with room.database.read() as cx:
        fields = kept_records(cx, room.org, "prospect", [prospect_id])[prospect_id].fields
    return bool(fields["do_not_call"])


def test_objection_when_made_marks_whoever_has_the_number_and_their_laptops_hear_it(room):
    laptop, colleague = room.laptop(), room.laptop()
    who = room.prospect(laptop.user, phones=(PHONE,))
    same = room.prospect(colleague.user, phones=(OTHER, PHONE))
    another = room.prospect(colleague.user, phones=(OTHER,))
    colleague.pull()
    patch = change("prospect", who.id, "patch", OBJECTION, base_rev=10**6)
    assert laptop.push_one(patch)["outcome"] == "applied"
    assert is_marked(room, same.id)
    assert not is_marked(room, another.id)
    told = colleague.pulled("prospect")[same.id]["data"]
    assert "this number" in told["do_not_call_reason"]


def test_number_when_it_comes_later_by_a_laptop_or_a_list_is_marked_too(room):
    laptop = room.laptop()
    room.prospect(laptop.user, phones=(PHONE,), **OBJECTION)
    pushed = Prospect(new_id(), "Pushed later", phones=(PHONE,), owner_id=laptop.user.id)
    assert laptop.push_one(creating(pushed, "prospect"))["outcome"] == "applied"
    listed = room.prospect(laptop.user, phones=(OTHER, PHONE))
    mended = room.prospect(laptop.user, phones=(OTHER,))
    room.put(Prospect(mended.id, "Ada Cole", phones=(PHONE,), owner_id=laptop.user.id))
    for each in (pushed, listed, mended):
        assert is_marked(room, each.id)


def test_objection_when_taken_back_by_hand_then_it_is_not_made_again_by_any_edit(room):
    laptop = room.laptop()
    room.prospect(laptop.user, phones=(PHONE,), **OBJECTION)
    other = room.prospect(laptop.user, phones=(PHONE,))
    assert is_marked(room, other.id)
    lifted = {"do_not_call": False, "do_not_call_reason": "", "notes": "Agreed in writing"}
    laptop.push_one(change("prospect", other.id, "patch", lifted, base_rev=10**6))
    assert not is_marked(room, other.id)


def test_objection_when_its_owner_takes_it_back_frees_the_others_unless_another_objects(room):
    laptop, colleague = room.laptop(), room.laptop()
    who = room.prospect(laptop.user, phones=(PHONE,))
    same = room.prospect(colleague.user, phones=(PHONE,))
    both = room.prospect(colleague.user, phones=(PHONE, OTHER))
    room.prospect(colleague.user, phones=(OTHER,), **OBJECTION)
    lifted = {"do_not_call": False, "do_not_call_reason": ""}
    objecting, lifting = (
        change("prospect", who.id, "patch", fields, base_rev=10**6)
        for fields in (OBJECTION, lifted)
    )
    laptop.push(objecting)
    assert is_marked(room, same.id)
    laptop.push(lifting)
    assert [is_marked(room, each.id) for each in (who, same, both)] == [False, False, True]
    again, back = (
        change("prospect", who.id, "patch", fields, base_rev=10**6)
        for fields in (OBJECTION, lifted)
    )
    laptop.push(again, back)
    assert [is_marked(room, each.id) for each in (who, same, both)] == [False, False, True]
