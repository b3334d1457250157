"""What one call adds to the figures: itself, what came of it, and the objections heard on it.

Pure: it reads no database and writes none. ``recount`` says the same in SQL, and a test holds the
two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.calls import Disposition, Outcome
from companion.domain.objections import AGAINST, Handling, PromiseFit
from companion.server.figure_tables import (
    answer_tally,
    kind_tally,
    span_tally,
    use_tally,
    version_tally,
)
from companion.server.figures.grains import Cut, Grain, cut_of
from companion.server.figures.sums import Count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FITS = (
    PromiseFit.CONFIRMS,
    PromiseFit.UNCLEAR,
    PromiseFit.CONTRADICTS,
    PromiseFit.NOT_COVERED,
    PromiseFit.UNRELATED,
)
"""In the order of the tally's columns."""


class Place(NamedTuple):
    """The words of a promise an objection pushed against; see ``domain.promises.Span``."""

    part: str
    first: int
    last: int


class Said(NamedTuple):
    """An objection as it counts. ``version_id`` is its own, which may name none."""

    id: str
    call_id: str
    prospect_id: str
    version_id: str | None
    category: str
    fit: str | None
    handling: str
    answer_id: str | None
    place: Place | None
    verbatim: str
    behind_it: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A call as it counts, with the objections heard on it. ``version_id`` is empty for none."""

    id: str
    version_id: str
    at: datetime
    disposition: str
    outcome: str | None
    use: str | None
    said: tuple[Said, ...] = ()

    @property
    def is_connected(self) -> bool:
        """Tell whether the person was reached."""
        return self.disposition == Disposition.CONNECTED

    def place_of(self, said: Said) -> Place | None:
        """Return the words an objection marks, if it marks them in the version of this call."""
        is_of_this = said.version_id in {None, self.version_id}
        return said.place if self.version_id and is_of_this else None


def counts_of(talk: Talk) -> Iterator[Count]:
    """Return everything one call adds to the tallies."""
    for grain in Grain:
        cut = cut_of(talk.at, grain)
        yield Count(version_tally, (talk.version_id, *cut), _outline(talk))
        yield from _details(talk, cut)
    for said in talk.said:
        if said.answer_id:
            yield Count(answer_tally, (said.answer_id,), (1, _resolved(said)))


def _outline(talk: Talk) -> tuple[int, ...]:
    fits = [said.fit for said in talk.said]
    connected = int(talk.is_connected)
    return (
        1,
        connected,
        connected if talk.said else 0,
        connected if any(fit in AGAINST for fit in fits) else 0,
        int(talk.outcome == Outcome.MEETING_BOOKED),
        int(talk.outcome == Outcome.WON),
        len(fits),
        connected * len(fits),
        sum(_resolved(said) for said in talk.said),
        *(fits.count(fit) for fit in FITS),
    )


def _details(talk: Talk, cut: Cut) -> Iterator[Count]:
    start = talk.version_id, *cut
    if talk.is_connected and talk.use:
        ends = (int(talk.outcome == each) for each in (Outcome.MEETING_BOOKED, Outcome.WON))
        yield Count(use_tally, (*start, str(talk.use)), (1, int(bool(talk.said)), *ends))
    for said in talk.said:
        yield Count(kind_tally, (*start, said.category), (1, _resolved(said)))
        if place := talk.place_of(said):
            yield Count(span_tally, (*start, *place), (1,))


def _resolved(said: Said) -> int:
    return int(said.handling == Handling.RESOLVED)
