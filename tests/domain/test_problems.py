"""The checks every noun shares."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.problems import MANY, all_fit, fits, is_storable, needs_text


def test_text_when_blank_then_a_sentence_asks_for_it() -> None:
    (problem,) = needs_text("name", " \n", "the promise a name")
    assert (problem.field, problem.code) == ("name", "missing")
    assert problem.sentence == "Please give the promise a name."


def test_text_when_at_the_limit_then_it_fits_and_one_more_does_not() -> None:
    assert fits("name", "x" * 300) == []
    (problem,) = fits("name", "x" * 301)
    assert (problem.code, "301" in problem.sentence) == ("too_long", True)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "\udfff"])
def test_text_when_a_database_cannot_hold_it_then_told(text: str) -> None:
    assert [each.code for each in fits("notes", text)] == ["unstorable"]


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_of_characters_when_checked_then_storable(text: str) -> None:
    assert is_storable(text)
    text.encode()


def test_list_when_too_many_or_one_too_long_then_told() -> None:
    assert [each.code for each in all_fit("phones", ["x"] * (MANY + 1))] == ["too_many"]
    assert [each.code for each in all_fit("phones", ["x", "y" * 301])] == ["too_long"]
