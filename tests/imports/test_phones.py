"""Phones and other ways to reach a person, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.imports.contacts import read_contacts
from companion.imports.phones import phone_digits, to_e164
from companion.imports.regions import region_of


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+49 30 901820", None, "+4930901820"),
        ("0049 30 901820", "US", "+4930901820"),
        ("030/901820", "DE", "+4930901820"),
        ("+49 (0) 30 901820", "US", "+4930901820"),
        ("Tel.: 030 901820", "DE", "+4930901820"),
        ("(415) 555-0132", "US", "+14155550132"),
        ("p:+14155550132", "DE", "+14155550132"),
        ("'+1 415-555-0132", "DE", "+14155550132"),
        ("4155550132.0", "US", "+14155550132"),
        ("+４９ ３０ ９０１８２０", None, "+4930901820"),
        ("+٩٧١ ٤ ٣٢١ ٢٣٤٥", None, "+97143212345"),
        ("919820012345", "US", "+919820012345"),
        ("98200 12345", "IN", "+919820012345"),
        ("98200 12345", "US", None),
        ("555-0132", "US", None),
        ("+1 555-0132", "US", None),
        ("9.82E+09", "IN", None),
        ("call me", "US", None),
        ("", "US", None),
        ("(415) 555-0132", None, None),
    ],
)
def test_phone_when_written_so_then_read_so(text: str, region: str | None, e164: str) -> None:
    assert to_e164(text, region) == e164


@pytest.mark.parametrize(
    ("cell", "phones", "emails", "left_out"),
    [
        ("raj@agency.example / 98200 12345", ["+919820012345"], ["raj@agency.example"], 0),
        ("98200 12345, 98200 12346", ["+919820012345", "+919820012346"], [], 0),
        ("A@B.example; <c@d.example>", [], ["a@b.example", "c@d.example"], 0),
        ("mailto:a@b.example", [], ["a@b.example"], 0),
        ("+91 98200 12345 ext. 12", ["+919820012345"], [], 1),
        ("a@b", [], [], 1),
        ("98200 12345 or none", ["+919820012345"], [], 0),
        ("n/a", [], [], 0),
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", [], [], 1),
    ],
)
def test_cell_when_it_holds_several_then_parted(
    cell: str, phones: list[str], emails: list[str], left_out: int
) -> None:
    found = read_contacts(cell, "IN")
    assert (list(found.phones), list(found.emails)) == (phones, emails)
    assert len(found.left_out) == left_out


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("Deutschland", "DE"),
        ("germany", "DE"),
        ("US", "US"),
        ("usa", "US"),
        ("UAE", "AE"),
        ("भारत", "IN"),
        ("España", "ES"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country_when_named_in_a_common_language_then_its_region(
    country: str, region: str | None
) -> None:
    assert region_of(country) == region


def test_digits_when_in_another_script_then_as_ours() -> None:
    assert phone_digits("+٩٧١ (४) 12") == "971412"


@settings(max_examples=40, deadline=None)
@given(st.text("+0123456789 ()-/@.;xé٠", max_size=20), st.sampled_from([None, "US", "DE"]))
def test_any_text_when_read_then_no_error_and_only_e164(text: str, region: str | None) -> None:
    for phone in read_contacts(text, region).phones:
        assert phone[0] == "+"
        assert phone[1:].isdecimal()
