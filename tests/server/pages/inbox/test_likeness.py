from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.server.pages.inbox.likeness import group_alike, telling_words

PHONES = [
    "So who pays for the phones then?",
    "who will pay the phones",
    "And the phones, who pays those?",
]
PRICE = ["It is twice what we pay now.", "Twice what we pay now!"]


def grouped(*said: str) -> list[list[str]]:
    return group_alike(said, str)


def test_verbatims_when_they_say_the_same_stand_together_the_most_frequent_first() -> None:
    said = [PRICE[0], PHONES[0], PHONES[1], PRICE[1], PHONES[2]]
    assert grouped(*said) == [PHONES, PRICE]


def test_verbatims_when_one_word_is_common_stand_apart() -> None:
    said = ["Leave it with me.", "The last one said that too, until we wanted to leave."]
    assert len(grouped(*said)) == 2


@pytest.mark.parametrize("said", ["", "…", "Why would I?", "👍👍", "\u202e", "<b>", "\0"])
def test_verbatim_when_it_has_no_telling_words_stands_in_some_group(said: str) -> None:
    assert sorted(grouped(said, "Twice the price")) == sorted([[said], ["Twice the price"]])


def test_words_when_filling_ones_are_all_there_is_are_kept() -> None:
    assert telling_words("Why would I?") == "why would i"
    assert telling_words("It is twice what we PAY") == "twice pay"


@given(st.lists(st.text(max_size=80), max_size=40))
def test_verbatims_when_grouped_are_all_there_once(said: list[str]) -> None:
    numbered = list(enumerate(said))
    groups = group_alike(numbered, lambda each: each[1])
    assert sorted(each for group in groups for each in group) == numbered
    assert all(groups)


def test_grouping_when_a_thousand_say_different_things_takes_bounded_work() -> None:
    said = [f"{number} {hash(str(number)):x} " * 60 for number in range(1_000)]
    begun = time.process_time()
    assert len(group_alike(said, str)) > 100
    assert time.process_time() - begun < 5  # ten times what it takes; endless work would not end
