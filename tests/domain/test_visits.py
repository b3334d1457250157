from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.visits import LONGEST, Visit, phone_visit, prospect_visit, read_link


@pytest.mark.parametrize(
    ("link", "phone"),
    [
        ("companion://call?phone=+49301234567", "+49301234567"),
        ("companion://call?phone=%2B49%2030%201234567", "+49 30 1234567"),
        ("companion://call/?phone=030-1234567", "030-1234567"),
        ("COMPANION://call?phone=(030)%201234567", "(030) 1234567"),
        ("sales-call-companion://call?phone=0049301234567", "0049301234567"),
        ("companion://call?phone=tel:+49301234567", "+49301234567"),
        ("companion://call?phone=sip:+49301234567@pbx.example", "+49301234567"),
        ("tel:+49-30-1234567", "+49-30-1234567"),
        ("TEL:+49301234567;ext=12", "+49301234567"),
        ("tel:%2B49301234567", "+49301234567"),
    ],
)
def test_link_when_a_phone_program_writes_it_names_the_number(link: str, phone: str) -> None:
    assert read_link(link) == Visit(phone=phone)


def test_link_when_it_names_a_prospect_is_read() -> None:
    prospect_id = new_id()
    assert read_link(f"companion://prospect?id={prospect_id}") == Visit(prospect_id=prospect_id)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "companion:",
        "companion://call",
        "companion://call?phone=",
        "companion://call?phone=abc",
        "companion://call?phone=1",
        "companion://call?phone=+49301234567&run=format",
        "companion://call?phone=+49301234567#x",
        "companion://call/../../etc/passwd?phone=+49301234567",
        "companion://user@call?phone=+49301234567",
        "companion://call:80?phone=+49301234567",
        "companion://prospect?id=' OR 1=1 --",
        "companion://prospect?id=../../settings",
        "companion://[call?phone=+49301234567",
        "companion://call?phone=%ff%fe",
        "companion://call?phone=+4930\x0012345",
        "companion://call?phone=--profile",
        "http://call?phone=+49301234567",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "companion://call?phone=" + "1" * LONGEST,
    ],
)
def test_link_when_it_is_malformed_or_hostile_is_refused_with_a_sentence(link: str) -> None:
    with pytest.raises(RejectedError) as refusal:
        read_link(link)
    assert refusal.value.code == "bad_link"
    assert refusal.value.sentence.endswith("Nothing was opened.")


@given(st.text(max_size=400))
@example("companion://call?phone=" + "%00" * 10)
def test_link_when_it_is_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    _is_sound(text)


@given(
    st.sampled_from(["companion://call?phone=", "companion://prospect?id=", "companion://"]),
    st.text(st.characters(codec="utf-8") | st.sampled_from("%&=#?/+0123456789"), max_size=60),
)
def test_link_when_it_begins_well_is_read_or_refused_and_nothing_else(
    beginning: str, rest: str
) -> None:
    _is_sound(beginning + rest)


def _is_sound(text: str) -> None:
    try:
        visit = read_link(text)
    except RejectedError:
        return
    assert bool(visit.phone) != bool(visit.prospect_id)
    assert not visit.prospect_id or is_record_id(visit.prospect_id)
    assert not set(visit.phone) & set("<>&'\"\\\n\0%$`|")


@given(st.from_regex(r"\+?[0-9 ()./-]{6,30}", fullmatch=True))
def test_visit_when_written_as_a_link_reads_back_the_same(phone: str) -> None:
    try:
        visit = phone_visit(phone)
    except RejectedError:
        return
    assert read_link(visit.to_link()) == visit


def test_visit_of_a_prospect_when_written_as_a_link_reads_back_the_same() -> None:
    visit = prospect_visit(new_id().upper())
    assert read_link(visit.to_link()) == visit
