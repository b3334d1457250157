"""One objection as marketing reads it, and what its promise is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from companion.domain.ids import is_record_id
from companion.server.tables import (
    assignment,
    call,
    campaign,
    objection,
    promise,
    promise_version,
    prospect,
    user,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection, Row, Select

    from companion.server.permissions import Actor


@dataclass(frozen=True, slots=True)
class Heard:
    """One objection that waits. ``who`` is empty unless the reader may know."""

    id: str
    words: str
    behind_it: str
    against: str
    fit: str | None
    handling: str
    category: str
    who: str
    heard_at: datetime
    assignee_id: str | None
    assignee: str


@dataclass(frozen=True, slots=True)
class PromiseName:
    """What a promise is called: its newest headline and its campaign."""

    id: str
    headline: str
    campaign: str


def read_objections(cx: Connection, actor: Actor, ids: Collection[str]) -> list[Heard]:
    """Read objections that wait no longer, such as those of a decision; the newest first."""
    query = select_heard(actor.org).where(
        objection.c.org == actor.org, objection.c.id.in_(list(ids))
    )
    rows = cx.execute(query.order_by(call.c.started_at.desc(), objection.c.id.desc()))
    return [to_heard(row, actor) for row in rows]


def promise_names(
    cx: Connection, org: str, promise_ids: Iterable[str | None], now: datetime
) -> dict[str | None, PromiseName]:
    """Return what promises are called; ids that name none are left out."""
    ids = [each for each in promise_ids if each and is_record_id(each)]
    query = (
        select(promise.c.id, promise.c.name, campaign.c.name.label("campaign"))
        .join(campaign, and_(campaign.c.org == org, campaign.c.id == promise.c.campaign_id))
        .where(promise.c.org == org, promise.c.id.in_(ids))
    )
    rows = cx.execute(query).all()
    headlines = _headlines(cx, org, ids, now)
    return {
        row.id: PromiseName(row.id, headlines.get(row.id, row.name), row.campaign) for row in rows
    }


def _headlines(cx: Connection, org: str, ids: list[str], now: datetime) -> Mapping[str, str]:
    versions = promise_version.c
    mine = versions.org == org, versions.promise_id.in_(ids), versions.deleted_at.is_(None)
    query = select(versions.promise_id, versions.headline).where(*mine)
    query = query.where(versions.published_at <= now).order_by(versions.number)
    return {row.promise_id: row.headline for row in cx.execute(query)}


def select_heard(org: str) -> Select[Any]:
    """Ask for objections with their call, prospect, rep and assignee."""
    helper = user.alias("assignee")
    is_prospect = and_(
        prospect.c.org == org,
        prospect.c.id == call.c.prospect_id,
        prospect.c.deleted_at.is_(None),
    )
    return (
        select(
            objection.c.id,
            objection.c.verbatim,
            objection.c.behind_it,
            objection.c.span,
            objection.c.promise_fit,
            objection.c.handling,
            objection.c.category,
            call.c.started_at,
            prospect.c.name.label("prospect_name"),
            prospect.c.company,
            prospect.c.owner_id,
            user.c.name.label("rep_name"),
            helper.c.id.label("assignee_id"),
            helper.c.name.label("assignee"),
        )
        .join(call, and_(call.c.org == org, call.c.id == objection.c.call_id))
        .join(user, and_(user.c.org == org, user.c.id == call.c.rep_id))
        .outerjoin(prospect, is_prospect)
        .outerjoin(
            assignment, and_(assignment.c.org == org, assignment.c.objection_id == objection.c.id)
        )
        .outerjoin(helper, and_(helper.c.org == org, helper.c.id == assignment.c.user_id))
    )


def to_heard(row: Row[Any], actor: Actor) -> Heard:
    """Return a row of ``select_heard`` as this reader may see it."""
    may_know = actor.may_see(is_of_prospect=True, owner_id=row.owner_id)
    whose = row.company or row.prospect_name
    return Heard(
        id=row.id,
        words=row.verbatim,
        behind_it=row.behind_it,
        against=row.span["words"] if row.span else "",
        fit=row.promise_fit,
        handling=row.handling,
        category=row.category,
        who=f"{whose}, heard by {row.rep_name}" if whose and may_know else "",
        heard_at=row.started_at,
        assignee_id=row.assignee_id,
        assignee=row.assignee or "",
    )
