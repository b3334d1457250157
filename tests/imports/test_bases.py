"""Why people's data may be kept, and where it came from, as lists say it."""

from __future__ import annotations

from datetime import date

import pytest

from companion.domain.legal_bases import LegalBasis, Origin
from companion.imports.bases import basis_in
from companion.imports.columns import map_columns
from companion.imports.lists import table_from
from companion.imports.prospects import import_prospects
from tests.imports.conftest import NOW
from tests.imports.memory_book import MemoryBook

ROWS = (
    "Name,Email,Rechtsgrundlage,Consent date,Consent text,Datenquelle\r\n"
    "Ada,ada@b.example,Freely given consent from contact,20.11.2026,Ticked,fair in Hanover\r\n"
    "Ben,ben@b.example,,2026-11-21,,\r\n"
    "Cy,cy@b.example,because I say so,some day,,\r\n"
    "Di,di@b.example,,,,\r\n"
)
ORIGIN = Origin("list: leads.csv", LegalBasis.LEGITIMATE_INTERESTS, "balanced in March")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Consent", LegalBasis.CONSENT),
        ("Einwilligung (Art. 6 Abs. 1)", LegalBasis.CONSENT),
        ("Art. 6(1)(f)", LegalBasis.LEGITIMATE_INTERESTS),
        ("Legitimate interest – prospect/lead", LegalBasis.LEGITIMATE_INTERESTS),
        ("Berechtigtes Interesse", LegalBasis.LEGITIMATE_INTERESTS),
        ("Performance of a contract", LegalBasis.CONTRACT),
        ("Not applicable", LegalBasis.UNKNOWN),
        *((each.value, each) for each in LegalBasis),
    ],
)
def test_basis_when_written_as_crms_do_then_is_understood(said: str, meant: LegalBasis) -> None:
    assert basis_in(said) is meant


@pytest.fixture
def book() -> MemoryBook:
    return MemoryBook()


def take(book: MemoryBook, text: str, origin: Origin = ORIGIN):
    table = table_from(text.encode())
    found = import_prospects(table, map_columns(table), book, NOW, None, "DE", origin=origin)
    book.write(found)
    return found.report


def test_rows_when_taken_then_say_their_own_basis_or_have_the_lists(book: MemoryBook) -> None:
    report = take(book, ROWS)
    told = {
        each.name: (each.data_source, each.legal_basis.value, each.legal_basis_note)
        for each in book.all("prospect")
    }
    assert told == {
        "Ada": ("fair in Hanover", "consent", "Ticked"),
        "Ben": ("list: leads.csv", "consent", ""),
        "Cy": ("list: leads.csv", "legitimate_interests", "balanced in March"),
        "Di": ("list: leads.csv", "legitimate_interests", "balanced in March"),
    }
    days = {each.name: each.consented_on for each in book.all("prospect")}
    assert (days["Ada"], days["Ben"]) == (date(2026, 11, 20), date(2026, 11, 21))
    reasons = [each.reason for each in report.problems]
    assert reasons == ["“because I say so” is no legal basis we know.", "“some day” is no date."]


def test_rows_when_taken_again_then_fill_what_was_open_and_change_nothing_known(
    book: MemoryBook,
) -> None:
    bare = "Name,Email\r\nAda,ada@b.example\r\nEve,eve@b.example\r\n"
    take(book, bare, Origin())
    take(book, ROWS)
    again = take(book, ROWS, Origin("list: other.csv", LegalBasis.CONTRACT))
    assert again.unchanged == again.rows
    told = {each.name: (each.data_source, each.legal_basis.value) for each in book.all("prospect")}
    assert told["Ada"] == ("fair in Hanover", "consent")
    assert told["Eve"] == ("", "unknown")
    assert told["Di"] == ("list: leads.csv", "legitimate_interests")
