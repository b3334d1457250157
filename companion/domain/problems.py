"""What is wrong with a value, field by field, and the few checks every noun shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

LINE = 300
"""Longest single line, in characters: a name, a headline, a company."""

TEXT = 4_000
"""Longest paragraph: a message, a verbatim, a reply."""

NOTES = 20_000
"""Longest free notes of a call."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

MANY = 50
"""Most entries in a list on one record: phones, proof points, questions."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: ``field`` says where, ``sentence`` what to do; ``code`` is stable."""

    field: str
    code: str
    sentence: str


def needs_text(field: str, value: str, what: str, limit: int = LINE) -> list[Problem]:
    """Check a text that must be there. ``what`` is how a person calls it ("a name")."""
    if not value.strip():
        return [Problem(field, "missing", f"Please give {what}.")]
    return fits(field, value, limit)


def fits(field: str, value: str, limit: int = LINE) -> list[Problem]:
    """Check that a text can be kept: not over ``limit`` characters, nothing unstorable in it."""
    if len(value) > limit:
        sentence = f"This is {len(value):,} characters long; {limit:,} fit. Please shorten it."
        return [Problem(field, "too_long", sentence)]
    if not is_storable(value):
        sentence = "There is a character in this text that cannot be kept. Please type it again."
        return [Problem(field, "unstorable", sentence)]
    return []


def all_fit(field: str, values: Sequence[str], limit: int = LINE) -> list[Problem]:
    """Check every text of a list, and that the list is not endless."""
    if len(values) > MANY:
        return [Problem(field, "too_many", f"At most {MANY} entries fit here.")]
    return [problem for value in values for problem in fits(field, value, limit)]


def are_in_order(field: str, earlier: datetime | None, later: datetime | None) -> list[Problem]:
    """Check that ``later`` does not come before ``earlier``; both UTC and aware."""
    if earlier is not None and later is not None and later < earlier:
        return [Problem(field, "out_of_order", "The end comes before the start. Please check it.")]
    return []


def is_storable(value: str) -> bool:
    """Tell whether every database we use can hold the text: no NUL, no lone surrogate."""
    return _UNSTORABLE.search(value) is None


def joined(*checks: Iterable[Problem]) -> list[Problem]:
    """Put the results of several checks into one list, in their order."""
    return [problem for check in checks for problem in check]
