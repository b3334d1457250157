"""What the pages count: calls, objections, meetings and wins, per promise version, from tallies.

A call counts for the version frozen on it (docs/decisions/007), and an objection for the version
of its call. Deleted records never count. The numbers are everybody's for every role: there is one
set, shared by sales and marketing, and none per person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from companion.domain.objections import PromiseFit, Tint
from companion.domain.shares import Share
from companion.server.pages.rates import Rate
from companion.server.tables import category, kind_tally, version_tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Subquery

    from companion.server.pages.periods import Period


@dataclass(frozen=True, slots=True)
class Heard:
    """How often one kind of objection was heard, and how often it was resolved on the call."""

    count: int = 0
    resolved: int = 0

    def __add__(self, other: Heard) -> Heard:
        return Heard(self.count + other.count, self.resolved + other.resolved)

    @property
    def share_resolved(self) -> Share:
        """Return the share of these objections that were resolved on the call."""
        return Share(self.resolved, self.count)


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of a version, or of several added up; see ``figure_tables.version_tally``."""

    calls: int = 0
    connected: int = 0
    objected: int = 0
    broken: int = 0
    meetings: int = 0
    wins: int = 0
    objections: int = 0
    raised: int = 0
    resolved: int = 0
    confirms: int = 0
    unclear: int = 0
    contradicts: int = 0
    not_covered: int = 0
    unrelated: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in COUNTS))

    @property
    def rate(self) -> Share:
        """Return the share of connected calls with at least one objection."""
        return Share(self.objected, self.connected)

    @property
    def per_call(self) -> Rate:
        """Return the objections per connected call."""
        return Rate(self.raised, self.connected)

    @property
    def reached(self) -> Share:
        """Return the share of calls on which the person was reached."""
        return Share(self.connected, self.calls)

    @property
    def kept(self) -> Share:
        """Return the share of connected calls on which nobody disputed or misread the promise."""
        return Share(self.connected - self.broken, self.connected)

    @property
    def fits(self) -> list[tuple[PromiseFit, int]]:
        """Return how often each fit was heard, those that were, in the order of the domain."""
        found = [(fit, getattr(self, fit.value)) for fit in PromiseFit]
        return [each for each in found if each[1]]


COUNTS = tuple(each.name for each in fields(Tally))
"""The names of what is counted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objection as readers know it."""

    code: str
    label: str
    tint: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """How often a kind was heard in a period, and in each week of its trend."""

    kind: Kind
    heard: Heard
    weeks: list[int] = field(default_factory=list)


def read_tallies(
    cx: Connection, org: str, period: Period, version_ids: Iterable[str]
) -> dict[str, Tally]:
    """Read the numbers of these versions in a period."""
    tally = version_tally.c
    mine = tally.org == org, tally.promise_version_id.in_(list(version_ids))
    sums = (func.sum(tally[name]) for name in COUNTS)
    query = select(tally.promise_version_id, *sums).where(*mine, *period.rows(version_tally))
    rows = cx.execute(query.group_by(tally.promise_version_id))
    return {row[0]: to_tally(row[1:]) for row in rows}


def sums_by_version(org: str, period: Period) -> Subquery:
    """Return the sums of each version called about in a period, with its id.

    They are worked out before they are joined to anything: joined first, a year of all versions
    is carried through every join.
    """
    tally = version_tally.c
    counts = (func.sum(tally[name]).label(name) for name in COUNTS)
    query = select(tally.promise_version_id, *counts)
    query = query.where(tally.org == org, *period.rows(version_tally))
    return query.group_by(tally.promise_version_id).subquery()


def to_tally(sums: Iterable[Any]) -> Tally:
    """Make numbers of sums in the order of ``COUNTS``."""
    return Tally(*map(int, sums))


def read_kinds(
    cx: Connection, org: str, period: Period, version_ids: Iterable[str]
) -> list[KindLine]:
    """Read what kinds of objection these versions drew, the most frequent first."""
    tally = kind_tally.c
    mine = tally.org == org, tally.promise_version_id.in_(list(version_ids))
    sums = func.sum(tally.objections), func.sum(tally.resolved)
    query = select(tally.category, *sums).where(*mine, *period.rows(kind_tally))
    totals = cx.execute(query.group_by(tally.category)).all()
    trend = select(tally.category, tally.start, sums[0]).where(*mine, *period.weekly(kind_tally))
    rows = cx.execute(trend.group_by(tally.category, tally.start))
    weeks = {(code, start): int(count) for code, start, count in rows}
    known = find_kinds(cx, org)
    lines = [
        KindLine(
            kind_of(known, code),
            Heard(int(count), int(resolved)),
            [weeks.get((code, week), 0) for week in period.weeks],
        )
        for code, count, resolved in totals
    ]
    return sorted(lines, key=lambda each: (-each.heard.count, each.kind.label))


def find_kinds(cx: Connection, org: str) -> dict[str, Kind]:
    """Return every kind of objection by its code, retired ones too."""
    rows = cx.execute(select(category).where(category.c.org == org).order_by(category.c.position))
    return {row.code: Kind(row.code, row.label, row.tint) for row in rows}


def kind_of(kinds: Mapping[str, Kind], code: str) -> Kind:
    """Return a kind by its code; one this server does not know is called by its code."""
    return kinds.get(code) or Kind(code, code.replace("_", " ").capitalize(), Tint.PLAIN)
