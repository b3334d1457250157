"""What a decision may point at: the answers and versions offered beside a group of objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from companion.domain.answers import AnswerStatus
from companion.server.tables import answer, promise, promise_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MOST = 200


def answers_for(
    cx: Connection, org: str, promise_id: str | None, category: str
) -> list[tuple[str, str]]:
    """Return published answers as id and words: those of the kind first, then the others."""
    of_promise = select(promise.c.campaign_id).where(
        promise.c.org == org, promise.c.id == promise_id
    )
    columns = answer.c
    query = (
        select(columns.id, columns.says)
        .where(columns.org == org, columns.status == AnswerStatus.PUBLISHED.value)
        .where(columns.deleted_at.is_(None))
        .where(or_(columns.campaign_id.is_(None), columns.campaign_id.in_(of_promise)))
        .order_by(columns.category != category, columns.says)
        .limit(_MOST)
    )
    return [(row.id, row.says) for row in cx.execute(query)]


def versions_for(cx: Connection, org: str, promise_id: str | None) -> list[tuple[str, str]]:
    """Return the published versions of a promise as id and words, the newest first."""
    if promise_id is None:
        return []
    columns = promise_version.c
    query = (
        select(columns.id, columns.number, columns.headline)
        .where(columns.org == org, columns.promise_id == promise_id)
        .where(columns.published_at.is_not(None), columns.deleted_at.is_(None))
        .order_by(columns.number.desc())
        .limit(_MOST)
    )
    return [(row.id, f"Version {row.number}: {row.headline}") for row in cx.execute(query)]
