"""What is counted: calls, objections, meetings and wins, per promise version.

A call counts for the version frozen on it (docs/decisions/007), and an objection for the version
of its call. Deleted records never count. The rate is the share of connected calls with at least
one objection; objections heard on other calls are counted, but not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select

from companion.domain.calls import Disposition, Outcome
from companion.domain.objections import Handling, Tint
from companion.domain.shares import Share
from companion.server.tables import call, category, objection, prospect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection

    from companion.server.permissions import Actor


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
    """The numbers of a version, or of several added up; ``kinds`` is by category code."""

    calls: int = 0
    connected: int = 0
    objected: int = 0
    meetings: int = 0
    wins: int = 0
    kinds: Mapping[str, Heard] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        codes = [*self.kinds, *(code for code in other.kinds if code not in self.kinds)]
        none = Heard()
        return Tally(
            self.calls + other.calls,
            self.connected + other.connected,
            self.objected + other.objected,
            self.meetings + other.meetings,
            self.wins + other.wins,
            {code: self.kinds.get(code, none) + other.kinds.get(code, none) for code in codes},
        )

    @property
    def rate(self) -> Share:
        """Return the share of connected calls with at least one objection."""
        return Share(self.objected, self.connected)

    @property
    def objections(self) -> int:
        """Return how many objections were heard, on any call."""
        return sum(each.count for each in self.kinds.values())

    @property
    def by_kind(self) -> list[tuple[str, Heard]]:
        """Return the kinds, the most frequent first."""
        return sorted(self.kinds.items(), key=lambda each: (-each[1].count, each[0]))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objection as readers know it."""

    code: str
    label: str
    tint: str


def count_calls(
    cx: Connection, actor: Actor, version_ids: Iterable[str] | None = None
) -> dict[str | None, Tally]:
    """Count per version, of these versions or of all; None stands for calls without one."""
    mine = heard_calls(actor)
    if version_ids is not None:
        mine.append(call.c.promise_version_id.in_(list(version_ids)))
    kinds = _kinds_heard(cx, mine)
    objected = _calls_objected(cx, mine)
    return {
        version: Tally(*counts, objected.get(version, 0), *ends, kinds.get(version, {}))
        for version, counts, ends in _calls_made(cx, mine)
    }


def heard_calls(actor: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions for the calls that count for this reader."""
    found = [call.c.org == actor.org, call.c.deleted_at.is_(None)]
    if not actor.hears_all:
        own = prospect.c.org == actor.org, prospect.c.owner_id == actor.user_id
        found.append(call.c.prospect_id.in_(select(prospect.c.id).where(*own)))
    return found


def heard_objections() -> ColumnElement[bool]:
    """Return the condition under which an objection was heard on a call."""
    return and_(
        objection.c.org == call.c.org,
        objection.c.call_id == call.c.id,
        objection.c.deleted_at.is_(None),
    )


def find_kinds(cx: Connection, org: str) -> dict[str, Kind]:
    """Return every kind of objection by its code, retired ones too."""
    rows = cx.execute(select(category).where(category.c.org == org))
    return {row.code: Kind(row.code, row.label, row.tint) for row in rows}


def kind_of(kinds: Mapping[str, Kind], code: str) -> Kind:
    """Return a kind by its code; one this server does not know is called by its code."""
    return kinds.get(code) or Kind(code, code.replace("_", " ").capitalize(), Tint.PLAIN)


_IS_CONNECTED = call.c.disposition == Disposition.CONNECTED.value


def _calls_made(
    cx: Connection, mine: list[ColumnElement[bool]]
) -> list[tuple[str | None, tuple[int, int], tuple[int, int]]]:
    query = select(
        call.c.promise_version_id,
        func.count(),
        _count_if(_IS_CONNECTED),
        _count_if(call.c.outcome == Outcome.MEETING_BOOKED.value),
        _count_if(call.c.outcome == Outcome.WON.value),
    )
    rows = cx.execute(query.where(*mine).group_by(call.c.promise_version_id))
    return [(row[0], (row[1], row[2]), (row[3], row[4])) for row in rows]


def _calls_objected(cx: Connection, mine: list[ColumnElement[bool]]) -> dict[str | None, int]:
    query = select(call.c.promise_version_id, func.count(objection.c.call_id.distinct()))
    query = query.join(objection, heard_objections()).where(*mine, _IS_CONNECTED)
    rows = cx.execute(query.group_by(call.c.promise_version_id))
    return {row[0]: row[1] for row in rows}


def _kinds_heard(
    cx: Connection, mine: list[ColumnElement[bool]]
) -> dict[str | None, dict[str, Heard]]:
    place = call.c.promise_version_id, objection.c.category
    resolved = _count_if(objection.c.handling == Handling.RESOLVED.value)
    query = select(*place, func.count(), resolved).join(objection, heard_objections())
    found: dict[str | None, dict[str, Heard]] = {}
    for version, code, number, good in cx.execute(query.where(*mine).group_by(*place)):
        found.setdefault(version, {})[code] = Heard(number, good)
    return found


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.count(case((condition, 1)))
