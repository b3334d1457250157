from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import RejectedError
from companion.domain.legal_bases import LegalBasis
from companion.domain.prospects import LifecycleStage
from companion.services.entries import BY_HAND, Entries, ProspectEntry
from companion.services.prospects import Prospects
from companion.store.meta import write_meta
from companion.store.outbox import add_change, pending_changes
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from companion.store.engine import Database
    from tests.conftest import SetClock
    from tests.services.conftest import Ids, World


@pytest.fixture
def entries(database: Database, world: World, clock: SetClock) -> Entries:
    with database.write() as cx:
        write_meta(cx, region="DE")
    return Entries(database, clock)


@pytest.fixture
def prospects(database: Database, clock: SetClock) -> Prospects:
    return Prospects(database, clock)


def problems_of(error: RejectedError) -> dict[str, str]:
    return {each.field: each.code for each in error.problems}


def test_entry_when_created_belongs_to_the_rep_and_is_found_by_its_number(
    entries: Entries, prospects: Prospects, rid: type[Ids]
) -> None:
    typed = ProspectEntry(
        name=" Ada Cole ",
        phones=("030 1234567", "+49 (0)30 1234567"),
        emails=("ADA@Cole.Example",),
        time_zone="Europe/Berlin",
        lifecycle_stage=LifecycleStage.OPPORTUNITY,
    )
    changes, prospect_id = entries.create(typed)
    kept = prospects.open(prospect_id).prospect
    assert (kept.name, kept.phones, kept.emails) == (
        "Ada Cole",
        ("+49301234567",),
        ("ada@cole.example",),
    )
    assert (kept.owner_id, kept.lifecycle_stage) == (rid.me, LifecycleStage.OPPORTUNITY)
    assert changes.touches("prospect")
    assert [each.prospect_id for each in prospects.by_phone("0049 30/1234567").rows] == [kept.id]


def test_entry_when_something_is_wrong_says_it_by_each_field(entries: Entries) -> None:
    wrong = ProspectEntry(
        name="x" * 301,
        phones=("12",),
        emails=("nobody",),
        time_zone="Middle/Earth",
        do_not_call=True,
    )
    with pytest.raises(RejectedError) as refusal:
        entries.create(wrong)
    assert problems_of(refusal.value) == {
        "name": "too_long",
        "phones": "invalid",
        "emails": "invalid",
        "time_zone": "unknown",
        "do_not_call_reason": "missing",
    }


def test_entry_when_empty_asks_for_anything_to_know_them_by(entries: Entries) -> None:
    with pytest.raises(RejectedError) as refusal:
        entries.create(ProspectEntry())
    assert problems_of(refusal.value) == {"name": "missing"}


def test_entry_when_mended_changes_only_what_the_person_changed(
    entries: Entries, prospects: Prospects, rid: type[Ids], database: Database, clock: SetClock
) -> None:
    before = entries.read(rid.marta)
    with database.write() as cx:  # somebody else mends the title while the form is open
        fields = {"title": "Head of operations"}
        add_change(cx, "prospect", rid.marta, Operation.PATCH, fields, clock.now())
    entries.mend(rid.marta, before, replace(before, company="Fjordline"))
    kept = prospects.open(rid.marta).prospect
    assert (kept.company, kept.title) == ("Fjordline", "Head of operations")
    with database.read() as cx:
        assert pending_changes(cx, clock.now(), 10, 10**6)[-1].fields == {"company": "Fjordline"}


def test_entry_when_nothing_was_changed_sends_nothing(
    entries: Entries, rid: type[Ids], database: Database, clock: SetClock
) -> None:
    before = entries.read(rid.marta)
    assert not entries.mend(rid.marta, before, before)
    with database.read() as cx:
        assert pending_changes(cx, clock.now(), 10, 10**6) == []


def test_entry_when_marked_do_not_call_leaves_todays_list_with_its_reason(
    entries: Entries, prospects: Prospects, rid: type[Ids]
) -> None:
    before = entries.read(rid.jonas)
    after = replace(before, do_not_call=True, do_not_call_reason="Asked on the fair")
    entries.mend(rid.jonas, before, after)
    assert rid.jonas not in [each.prospect_id for each in prospects.today().new]
    assert prospects.open(rid.jonas).prospect.do_not_call_reason == "Asked on the fair"


@pytest.mark.parametrize(
    "typed", ["+351215550142", "00351 21 555 0142", "351215550142", "21 555 0142", "215550142"]
)
def test_number_when_written_in_any_form_finds_its_person(
    typed: str, prospects: Prospects, entries: Entries, rid: type[Ids]
) -> None:
    assert [each.prospect_id for each in prospects.by_phone(typed).rows] == [rid.marta]


@pytest.mark.parametrize("typed", ["+351215550143", "0142", "555", "99 215550142"])
def test_number_when_it_is_another_or_too_short_finds_nobody(
    typed: str, prospects: Prospects, entries: Entries
) -> None:
    assert prospects.by_phone(typed).rows == ()


def test_number_when_shared_by_a_firm_finds_everybody_there(
    prospects: Prospects, entries: Entries
) -> None:
    for name in ("Ada", "Bob"):
        entries.create(ProspectEntry(name=name, phones=("+49 30 7654321",)))
    assert [each.name for each in prospects.by_phone("030 7654321").rows] == ["Ada", "Bob"]


def test_entry_when_its_source_and_basis_are_typed_then_both_are_kept_and_mended(
    entries: Entries, prospects: Prospects
) -> None:
    typed = ProspectEntry("Ada", legal_basis=LegalBasis.CONSENT, consented_on="20.11.2026")
    _, prospect_id = entries.create(typed)
    kept = prospects.open(prospect_id).prospect
    assert (kept.data_source, kept.consented_on) == (BY_HAND, date(2026, 11, 20))
    before = entries.read(prospect_id)
    assert before.consented_on == "2026-11-20"
    after = replace(before, consented_on="", data_source="fair", legal_basis_note="By letter")
    entries.mend(prospect_id, before, after)
    kept = prospects.open(prospect_id).prospect
    assert (kept.data_source, kept.legal_basis_note) == ("fair", "By letter")
    assert (kept.legal_basis, kept.consented_on) == (LegalBasis.CONSENT, None)
    with pytest.raises(RejectedError) as refused:
        entries.create(ProspectEntry("Ben", consented_on="some day"))
    assert problems_of(refused.value) == {"consented_on": "invalid"}
