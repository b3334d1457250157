"""How far each prospect got since the campaign they came from: the shared numbers.

A prospect belongs to the campaign of the first touch that names one (``domain.touches``). What
counts happened at or after that touch; a decision is a call that was won or lost.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.calls import DECIDED, Disposition, Outcome
from companion.server.figure_tables import campaign_tally, path_tally
from companion.server.figures.grains import Grain, cut_of
from companion.server.figures.sums import Count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Met(NamedTuple):
    """A touch with a campaign."""

    at: datetime
    id: str
    campaign_id: str


class Step(NamedTuple):
    """A call on the way: how many objections were heard on it, and how many resolved."""

    at: datetime
    disposition: str
    outcome: str | None
    objections: int
    resolved: int


class Journey(NamedTuple):
    """How far a prospect got. ``days`` and ``touches`` are None until there is a decision."""

    prospect_id: str
    campaign_id: str
    began_at: datetime
    is_connected: bool
    has_meeting: bool
    is_won: bool
    objections: int
    resolved: int
    days: int | None
    touches: int | None


def journey_of(prospect_id: str, touches: Sequence[Met], steps: Iterable[Step]) -> Journey | None:
    """Return a prospect's journey, or None: no touch of theirs names a campaign."""
    if not touches:
        return None
    first = min(touches)
    way = [each for each in steps if each.at >= first.at]
    outcomes = {each.outcome for each in way}
    decided = min((each.at for each in way if each.outcome in DECIDED), default=None)
    mine = [each.at for each in touches if each.campaign_id == first.campaign_id]
    return Journey(
        prospect_id=prospect_id,
        campaign_id=first.campaign_id,
        began_at=first.at,
        is_connected=any(each.disposition == Disposition.CONNECTED for each in way),
        has_meeting=Outcome.MEETING_BOOKED in outcomes,
        is_won=Outcome.WON in outcomes,
        objections=sum(each.objections for each in way),
        resolved=sum(each.resolved for each in way),
        days=None if decided is None else _days_between(first.at, decided),
        touches=None if decided is None else sum(at <= decided for at in mine),
    )


def counts_of(journey: Journey) -> Iterator[Count]:
    """Return everything one prospect adds to the tallies."""
    counts = (
        1,
        int(journey.is_connected),
        int(journey.has_meeting),
        int(journey.is_won),
        journey.objections,
        journey.resolved,
        int(journey.days is not None),
    )
    for grain in Grain:
        cut = cut_of(journey.began_at, grain)
        yield Count(campaign_tally, (journey.campaign_id, *cut), counts)
    for measure in ("days", "touches"):
        if (value := getattr(journey, measure)) is not None:
            yield Count(path_tally, (journey.campaign_id, measure, value), (1,))


def _days_between(one: datetime, other: datetime) -> int:
    return (other.astimezone(UTC).date() - one.astimezone(UTC).date()).days
