"""Ids are UUIDv7 and sort in the order they were made."""

from __future__ import annotations

import uuid

from companion.domain.ids import id_from, is_record_id, new_id


def test_id_when_made_then_version_seven_in_canonical_form() -> None:
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert is_record_id(str(made))


def test_ids_when_made_in_a_row_then_they_sort_so_and_differ() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_id_when_given_time_and_randomness_then_the_same_each_time() -> None:
    assert id_from(1_700_000_000_000, 2**74 - 1) == "018bcfe5-6800-7fff-bfff-ffffffffffff"


def test_id_when_upper_case_or_other_text_then_none() -> None:
    made = new_id()
    assert not is_record_id(made.upper() if made.upper() != made else "x")
    assert not is_record_id(made + "\n")
    assert not is_record_id("seven")
