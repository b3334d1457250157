"""Prospects as lists need them: whom to call today, and the rows of a search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, desc, func, or_, select
from sqlalchemy.sql.expression import true

from companion.domain.errors import RejectedError
from companion.domain.prospects import Prospect
from companion.store.columns import moment_text, read_record, record_columns
from companion.store.tables import campaign, draft, follow_up, prospect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select


def read_prospect(cx: Connection, prospect_id: str) -> Prospect:
    """Return one prospect.

    Raises:
        RejectedError: ``gone``: it was removed, or is not this laptop's any more.
    """
    row = cx.execute(_one_prospect(), {"wanted": prospect_id}).one_or_none()
    found = None if row is None else read_record("prospect", row)
    if not isinstance(found, Prospect):
        raise RejectedError("This prospect is not here any more.", "gone")
    return found


@cache
def _one_prospect() -> Select[Any]:
    columns = record_columns("prospect")
    return select(*columns).where(prospect.c.id == bindparam("wanted"), prospect.c.is_live)


def due_rows(
    cx: Connection, user_id: str | None, until: datetime, limit: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return prospects with a follow-up due before ``until``, most urgent first, and their count.

    Rows have ``id, name, company, detail, when, channel, do_not_call``.
    """
    due = (
        select(
            follow_up.c.prospect_id, func.min(follow_up.c.due_at).label("when"), follow_up.c.what
        )
        .where(follow_up.c.is_live, follow_up.c.done_at.is_(None))
        .where(follow_up.c.due_at < moment_text(until), _whose(follow_up.c.rep_id, user_id))
        .group_by(follow_up.c.prospect_id)  # with min(), SQLite takes `what` from the same row
        .subquery()
    )
    may_be_called = (prospect.c.is_live, ~prospect.c.do_not_call)
    whose = select(prospect.c.id, due.c.when, due.c.what).join(
        due, due.c.prospect_id == prospect.c.id
    )
    whose = whose.where(*may_be_called)
    # First who is shown, then their campaigns: those of thousands would be looked up otherwise.
    shown = whose.order_by(due.c.when, prospect.c.id).limit(limit).subquery()
    query = _rows(shown.c.what, shown.c.when).join(shown, shown.c.id == prospect.c.id)
    rows = cx.execute(query.order_by(shown.c.when, prospect.c.id)).all()
    if len(rows) < limit:
        return rows, len(rows)
    return rows, cx.scalar(select(func.count()).select_from(whose.subquery())) or 0


def new_rows(cx: Connection, user_id: str | None, limit: int) -> tuple[Sequence[Row[Any]], int]:
    """Return prospects never called that may be, newest touch first, and how many there are."""
    mine = or_(prospect.c.owner_id.is_(None), _whose(prospect.c.owner_id, user_id))
    fresh = (prospect.c.is_live, ~prospect.c.is_called, ~prospect.c.do_not_call, mine)
    query = _rows(_campaign_name(), prospect.c.last_touch_at).where(*fresh)
    rows = cx.execute(
        query.order_by(prospect.c.last_touch_at.desc(), prospect.c.id).limit(limit)
    ).all()
    count = select(func.count()).select_from(prospect).where(*fresh)
    return rows, cx.scalar(count) or 0


def draft_rows(cx: Connection, limit: int) -> tuple[Sequence[Row[Any]], int]:
    """Return prospects with a call begun and not saved, latest first, and how many there are."""
    # Drafts are few: the query begins with them, not with everybody.
    kept_at = select(draft.c.kept_at).where(draft.c.prospect_id == prospect.c.id).scalar_subquery()
    query = _rows(prospect.c.title, kept_at).where(
        prospect.c.is_live, prospect.c.id.in_(select(draft.c.prospect_id))
    )
    return _page(cx, query.order_by(desc("when")), limit)


def rows_of(cx: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the rows of these prospects in the order of their ids."""
    query = _rows(prospect.c.title, prospect.c.last_touch_at).where(prospect.c.id.in_(ids))
    found = {row.id: row for row in cx.execute(query)}
    return [found[each] for each in ids if each in found]


def titles_of(cx: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return how these prospects are called: by name, or else by company."""
    query = select(prospect.c.id, prospect.c.name, prospect.c.company)
    rows = cx.execute(query.where(prospect.c.id.in_(list(ids))))
    return {row.id: row.name or row.company or "" for row in rows}


def list_rows(when: ColumnElement[Any]) -> Select[Any]:
    """Begin a query for rows that name the campaign, with a time of its own."""
    return _rows(_campaign_name(), when)


def _rows(detail: ColumnElement[Any], when: ColumnElement[Any]) -> Select[Any]:
    return select(
        prospect.c.id,
        prospect.c.name,
        prospect.c.company,
        prospect.c.do_not_call,
        detail.label("detail"),
        when.label("when"),
        _of_first_campaign(campaign.c.channel).label("channel"),
    ).select_from(prospect)


def _campaign_name() -> ColumnElement[Any]:
    return _of_first_campaign(campaign.c.name)


def _of_first_campaign(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a fact of the campaign that a prospect originates from."""
    return (
        select(column)
        .where(campaign.c.id == prospect.c.first_campaign_id)
        .correlate(prospect)
        .scalar_subquery()
    )


def _whose(column: ColumnElement[Any], user_id: str | None) -> ColumnElement[bool]:
    return true() if user_id is None else column == user_id


def _page(cx: Connection, query: Select[Any], limit: int) -> tuple[Sequence[Row[Any]], int]:
    rows = cx.execute(query.limit(limit)).all()
    if len(rows) < limit:
        return rows, len(rows)
    keys = query.order_by(None).with_only_columns(prospect.c.id)
    return rows, cx.scalar(select(func.count()).select_from(keys.subquery())) or 0
