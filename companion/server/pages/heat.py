"""The heat map: the words of a promise, marked by how many objections push against them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from companion.domain.promises import PromisePart
from companion.server.tables import span_tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from companion.server.pages.periods import Period

LEVELS = 3
"""How many tints of heat there are; the hottest words of a version have the last one."""


class Marked(NamedTuple):
    """Words of one part that were chosen, and with how many objections."""

    first: int
    last: int
    times: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are read alike: ``count`` objections push against them (0: none)."""

    part: str
    first: int
    last: int
    text: str
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The marked words of a version: lines of pieces by part, and the places they were chosen."""

    marks: Mapping[str, Sequence[Marked]]

    @property
    def most(self) -> int:
        """Return how many objections the hottest words have."""
        return max((each.times for part in self.marks.values() for each in part), default=0)

    def lines(self, part: str, text: str) -> list[list[Piece]]:
        """Return the text of a part, line by line, cut where the heat changes.

        ``text`` is as spans count it: list parts are joined by line feeds.
        """
        marks = self.marks.get(part, ())
        edges = {0, len(text)} | {place for place, sign in enumerate(text) if sign == "\n"}
        edges |= {place + 1 for place, sign in enumerate(text) if sign == "\n"}
        edges |= {min(place, len(text)) for each in marks for place in each[:2]}
        cuts = sorted(edges)
        lines: list[list[Piece]] = [[]]
        for first, last in pairwise(cuts):
            if text[first:last] == "\n":
                lines.append([])
            else:
                lines[-1].append(self._piece(part, text, first, last))
        return lines

    def _piece(self, part: str, text: str, first: int, last: int) -> Piece:
        covering = (each for each in self.marks.get(part, ()) if _covers(each, first, last))
        count = sum(each.times for each in covering)
        level = -(-count * LEVELS // max(self.most, LEVELS))  # one objection alone is not hot
        return Piece(part, first, last, text[first:last], count, min(level, LEVELS))


def read_heat(cx: Connection, org: str, version_id: str, period: Period) -> Heat:
    """Read which words of a version were chosen in a period."""
    tally = span_tally.c
    place = tally.part, tally.first, tally.last
    mine = tally.org == org, tally.promise_version_id == version_id
    query = select(*place, func.sum(tally.objections)).where(*mine, *period.rows(span_tally))
    return heat_of((*row[:3], int(row[3])) for row in cx.execute(query.group_by(*place)))


def heat_of(rows: Iterable[tuple[str, int, int, int]]) -> Heat:
    """Make a heat map of rows of part, first and last place, and count."""
    marks: dict[str, list[Marked]] = {part.value: [] for part in PromisePart}
    for part, *mark in rows:
        marks.setdefault(part, []).append(Marked(*mark))
    return Heat(marks)


def _covers(mark: Marked, first: int, last: int) -> bool:
    return mark.first <= first and last <= mark.last
