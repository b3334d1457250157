"""How far back a page looks: whole weeks up to today, or all of it. The address says which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from companion.server.figures.grains import Grain, monday_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Table

_WEEKS = {"4w": 4, "8w": 8, "26w": 26, "52w": 52}
ALL = "all"
USUAL = "8w"
_LABELS = {
    "4w": "last 4 weeks",
    "8w": "last 8 weeks",
    "26w": "last half year",
    "52w": "last year",
    ALL: "all time",
}
CHOICES: Sequence[tuple[str, str]] = tuple(_LABELS.items())
"""Every period as it is chosen: its code in the address and its words."""

_LONGEST_TREND = 52


@dataclass(frozen=True, slots=True)
class Period:
    """A period: ``since`` is a Monday, or None for all time."""

    code: str
    since: date | None
    today: date

    @property
    def label(self) -> str:
        """Return its words."""
        return _LABELS[self.code]

    @property
    def began_at(self) -> datetime | None:
        """Return the moment it begins."""
        return midnight(self.since) if self.since else None

    @property
    def weeks(self) -> list[date]:
        """Return the Mondays a trend is drawn over; of all time the last year."""
        last = monday_of(self.today)
        count = _WEEKS.get(self.code, _LONGEST_TREND)
        return [last - timedelta(weeks=back) for back in reversed(range(count))]

    def rows(self, tally: Table) -> tuple[ColumnElement[bool], ...]:
        """Return the condition for the rows of a tally that make up this period."""
        if self.since is None:
            return (tally.c.grain == Grain.EVER.value,)
        return tally.c.grain == Grain.WEEK.value, tally.c.start >= self.since

    def weekly(self, tally: Table) -> tuple[ColumnElement[bool], ...]:
        """Return the condition for the rows its trend is drawn from."""
        return tally.c.grain == Grain.WEEK.value, tally.c.start >= self.weeks[0]


def midnight(day: date) -> datetime:
    """Return the moment a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def read_period(code: str, now: datetime) -> Period:
    """Return the period an address names; the usual one for a name that is none."""
    known = code if code in _LABELS else USUAL
    today = now.astimezone(UTC).date()
    weeks = _WEEKS.get(known)
    since = None if weeks is None else monday_of(today) - timedelta(weeks=weeks - 1)
    return Period(known, since, today)
