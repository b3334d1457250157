from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.differences import Change, changed_words, is_changed

_TEXT = st.text(st.sampled_from("ab .,-\n’é👩"), max_size=40)


def marked(before: str, after: str) -> str:
    """Write a comparison as one line: [-removed-] and {+added+}."""
    marks = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return "".join(marks[each.change].format(each.text) for each in changed_words(before, after))


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT)
def test_pieces_when_joined_then_both_texts_come_back(before: str, after: str) -> None:
    pieces = changed_words(before, after)
    joined = "".join(each.text for each in pieces if each.change is not Change.REMOVED)
    assert joined == after
    old = "".join(each.text for each in pieces if each.change is not Change.ADDED)
    assert "".join(old.split()) == "".join(before.split())  # space alone is no change


@settings(max_examples=50, deadline=None)
@given(_TEXT)
def test_pieces_when_nothing_changed_then_one_is_kept(text: str) -> None:
    assert not is_changed(changed_words(text, text))


def test_words_when_one_was_replaced_then_it_alone_is_marked() -> None:
    assert marked("No set-up fee, no hardware.", "No set-up fee, no new hardware.") == (
        "No set-up fee, no{+ new+} hardware."
    )
    assert marked("From €4 a month", "From €29 a month") == "From €[-4-]{+29+} a month"


def test_words_when_changes_stand_close_then_they_read_as_one() -> None:
    assert marked("the right person is rung", "the people you name are rung") == (
        "the[- right person is-]{+ people you name are+} rung"
    )
    assert marked("Ten minutes and it is running", "Twenty minutes, it is running") == (
        "[-Ten minutes and-]{+Twenty minutes,+} it is running"
    )


def test_words_when_a_text_began_or_ended_then_all_of_it_is_marked() -> None:
    assert marked("", "New words") == "{+New words+}"
    assert marked("Old words", "") == "[-Old words-]"
