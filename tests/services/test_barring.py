"""Who must not be called is known on the laptop at once, without asking the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Disposition, Outcome
from companion.domain.import_reports import ImportKind
from companion.domain.people import BarredCalls
from companion.domain.prospects import SHARED_OBJECTION, Prospect
from companion.services.calls import Calls
from companion.services.entries import Entries, ProspectEntry
from companion.services.imports import Imports
from companion.services.prospects import Prospects
from companion.store.campaigns import live_records
from companion.store.erasures import erase
from companion.store.meta import write_meta
from companion.store.outbox import pending_changes
from companion.store.replica import put_base
from tests.services.lists import take

if TYPE_CHECKING:
    from pathlib import Path

    from companion.store.engine import Database

PHONE, OTHER = "+351215550142", "+4930999999"
OBJECTION = {"do_not_call": True, "do_not_call_reason": "Said so"}


@pytest.fixture
def prospects(database, clock, world) -> Prospects:
    return Prospects(database, clock)


@pytest.fixture
def namesake(database, world, rid) -> Prospect:
    """Return somebody else with Marta's number."""
    made = Prospect(rid.of(60), "Namesake", phones=(OTHER, PHONE), owner_id=rid.me)
    with database.write() as cx:
        put_base(cx, [made], rev=2)
    return made


def test_objection_when_heard_on_a_call_holds_for_whoever_has_the_number_and_is_taken_back_whole(
    prospects, database, clock, rid, namesake
) -> None:
    calls = Calls(database, clock)
    draft = prospects.open(rid.marta).draft
    never = replace(draft, disposition=Disposition.CONNECTED, outcome=Outcome.DO_NOT_CALL)
    saved = calls.finish_call(never)
    marked = prospects.open(namesake.id).prospect
    assert (marked.do_not_call, marked.do_not_call_reason) == (True, SHARED_OBJECTION)
    with database.read() as cx:
        waiting = pending_changes(cx, clock.at, 100, 10**6)
    sent = {each.id for each in waiting if each.entity == "prospect"}
    assert sent == {rid.marta, namesake.id}
    calls.take_back(never, saved)
    assert not prospects.open(namesake.id).prospect.is_barred


def test_entry_when_an_objection_is_entered_or_a_barred_number_then_both_are_marked(
    prospects, database, clock, rid, namesake
) -> None:
    entries = Entries(database, clock)
    before = entries.read(rid.marta)
    entries.mend(rid.marta, before, replace(before, **OBJECTION))
    assert prospects.open(namesake.id).prospect.do_not_call
    _, created = entries.create(ProspectEntry(name="New", phones=("+351 21 555 0142",)))
    assert prospects.open(created).prospect.do_not_call_reason == SHARED_OBJECTION
    _, free = entries.create(ProspectEntry(name="Free", phones=("+4930111111",)))
    before = entries.read(free)
    assert not prospects.open(free).prospect.is_barred
    entries.mend(free, before, replace(before, phones=("+351215550142",)))
    assert prospects.open(free).prospect.do_not_call_reason == SHARED_OBJECTION


def test_import_when_offline_bars_numbers_of_lists_of_objectors_and_of_the_erased(
    database: Database, clock, rid, namesake, tmp_path: Path
) -> None:
    listed = Prospect(
        rid.of(61), "L", phones=("+4930222222",), do_not_call_lists=("Robinson list",)
    )
    gone = Prospect(rid.of(62), "G", phones=("+4930333333",), **OBJECTION)
    free = Prospect(rid.of(63), "F", phones=("+4930444444",))
    with database.write() as cx:
        put_base(cx, [listed, gone, free], rev=3)
        erase(cx, [gone.id, free.id])
    path = tmp_path / "people.csv"
    rows = "Name,Phone,Email\nGa,+4930333333,ga@x.example\nFa,+4930444444,fa@x.example\n"
    path.write_text(rows + "La,+4930222222,la@x.example\n", "utf-8")
    take(Imports(database, clock), path, ImportKind.PROSPECTS)
    with database.read() as cx:
        people = {each.name: each for each in live_records(cx, "prospect")}
    assert people["Ga"].do_not_call_reason == SHARED_OBJECTION
    assert not people["Fa"].is_barred
    assert people["L"].do_not_call_lists == ("Robinson list",)


def test_prospect_when_a_list_bars_them_leaves_the_days_list(
    prospects, database, world, rid
) -> None:
    assert rid.marta in {each.prospect_id for each in prospects.today().new}
    marta = replace(prospects.open(rid.marta).prospect, do_not_call_lists=("Robinson list",))
    with database.write() as cx:
        put_base(cx, [marta], rev=9)
    today = prospects.today()
    assert rid.marta not in {each.prospect_id for each in (*today.new, *today.due)}
    (found,) = prospects.search("Oliveira")
    assert found.is_do_not_call


def test_sheet_when_the_organisation_allows_no_exception_says_so(prospects, database, rid) -> None:
    assert prospects.open(rid.marta).barred_calls is BarredCalls.REASON
    with database.write() as cx:
        write_meta(cx, barred_calls=BarredCalls.REFUSED.value)
    assert prospects.open(rid.marta).barred_calls is BarredCalls.REFUSED
