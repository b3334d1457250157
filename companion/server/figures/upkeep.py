"""Keeping the figures up: what a transaction's records counted before, and what they count now.

The ledger makes an ``Upkeep`` before it writes records and counts with it afterwards, so figures
and records are one commit. The counter's lock, held by every writer, keeps two from counting at
the same time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from companion.server.figure_tables import journey
from companion.server.figures import journeys, talks
from companion.server.figures.begun import journeys_begun
from companion.server.figures.carried import carry
from companion.server.figures.listing import lines_of, update_list
from companion.server.figures.readings import (
    calls_of,
    calls_with,
    join_said,
    make_journeys,
    read_journeys,
    read_said,
    read_talks,
    said_of,
    talk_of,
    whole_talks,
)
from companion.server.figures.sums import Sums
from companion.server.kept import portions
from companion.server.rows import Writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from companion.server.figures.talks import Said, Talk
    from companion.server.kept import Kept
    from companion.wire.records import Record

Written = tuple["Kept", "Record", bool]
"""A record as it is written, its noun, and whether it is new."""

_ON_THE_WAY = {"prospect", "touch", "call", "objection"}


class Upkeep:
    """One transaction's records and the figures they change. Read first, ``count`` when written."""

    def __init__(self, cx: Connection, org: str, written: Sequence[Written]) -> None:
        self._cx, self._org = cx, org
        self._written = [each for each in written if each[0].entity in _ON_THE_WAY]
        calls = self._calls_concerned()
        self._talks = read_talks(cx, org, calls)
        self._said = read_said(cx, org, calls)

    def count(self, writing: Writing) -> None:
        """Write what the figures are now that the records are given to be written."""
        if not self._written:
            return
        sums = Sums()
        self._count_talks(sums, writing)
        self._count_journeys(sums, writing)
        sums.write(self._cx, writing, self._org)

    def _calls_concerned(self) -> set[str]:
        """Return the calls there are already that these records are, or were, about."""
        new = {kept.id for kept, _, is_new in self._written if is_new}
        calls = {kept.id for kept, _, _ in self._written if kept.entity == "call"}
        objections = [each for each in self._written if each[0].entity == "objection"]
        calls |= {str(kept.fields["call_id"]) for kept, _, _ in objections}
        old = [kept.id for kept, _, is_new in objections if not is_new]
        return (calls - new) | calls_of(self._cx, self._org, old)

    def _count_talks(self, sums: Sums, writing: Writing) -> None:
        before = join_said(self._talks, self._said)
        after = join_said(*self._overlaid())
        for id_ in before.keys() | after.keys():
            old, new = before.get(id_), after.get(id_)
            if old != new:
                sums.add(talks.counts_of(old) if old else (), -1)
                sums.add(talks.counts_of(new) if new else (), 1)
        lines = lines_of(before.values()), lines_of(after.values())
        update_list(self._cx, writing, self._org, *lines)

    def _overlaid(self) -> tuple[dict[str, Talk], dict[str, Said]]:
        talked, said = dict(self._talks), dict(self._said)
        for kept, record, _ in self._written:
            noun: Any = record
            if kept.entity == "call":
                talked[kept.id] = talk_of(noun)
            elif kept.entity == "objection":
                said[kept.id] = said_of(noun)
            if kept.deleted_at is not None:
                talked.pop(kept.id, None)
                said.pop(kept.id, None)
        return talked, said

    def _count_journeys(self, sums: Sums, writing: Writing) -> None:
        ids = {each for kept, _, _ in self._written if (each := kept.prospect_id)}
        new = {kept.id for kept, _, is_new in self._written if is_new and kept.entity == "prospect"}
        if ids - new:
            writing.settle()
        before = read_journeys(self._cx, self._org, ids - new)
        after = make_journeys(self._cx, self._org, ids - new)
        after |= journeys_begun(self._written, new)
        _replace_journeys(self._cx, writing, self._org, before, after, sums)


def leave_out(cx: Connection, org: str, prospect_ids: Iterable[str]) -> int:
    """Take the words of prospects who are to be erased out of the figures; their numbers stay.

    Call it before their records go. Returns how many lines of the searchable list went.
    """
    ids = list(prospect_ids)
    talked = whole_talks(cx, org, calls_with(cx, org, ids))
    lines = lines_of(talked.values())
    update_list(cx, Writing(cx), org, lines, {})
    paths = read_journeys(cx, org, ids)
    for some in portions(paths):
        cx.execute(delete(journey).where(journey.c.org == org, journey.c.prospect_id.in_(some)))
    carry(cx, org, (count for each in talked.values() for count in talks.counts_of(each)))
    carry(cx, org, (count for each in paths.values() for count in journeys.counts_of(each)))
    return len(lines)


def _replace_journeys(
    cx: Connection,
    writing: Writing,
    org: str,
    before: dict[str, journeys.Journey],
    after: dict[str, journeys.Journey],
    sums: Sums,
) -> None:
    changed = [id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)]
    old = [before[id_] for id_ in changed if id_ in before]
    new = [after[id_] for id_ in changed if id_ in after]
    for one in old:
        sums.add(journeys.counts_of(one), -1)
    for one in new:
        sums.add(journeys.counts_of(one), 1)
    for some in portions([each.prospect_id for each in old]):
        cx.execute(delete(journey).where(journey.c.org == org, journey.c.prospect_id.in_(some)))
    writing.insert(journey, [{"org": org, **each._asdict()} for each in new])
