"""How time is cut for counting: weeks from Monday, and all of it, in UTC.

Each thing is counted once per grain, so a page reads as few rows for two years as for two weeks;
no page asks for days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Grain(StrEnum):
    """How long one row of a tally is."""

    WEEK = "week"
    EVER = "ever"


BEGINNING = date(1, 1, 1)
"""Where "ever" starts."""


class Cut(NamedTuple):
    """A grain, and the first day of it that a moment falls into."""

    grain: str
    start: date


def monday_of(day: date) -> date:
    """Return the Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def cut_of(at: datetime, grain: Grain) -> Cut:
    """Return where a moment is counted at a grain."""
    day = at.astimezone(UTC).date()
    return Cut(grain.value, monday_of(day) if grain is Grain.WEEK else BEGINNING)
