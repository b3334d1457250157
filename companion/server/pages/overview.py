"""The overview: what every live promise draws, so that trouble is seen in one look.

Sums come from tallies, whatever the number of calls; details are read for the promises of one
page alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from companion.domain.campaigns import CampaignStatus
from companion.server.pages.charts import trend_path
from companion.server.pages.numbers import COUNTS, Tally, sums_by_version, to_tally
from companion.server.pages.rates import Rate
from companion.server.tables import campaign, promise, promise_version, version_tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

    from companion.server.pages.periods import Period

PAGE = 25
"""How many promises stand on one page."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Objections per connected call, week by week (None: nobody reached), and the line of it."""

    values: list[float | None]
    path: str

    @property
    def known(self) -> list[float]:
        """Return the weeks of which something is known."""
        return [each for each in self.values if each is not None]


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
    numbers: Tally
    trend: Trend


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of promises, the numbers of all of them, and calls that belong to none.

    ``pages`` counts the pages there are; ``campaigns`` may be chosen from, as ``(id, name)``.
    """

    lines: list[Line]
    whole: Tally
    uncounted: int
    page: int
    pages: int
    count: int
    campaigns: list[tuple[str, str]]


class Wanted:
    """Which promises are asked for: the live ones or every published one, of one campaign."""

    def __init__(self, org: str, now: datetime, campaign_id: str = "", *, is_live: bool) -> None:
        self.org, self.now = org, now
        self.campaign_id = campaign_id
        self.is_live = is_live

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions on campaigns and promises."""
        found = [campaign.c.org == self.org, campaign.c.deleted_at.is_(None)]
        found += [promise.c.deleted_at.is_(None)]
        if self.campaign_id:
            found.append(campaign.c.id == self.campaign_id)
        if self.is_live:
            is_running = or_(promise.c.retired_at.is_(None), promise.c.retired_at > self.now)
            found += [campaign.c.status == CampaignStatus.LIVE.value, is_running]
        return found


def read_overview(cx: Connection, wanted: Wanted, period: Period, page: int = 1) -> Overview:
    """Read a page of promises, the surest trouble first.

    "Surest" is the lower end of the rate's interval: a promise with three calls does not come
    before one with three hundred.
    """
    found = _sums(cx, wanted, period)
    ranked = sorted(found, key=lambda each: _rank(found[each][1], each))
    pages = max(1, -(-len(ranked) // PAGE))
    page = min(page, pages)
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    trends = _trends(cx, wanted.org, period, shown)
    details = _details(cx, wanted, found, shown)
    return Overview(
        lines=[_line(details[each], found[each][1], trends[each]) for each in shown],
        whole=sum((numbers for _, numbers in found.values()), Tally()),
        uncounted=_uncounted(cx, wanted.org, period),
        page=page,
        pages=pages,
        count=len(ranked),
        campaigns=_campaigns(cx, wanted),
    )


def _sums(cx: Connection, wanted: Wanted, period: Period) -> dict[str, tuple[int, Tally]]:
    """Return the newest published version's number and the sums of each promise."""
    version = promise_version.c
    number = case((version.published_at <= wanted.now, version.number))
    sums = sums_by_version(wanted.org, period)
    query = (
        select(
            version.promise_id,
            func.max(number),
            *(func.coalesce(func.sum(sums.c[name]), 0) for name in COUNTS),
        )
        .select_from(_all_joined(wanted.org))
        .outerjoin(sums, sums.c.promise_version_id == version.id)
        .where(*wanted.conditions())
        .group_by(version.promise_id)
    )
    rows = cx.execute(query)
    return {row[0]: (row[1], to_tally(row[2:])) for row in rows if row[1] is not None}


def _all_joined(org: str) -> Any:
    version = promise_version.c
    there = and_(
        version.org == org, version.promise_id == promise.c.id, version.deleted_at.is_(None)
    )
    belongs = and_(promise.c.org == org, promise.c.campaign_id == campaign.c.id)
    return campaign.join(promise, belongs).join(promise_version, there)


def _details(
    cx: Connection, wanted: Wanted, found: dict[str, tuple[int, Tally]], shown: Sequence[str]
) -> dict[str, Any]:
    if not shown:
        return {}
    version = promise_version.c
    newest = [and_(version.promise_id == each, version.number == found[each][0]) for each in shown]
    query = (
        select(
            version.promise_id,
            version.number,
            version.headline,
            version.published_at,
            promise.c.retired_at,
            campaign.c.name,
            campaign.c.channel,
            campaign.c.status,
        )
        .select_from(_all_joined(wanted.org))
        .where(*wanted.conditions(), or_(*newest))
    )
    return {row.promise_id: row for row in cx.execute(query)}


def _trends(cx: Connection, org: str, period: Period, shown: Sequence[str]) -> dict[str, Trend]:
    version, tally = promise_version.c, version_tally.c
    query = (
        select(version.promise_id, tally.start, func.sum(tally.raised), func.sum(tally.connected))
        .join(version_tally, and_(tally.org == org, tally.promise_version_id == version.id))
        .where(version.org == org, version.promise_id.in_(shown), *period.weekly(version_tally))
        .group_by(version.promise_id, tally.start)
    )
    weeks: dict[str, dict[date, Rate]] = {each: {} for each in shown}
    for promise_id, start, raised, connected in cx.execute(query):
        weeks[promise_id][start] = Rate(int(raised), int(connected))
    return {each: trend_of(period, found) for each, found in weeks.items()}


def trend_of(period: Period, weeks: dict[date, Rate]) -> Trend:
    """Draw the trend of the weeks of a period."""
    rates = (weeks.get(week) for week in period.weeks)
    values = [rate.value if rate and rate.of else None for rate in rates]
    top = max((each for each in values if each is not None), default=0.0)
    return Trend(values, trend_path(values, max(top, 1.0)))


def _line(row: Any, numbers: Tally, trend: Trend) -> Line:
    return Line(
        promise_id=row.promise_id,
        campaign=row.name,
        channel=row.channel,
        status="retired" if row.retired_at else row.status,
        headline=row.headline,
        version=row.number,
        published_at=row.published_at,
        numbers=numbers,
        trend=trend,
    )


def _uncounted(cx: Connection, org: str, period: Period) -> int:
    tally = version_tally.c
    mine = tally.org == org, tally.promise_version_id == ""
    return int(
        cx.scalar(select(func.sum(tally.calls)).where(*mine, *period.rows(version_tally))) or 0
    )


def _campaigns(cx: Connection, wanted: Wanted) -> list[tuple[str, str]]:
    every = Wanted(wanted.org, wanted.now, is_live=wanted.is_live)
    query = (
        select(campaign.c.id, campaign.c.name)
        .select_from(_all_joined(wanted.org))
        .where(*every.conditions(), promise_version.c.published_at <= wanted.now)
        .distinct()
        .order_by(campaign.c.name, campaign.c.id)
    )
    return [(row.id, row.name) for row in cx.execute(query)]


def _rank(numbers: Tally, promise_id: str) -> tuple[float, int, str]:
    return -numbers.rate.interval.low, -numbers.calls, promise_id
