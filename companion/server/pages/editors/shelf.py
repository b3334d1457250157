"""The answers there are: where each stands, how often it was used, and whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from companion.domain.answers import AnswerStatus
from companion.domain.shares import Share
from companion.server.histories import entries_of
from companion.server.pages.numbers import Kind, find_kinds, kind_of
from companion.server.pages.uses import answer_uses
from companion.server.reach import LaptopPlace, Reach, laptop_places, reach_of
from companion.server.tables import answer, answer_draft, campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

PAGE = 50
"""How many answers one view shows."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer on the shelf. ``use`` is the share of its uses that resolved the objection."""

    id: str
    says: str
    kind: Kind
    campaign: str
    status: AnswerStatus
    version: int
    published_at: datetime | None
    is_reworded: bool
    use: Share
    reach: Reach


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """What an answer said in one version, and who published it when and why."""

    number: int
    says: str
    reply: str
    why: str
    who: str
    at: datetime


def read_shelf(
    cx: Connection, org: str, status: AnswerStatus, category: str = "", page: int = 1
) -> tuple[list[AnswerLine], bool]:
    """Read a page of the answers of one status, and whether more follow.

    They stand in the order of their kinds, within a page the most used first.
    """
    columns = answer.c
    mine = columns.org == org, columns.deleted_at.is_(None), columns.status == status.value
    query = (
        select(answer, campaign.c.name.label("campaign"), answer_draft.c.rev.label("draft_rev"))
        .outerjoin(campaign, and_(campaign.c.org == org, campaign.c.id == columns.campaign_id))
        .outerjoin(
            answer_draft, and_(answer_draft.c.org == org, answer_draft.c.answer_id == columns.id)
        )
        .where(*mine)
    )
    if category:
        query = query.where(columns.category == category)
    query = query.order_by(columns.category, columns.says, columns.id)
    found = cx.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    rows = found[:PAGE]
    uses = answer_uses(cx, org, [row.id for row in rows])
    kinds, places = find_kinds(cx, org), laptop_places(cx, org)
    lines = [_line(row, uses.get(row.id, Share(0, 0)), kinds, places) for row in rows]
    return sorted(lines, key=lambda each: -each.use.of), len(found) > PAGE


def answer_versions(cx: Connection, org: str, answer_id: str) -> list[AnswerVersion]:
    """Return the published versions of an answer, the newest first, from its lines of the log."""
    now: dict[str, Any] = {"version": 1, "why_changed": ""}
    found: list[AnswerVersion] = []
    for entry in entries_of(cx, org, "answer", [answer_id]):
        now |= entry.fields
        if entry.fields.get("published_at"):
            found.append(_version(now, entry.who))
    return found[::-1]


def _version(now: dict[str, Any], who: str) -> AnswerVersion:
    at = datetime.fromisoformat(now["published_at"])
    return AnswerVersion(now["version"], now["says"], now["reply"], now["why_changed"], who, at)


def _line(
    row: Row[Any], use: Share, kinds: dict[str, Kind], places: Sequence[LaptopPlace]
) -> AnswerLine:
    return AnswerLine(
        id=row.id,
        says=row.says,
        kind=kind_of(kinds, row.category),
        campaign=row.campaign or "",
        status=AnswerStatus(row.status),
        version=row.version,
        published_at=row.published_at,
        is_reworded=row.draft_rev is not None,
        use=use,
        reach=reach_of(places, row.rev),
    )
