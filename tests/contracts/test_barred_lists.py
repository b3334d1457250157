"""Do-not-call lists: whoever's number stands on one is barred, kept apart from what they asked."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from companion.domain.clock import SystemClock
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.prospects import SHARED_OBJECTION, Prospect
from companion.imports.columns import map_columns
from companion.imports.lists import table_from
from companion.imports.prospects import import_prospects
from companion.server.bar_tables import barred_digest, barred_list, barred_number
from companion.server.bars import settling
from companion.server.bars.arrivals import bring_numbers
from companion.server.bars.lists import (
    LEFT_LYING,
    NewList,
    begin_list,
    first_matches,
    put_in_force,
    read_list,
    read_lists,
    take_away,
)
from companion.server.bars.numbers import Bars
from companion.server.bars.settling import settle_all, settle_list
from companion.server.book import ServerBook
from companion.server.kept import kept_records
from companion.server.records import delete_record, patch_records, put_records
from companion.server.rights.erasing import Reason, erase_people
from tests.salesroom import NOW, change, creating

if TYPE_CHECKING:
    from tests.salesroom import Salesroom

LISTED, OTHER, THIRD = "+493012345678", "+493087654321", "+491715550123"
OBJECTION = {"do_not_call": True, "do_not_call_reason": "Said so on the phone"}
CLOCK = SystemClock()


def send(room: Salesroom, numbers: str, name: str = "Robinson list", **more: Any) -> str:
    """Send a list and let it count; return its id."""
    new = NewList(new_id(), name, "DDV", None, "DE", "numbers.txt", more.get("replaces", False))
    with room.database.write() as cx:
        begin_list(cx, room.org, new, None, NOW)
    bring_numbers(room.database, room.org, new.id, BytesIO(numbers.encode()))
    with room.database.write() as cx:
        put_in_force(cx, room.org, new.id)
    settle_list(room.database, room.org, new.id, CLOCK)
    settle_all(room.database, CLOCK)
    return new.id


def remove(room: Salesroom, list_id: str) -> None:
    with room.database.write() as cx:
        take_away(cx, room.org, list_id)
    settle_list(room.database, room.org, list_id, CLOCK)


def told(room: Salesroom, prospect_id: str) -> tuple[bool, list[str]]:
    with room.database.read() as cx:
        fields: Any = kept_records(cx, room.org, "prospect", [prospect_id])[prospect_id].fields
    return fields["do_not_call"], fields["do_not_call_lists"]


def count(room: Salesroom, table: Any) -> int:
    with room.database.read() as cx:
        query = select(func.count()).select_from(table).where(table.c.org == room.org)
        return cx.execute(query).scalar_one()


def test_list_when_it_counts_bars_whoever_has_a_number_of_it_and_their_laptop_hears_it(room):
    laptop = room.laptop()
    who = room.prospect(laptop.user, phones=(OTHER, LISTED))
    another = room.prospect(laptop.user, phones=(OTHER,))
    laptop.pull()
    send(room, "030 12345678\n0171 5550123\n")
    assert told(room, who.id) == (False, ["Robinson list"])
    assert told(room, another.id) == (False, [])
    pulled = laptop.pulled("prospect")
    assert pulled[who.id]["data"]["do_not_call_lists"] == ["Robinson list"]
    assert another.id not in pulled


def test_number_when_it_comes_later_by_a_laptop_an_import_or_a_page_is_barred_and_freed_again(room):
    list_id = send(room, f"{LISTED}\n")
    laptop = room.laptop()
    pushed = Prospect(new_id(), "Pushed later", phones=(LISTED,), owner_id=laptop.user.id)
    assert laptop.push_one(creating(pushed, "prospect"))["outcome"] == "applied"
    put = room.prospect(laptop.user, phones=(LISTED, OTHER))
    for each in (pushed, put):
        assert told(room, each.id) == (False, ["Robinson list"])
    room.put(Prospect(put.id, "Ada Cole", phones=(OTHER,), owner_id=laptop.user.id))
    assert told(room, put.id) == (False, [])
    remove(room, list_id)
    assert told(room, pushed.id) == (False, [])
    assert count(room, barred_number) == count(room, barred_list) == 0


def test_laptop_when_it_says_what_lists_say_is_heeded_less_than_the_lists(room):
    send(room, f"{LISTED}\n")
    laptop = room.laptop()
    who = Prospect(
        new_id(), "A", phones=(LISTED,), owner_id=laptop.user.id, do_not_call_lists=("Made up",)
    )
    laptop.push_one(creating(who, "prospect"))
    assert told(room, who.id) == (False, ["Robinson list"])
    patch = change("prospect", who.id, "patch", {"do_not_call_lists": []}, base_rev=10**6)
    laptop.push_one(patch)
    assert told(room, who.id) == (False, ["Robinson list"])


def test_objection_when_the_list_goes_stays_and_the_other_way_round(room):
    list_id = send(room, f"{LISTED}\n")
    laptop = room.laptop()
    who = room.prospect(laptop.user, phones=(LISTED,), **OBJECTION)
    assert told(room, who.id) == (True, ["Robinson list"])
    lifted = {"do_not_call": False, "do_not_call_reason": ""}
    laptop.push_one(change("prospect", who.id, "patch", lifted, base_rev=10**6))
    assert told(room, who.id) == (False, ["Robinson list"])
    laptop.push_one(change("prospect", who.id, "patch", OBJECTION, base_rev=10**6))
    remove(room, list_id)
    assert told(room, who.id) == (True, [])


def test_list_when_replaced_added_to_or_named_otherwise_each_name_says_what_it_bars(room):
    laptop = room.laptop()
    one = room.prospect(laptop.user, phones=(LISTED,))
    two = room.prospect(laptop.user, phones=(OTHER,))
    three = room.prospect(laptop.user, phones=(THIRD,))

    def now() -> list[list[str]]:
        return [told(room, each.id)[1] for each in (one, two, three)]

    send(room, f"{LISTED}\n")
    send(room, f"{OTHER}\n")
    assert now() == [["Robinson list"], ["Robinson list"], []]
    send(room, f"{LISTED}\n{THIRD}\n", name="Own")
    assert now() == [["Own", "Robinson list"], ["Robinson list"], ["Own"]]
    send(room, f"{THIRD}\n", replaces=True)
    assert now() == [["Own"], [], ["Own", "Robinson list"]]
    with room.database.read() as cx:
        assert [each.name for each in read_lists(cx, room.org)] == ["Own", "Robinson list"]


def test_settling_when_cut_off_or_done_in_short_stretches_ends_with_everybody_in_step(
    room, monkeypatch
):
    monkeypatch.setattr(settling, "_STRETCH", 5)
    laptop = room.laptop()
    numbers = [f"+4930123456{n:02d}" for n in range(23)]
    people = [
        Prospect(new_id(), f"P{n}", phones=(number, OTHER)) for n, number in enumerate(numbers)
    ]
    room.put(*people)
    new = NewList(new_id(), "Long", "", None, "", "numbers.txt", replaces=False)
    with room.database.write() as cx:
        begin_list(cx, room.org, new, None, NOW)
    bring_numbers(room.database, room.org, new.id, BytesIO("\n".join(numbers[::2]).encode()))
    with room.database.write() as cx:
        put_in_force(cx, room.org, new.id)
        settling._settle_stretch(cx, room.org, new.id, NOW)  # and the process ends here
    settle_all(room.database, CLOCK)
    barred = {each.id for each in people if told(room, each.id)[1]}
    assert barred == {each.id for each in people[::2]}
    with room.database.read() as cx:
        found = read_list(cx, room.org, new.id)
    assert (found.is_settled, found.counts["matches"]) == (True, 12)
    assert laptop.pull() is not None


def test_list_when_looked_at_says_whom_it_would_bar_and_bars_nobody(room):
    laptop = room.laptop()
    who = room.prospect(laptop.user, phones=(LISTED,))
    new = NewList(new_id(), "Robinson list", "DDV", None, "DE", "numbers.csv", replaces=False)
    with room.database.write() as cx:
        assert begin_list(cx, room.org, new, None, NOW)
        assert not begin_list(cx, room.org, new, None, NOW)
    rows = f"Name;Telefon\nA;030 12345678\nB;wrong\nC;{LISTED}\nD;+49171/5550123\n"
    bring_numbers(room.database, room.org, new.id, BytesIO(rows.encode("utf-16")))
    with room.database.read() as cx:
        found = read_list(cx, room.org, new.id)
        matches = first_matches(cx, room.org, found.number)
    assert found.counts == {"lines": 4, "refused": 1, "numbers": 2, "matches": 1}
    assert found.problems == ((3, "“wrong” is not a phone number."),)
    assert [each.id for each in matches] == [who.id]
    assert told(room, who.id) == (False, [])
    settle_all(room.database, CLOCK)
    assert count(room, barred_list) == 1
    with room.database.write() as cx:
        settling.drop_forgotten(cx, room.org, NOW + LEFT_LYING + timedelta(days=1))
    assert count(room, barred_list) == count(room, barred_number) == 0


@pytest.mark.parametrize(
    "sent",
    [b"", b"no numbers\nin here\n", b"PK\x03\x04 no workbook"],
    ids=["empty", "words", "zip"],
)
def test_file_when_it_holds_no_numbers_is_refused_and_leaves_nothing(room, sent):
    new = NewList(new_id(), "Robinson list", "", None, "", "numbers.txt", replaces=False)
    with room.database.write() as cx:
        begin_list(cx, room.org, new, None, NOW)
    with pytest.raises(RejectedError):
        bring_numbers(room.database, room.org, new.id, BytesIO(sent))
    assert count(room, barred_list) == 0


def test_number_of_somebody_erased_or_deleted_who_objected_stays_barred_and_nobody_can_read_it(
    room,
):
    laptop = room.laptop()
    erased = room.prospect(laptop.user, phones=(LISTED,), **OBJECTION)
    deleted = room.prospect(laptop.user, phones=(OTHER,), **OBJECTION)
    free = room.prospect(laptop.user, phones=(THIRD,))
    with room.database.write() as cx:
        receipt = erase_people(cx, room.org, [erased.id, free.id], Reason.ASKED, None, NOW)
        delete_record(cx, room.org, "prospect", deleted.id, None, NOW)
    assert receipt.counts["numbers_still_barred"] == 1
    with room.database.read() as cx:
        rows = cx.execute(select(barred_digest).where(barred_digest.c.org == room.org)).all()
    assert len(rows) == 2
    assert not any(LISTED[1:] in str(row) for row in rows)
    again = room.prospect(laptop.user, phones=(LISTED,))
    once = room.prospect(laptop.user, phones=(OTHER,))
    fresh = room.prospect(laptop.user, phones=(THIRD,))
    assert [told(room, each.id)[0] for each in (again, once, fresh)] == [True, True, False]


def test_number_of_somebody_deleted_when_a_new_owner_of_it_agrees_is_not_barred_again(room):
    laptop = room.laptop()
    gone = room.prospect(laptop.user, phones=(LISTED,), **OBJECTION)
    with room.database.write() as cx:
        delete_record(cx, room.org, "prospect", gone.id, None, NOW)
    who = room.prospect(laptop.user, phones=(LISTED,), **OBJECTION)
    lifted = {"do_not_call": False, "do_not_call_reason": "", "notes": "Agreed in writing"}
    laptop.push_one(change("prospect", who.id, "patch", lifted, base_rev=10**6))
    later = room.prospect(laptop.user, phones=(LISTED,))
    assert (told(room, who.id)[0], told(room, later.id)[0]) == (False, False)


def test_batch_when_an_objection_comes_after_another_record_with_the_number_marks_both(room):
    laptop = room.laptop()
    one, two = (
        Prospect(new_id(), name, phones=(LISTED,), owner_id=laptop.user.id) for name in "AB"
    )
    objecting = change("prospect", one.id, "patch", OBJECTION, base_rev=10**6)
    results = laptop.push(creating(one, "prospect"), creating(two, "prospect"), objecting)
    assert {each["outcome"] for each in results} == {"applied"}
    assert told(room, one.id)[0]
    assert told(room, two.id)[0]


def test_import_when_a_row_has_a_listed_number_tells_it_and_the_same_list_again_changes_nothing(
    room,
):
    send(room, f"{LISTED}\n")
    gone = room.prospect(room.laptop().user, phones=(OTHER,), **OBJECTION)
    with room.database.write() as cx:
        delete_record(cx, room.org, "prospect", gone.id, None, NOW)
    rows = f"Name,Phone,Email\nAda,{LISTED},a@x.example\nBo,{OTHER},b@x.example\nCy,,c@x.example\n"
    table = table_from(rows.encode())

    def take() -> Any:
        with room.database.write() as cx:
            book = ServerBook(cx, room.org)
            found = import_prospects(table, map_columns(table), book, NOW, None, None)
            put_records(cx, room.org, found.creates, None, NOW)
            patches = [(each.entity, each.id, each.fields) for each in found.patches]
            patch_records(cx, room.org, patches, None, NOW)
        return found

    first = take()
    bars = {each.name: (each.do_not_call_reason, each.do_not_call_lists) for each in first.creates}
    assert bars == {
        "Ada": ("", ("Robinson list",)),
        "Bo": (SHARED_OBJECTION, ()),
        "Cy": ("", ()),
    }
    again = take()
    assert (again.creates, again.patches) == ((), ())


def test_number_when_asked_about_is_found_by_its_key_whatever_list_it_is_on(room):
    key = [each.name for each in barred_number.primary_key.columns]
    assert key == ["org", "phone", "list_number"]  # the list first, and SQLite walks all of it
    send(room, f"{LISTED}\n")
    with room.database.read() as cx:
        bars = Bars(cx, room.org)
        assert (bars.lists_of([LISTED]), bars.lists_of([OTHER])) == (["Robinson list"], [])
        assert not bars.is_objected([LISTED, OTHER])
