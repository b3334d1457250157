"""The numbers sales and marketing share: how far the prospects of each campaign got.

A prospect counts once, for the campaign they came from, in the week they came (``figures``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from io import StringIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from companion.domain.import_reports import inert_cell
from companion.domain.shares import Share
from companion.server.tables import campaign, campaign_tally, path_tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from companion.server.pages.periods import Period

PAGE = 50
"""How many campaigns stand on one page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many prospects got how far, and the objections heard and resolved on the way."""

    prospects: int = 0
    connected: int = 0
    meetings: int = 0
    wins: int = 0
    objections: int = 0
    resolved: int = 0
    decided: int = 0

    def __add__(self, other: Funnel) -> Funnel:
        return Funnel(*(getattr(self, name) + getattr(other, name) for name in COUNTS))

    @property
    def steps(self) -> list[tuple[str, int, Share]]:
        """Return the steps in words, each with its share of all prospects."""
        named = (
            ("prospects", self.prospects),
            ("connected", self.connected),
            ("met", self.meetings),
            ("won together", self.wins),
        )
        return [(name, count, Share(count, self.prospects)) for name, count in named]

    @property
    def share_resolved(self) -> Share:
        """Return the share of the objections on the way that were resolved on the call."""
        return Share(self.resolved, self.objections)


COUNTS = tuple(each.name for each in fields(Funnel))
"""The names of what is counted."""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign. Medians are of all decisions so far, None before the first."""

    campaign_id: str
    name: str
    code: str
    channel: str
    status: str
    typical_days: int | None
    typical_touches: int | None
    funnel: Funnel
    median_days: float | None = None
    median_touches: float | None = None


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """A page of campaigns, those with the most prospects first, and all of them together."""

    lines: list[CampaignLine]
    whole: Funnel
    page: int
    pages: int
    count: int


def read_shared_numbers(
    cx: Connection, org: str, period: Period, page: int | None = 1
) -> SharedNumbers:
    """Read a page of campaigns; of all of them at once where ``page`` is None."""
    funnels = _funnels(cx, org, period)
    ranked = sorted(funnels, key=lambda each: (-funnels[each].prospects, each))
    pages = max(1, -(-len(ranked) // PAGE)) if page else 1
    page = min(page or 1, pages)
    shown = ranked if pages == 1 else ranked[(page - 1) * PAGE : page * PAGE]
    medians = _medians(cx, org, shown)
    rows = cx.execute(select(campaign).where(campaign.c.org == org, campaign.c.id.in_(shown)))
    details = {row.id: row for row in rows}
    return SharedNumbers(
        lines=[_line(details[each], funnels[each], medians) for each in shown],
        whole=sum(funnels.values(), Funnel()),
        page=page,
        pages=pages,
        count=len(ranked),
    )


def write_csv(lines: Iterable[CampaignLine]) -> str:
    """Write campaigns as CSV, every text inert in a spreadsheet."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(["campaign", "code", "channel", "status", *COUNTS, *_WAYS])
    for each in lines:
        texts = (inert_cell(text) for text in (each.name, each.code, each.channel, each.status))
        counts = (getattr(each.funnel, name) for name in COUNTS)
        ways = ("" if (v := getattr(each, name)) is None else f"{v:g}" for name in _WAYS)
        table.writerow([*texts, *counts, *ways])
    return written.getvalue()


_WAYS = ("median_days", "typical_days", "median_touches", "typical_touches")


def _funnels(cx: Connection, org: str, period: Period) -> dict[str, Funnel]:
    tally = campaign_tally.c
    counted = and_(tally.org == org, tally.campaign_id == campaign.c.id)
    sums = (func.coalesce(func.sum(tally[name]), 0) for name in COUNTS)
    query = (
        select(campaign.c.id, *sums)
        .outerjoin(campaign_tally, and_(counted, *period.rows(campaign_tally)))
        .where(campaign.c.org == org, campaign.c.deleted_at.is_(None))
        .group_by(campaign.c.id)
    )
    return {row[0]: Funnel(*map(int, row[1:])) for row in cx.execute(query)}


def _medians(cx: Connection, org: str, shown: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the median of each measure of each campaign: the mean of its one or two middles."""
    tally = path_tally.c
    key = tally.campaign_id, tally.measure
    reached = func.sum(tally.prospects).over(partition_by=key, order_by=tally.value)
    total = func.sum(tally.prospects).over(partition_by=key)
    counted = (
        select(*key, tally.value, tally.prospects, reached.label("reached"), total.label("total"))
        .where(tally.org == org, tally.campaign_id.in_(shown))
        .subquery()
        .c
    )
    is_at_lower = counted.reached * 2 >= counted.total
    is_at_upper = (counted.reached - counted.prospects) * 2 <= counted.total
    names = counted.campaign_id, counted.measure
    query = select(*names, func.min(counted.value), func.max(counted.value))
    rows = cx.execute(query.where(is_at_lower, is_at_upper).group_by(*names))
    return {(row[0], row[1]): (row[2] + row[3]) / 2 for row in rows}


def _line(row: Any, funnel: Funnel, medians: dict[tuple[str, str], float]) -> CampaignLine:
    return CampaignLine(
        campaign_id=row.id,
        name=row.name,
        code=row.code,
        channel=row.channel,
        status=row.status,
        typical_days=row.typical_days,
        typical_touches=row.typical_touches,
        funnel=funnel,
        median_days=medians.get((row.id, "days")),
        median_touches=medians.get((row.id, "touches")),
    )
