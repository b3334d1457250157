"""The list of promises: what each one draws, so that marketing sees where to look first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.domain.campaigns import CampaignStatus
from companion.server.pages.numbers import Kind, Tally, count_calls, find_kinds, kind_of
from companion.server.tables import campaign, promise, promise_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.server.permissions import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One promise on the list. ``numbers`` are of all its versions together."""

    promise_id: str
    campaign: str
    channel: str
    status: str
    headline: str
    version: int
    published_at: datetime
    is_live: bool
    numbers: Tally
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Every published promise; ``uncounted`` calls belong to none of them."""

    live: list[Line]
    ended: list[Line]
    uncounted: int

    @property
    def whole(self) -> Tally:
        """Return the numbers of all promises together."""
        return sum((each.numbers for each in [*self.live, *self.ended]), Tally())


def read_overview(cx: Connection, actor: Actor, now: datetime) -> Overview:
    """Read the list as this reader may see it, the surest trouble first.

    "Surest" is the lower end of the rate's interval: a promise with three calls does not come
    before one with three hundred.
    """
    tallies = count_calls(cx, actor)
    kinds = find_kinds(cx, actor.org)
    lines = [_line(rows, tallies, kinds, now) for rows in _promises(cx, actor.org)]
    shown = sorted((each for each in lines if each is not None), key=_rank)
    counted = sum(each.numbers.calls for each in shown)
    return Overview(
        live=[each for each in shown if each.is_live],
        ended=[each for each in shown if not each.is_live],
        uncounted=sum(each.calls for each in tallies.values()) - counted,
    )


def _promises(cx: Connection, org: str) -> list[list[Row[*tuple[Any, ...]]]]:
    """Return the versions of every promise, promise by promise, the oldest version first."""
    query = (
        select(
            promise_version.c.promise_id,
            promise_version.c.id,
            promise_version.c.number,
            promise_version.c.headline,
            promise_version.c.published_at,
            promise.c.retired_at,
            campaign.c.name,
            campaign.c.channel,
            campaign.c.status,
        )
        .join(promise, (promise.c.org == org) & (promise.c.id == promise_version.c.promise_id))
        .join(campaign, (campaign.c.org == org) & (campaign.c.id == promise.c.campaign_id))
        .where(promise_version.c.org == org, promise_version.c.deleted_at.is_(None))
        .where(promise.c.deleted_at.is_(None), campaign.c.deleted_at.is_(None))
        .order_by(promise_version.c.promise_id, promise_version.c.number)
    )
    return [list(rows) for _, rows in groupby(cx.execute(query), lambda row: row.promise_id)]


def _line(
    rows: list[Row[*tuple[Any, ...]]],
    tallies: Mapping[str | None, Tally],
    kinds: Mapping[str, Kind],
    now: datetime,
) -> Line | None:
    published = [row for row in rows if row.published_at and row.published_at <= now]
    if not published:
        return None
    newest = published[-1]
    numbers = sum((tallies.get(row.id, Tally()) for row in rows), Tally())
    status = "retired" if newest.retired_at else newest.status
    return Line(
        promise_id=newest.promise_id,
        campaign=newest.name,
        channel=newest.channel,
        status=status,
        headline=newest.headline,
        version=newest.number,
        published_at=newest.published_at,
        is_live=status == CampaignStatus.LIVE,
        numbers=numbers,
        kind=kind_of(kinds, numbers.by_kind[0][0]) if numbers.by_kind else None,
    )


def _rank(line: Line) -> tuple[float, int, str]:
    return -line.numbers.rate.interval.low, -line.numbers.calls, line.headline
