"""Somebody is erased: nothing of them is left on the server, and nothing of them comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.server.figures.recount import recount
from companion.server.rights.erasing import Reason, Receipt, erase_people
from companion.server.tables import TALLIES, change_log, metadata
from tests.salesroom import NOW, Laptop, Salesroom, change, creating

if TYPE_CHECKING:
    from companion.wire.records import Record

NAME, PHONE, EMAIL = "Amélie Vogtländer", "+493012345678", "amelie@vogtland.example"
WORDS = "Unser Betriebsrat würde das niemals erlauben"
SAID_OF_HER = (
    "Frau Amélie Vogtländers Nummer ist 030 12345678, schreiben Sie amelie@vogtland.example"
)


@pytest.fixture
def rep(room: Salesroom) -> Laptop:
    return room.laptop()


@pytest.fixture
def amelie(rep: Laptop) -> dict[str, Record]:
    """A person a rep entered, called, and changed, and whom somebody else spoke of."""
    who = Prospect(
        new_id(), NAME, phones=(PHONE,), emails=(EMAIL,), owner_id=rep.user.id, notes="Heißt so"
    )
    other = Prospect(new_id(), "Somebody Else", owner_id=rep.user.id, notes=SAID_OF_HER)
    touch = Touch(new_id(), who.id, NOW, form="contact")
    talked: dict[str, Any] = {"disposition": Disposition.CONNECTED, "notes": WORDS}
    call = Call(new_id(), who.id, rep.user.id, NOW, phone=PHONE, **talked)
    heard = Objection(new_id(), call.id, who.id, "trust_proof", WORDS)
    made = {"prospect": who, "touch": touch, "call": call, "objection": heard}
    changes = [creating(record, entity) for entity, record in made.items()]
    patch = change("prospect", who.id, "patch", {"name": f"{NAME} d. J."}, base_rev=10**6)
    results = rep.push(*changes, creating(other, "prospect"), patch)
    assert {each["outcome"] for each in results} == {"applied"}, results
    return {**made, "other": other}


def erase(room: Salesroom, prospect_id: str) -> Receipt:
    with room.database.write() as cx:
        return erase_people(cx, room.org, [prospect_id], Reason.ASKED, None, NOW)


def everything(room: Salesroom) -> str:
    """Return every value of every table of the organisation as one text."""
    found: list[str] = []
    with room.database.read() as cx:
        for table in metadata.sorted_tables:
            mine = [table.c.org == room.org] if "org" in table.c else []
            rows = cx.execute(select(table).where(*mine)).all()
            found += [json.dumps(list(row), default=str, ensure_ascii=False) for row in rows]
    return "\n".join(found)


def tallies(room: Salesroom) -> list[Any]:
    with room.database.read() as cx:
        return [
            sorted(map(tuple, cx.execute(select(each).where(each.c.org == room.org))), key=str)
            for each in TALLIES
        ]


def test_person_when_erased_then_no_table_has_a_value_of_theirs(room, amelie):
    before = everything(room)
    assert all(each in before for each in (NAME, PHONE, EMAIL, WORDS))
    erase(room, amelie["prospect"].id)
    after = everything(room).casefold()
    for value in (NAME, PHONE, EMAIL, WORDS, "Betriebsrat", "12345678", "Vogtl", "Heißt so"):
        assert value.casefold() not in after, value
    assert "Somebody Else".casefold() in after


def test_person_when_erased_then_the_receipt_counts_and_names_nothing(room, amelie):
    receipt = erase(room, amelie["prospect"].id)
    assert {each: receipt.counts[each] for each in ("prospect", "touch", "call", "objection")} == {
        "prospect": 1,
        "touch": 1,
        "call": 1,
        "objection": 1,
    }
    assert receipt.counts["named_elsewhere"] == 1
    assert receipt.counts["log_lines"] == 5
    assert receipt.counts["searchable"] == 1


def test_person_when_erased_then_the_numbers_stay_also_when_counted_anew(room, amelie):
    before = tallies(room)
    assert any(before)
    erase(room, amelie["prospect"].id)
    assert tallies(room) == before
    with room.database.write() as cx:
        recount(cx, room.org)
    assert tallies(room) == before


def test_person_when_erased_then_every_laptop_is_told_and_the_log_is_gapless(room, rep, amelie):
    stranger = room.laptop()
    rep.pull()
    stranger.pull()
    erase(room, amelie["prospect"].id)
    told = {(each["verb"], each["id"]) for each in rep.pull()}
    assert ("erase", amelie["prospect"].id) in told
    assert ("put", amelie["other"].id) in told
    assert [each["verb"] for each in stranger.pull()] == ["erase"]
    with room.database.read() as cx:
        seqs = list(cx.scalars(select(change_log.c.seq).where(change_log.c.org == room.org)))
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


@pytest.mark.parametrize("limit", [1, 500])
def test_snapshot_when_somebody_was_erased_then_it_says_so_after_the_records(
    room, rep, amelie, limit
):
    erase(room, amelie["prospect"].id)
    after, as_of, items, more = "", "", [], True
    while more:
        asked = {"after": after, "as_of": as_of, "limit": limit}
        page = rep.client.get("/v1/snapshot", params=asked, headers=rep.headers).json()
        items += page["items"]
        after, as_of, more = page["after"], page["as_of"], page["more"]
    assert [each["verb"] for each in items].count("erase") == 1
    assert (items[-1]["verb"], items[-1]["id"]) == ("erase", amelie["prospect"].id)


def test_edit_when_it_comes_late_about_somebody_erased_then_it_is_refused_and_not_kept(
    room, rep, amelie
):
    again = creating(amelie["prospect"], "prospect")
    rep.push_one(again)
    erase(room, amelie["prospect"].id)
    who = amelie["prospect"].id
    late = Call(new_id(), who, rep.user.id, NOW, disposition=Disposition.BUSY, notes=WORDS)
    edits = [
        again,
        creating(amelie["prospect"], "prospect"),
        change("prospect", who, "patch", {"notes": WORDS}),
        change("call", amelie["call"].id, "patch", {"notes": WORDS}),
        change("call", amelie["call"].id, "delete", {}),
        creating(late, "call"),
    ]
    for _ in range(2):
        results = rep.push(*edits)
        assert {(each["outcome"], each["code"]) for each in results} == {("rejected", "erased")}
        assert all("erased" in each["message"] for each in results)
    assert WORDS not in everything(room)
    assert NAME not in everything(room)
