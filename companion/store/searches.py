"""Prospects by words and filters, and the searches kept under a name: on this laptop only."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, func, select, true
from sqlalchemy.dialects.sqlite import insert

from companion.domain.searches import SavedSearch, Search
from companion.store.moments import moment_text
from companion.store.prospects import list_rows
from companion.store.search import find_prospects
from companion.store.tables import MAY_BE_CALLED, follow_up, prospect, saved_search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Subquery

_MOST_BY_WORDS = 2_000
"""How many that hold the words are looked through for the filters."""


def rows_matching(
    cx: Connection, search: Search, user_id: str | None, until: datetime | None, limit: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return whom a search finds and how many they are; ``until`` is when its ``due`` ends.

    Rows are those of ``store.prospects``; whoever is due comes first, soonest first, then by name.
    """
    due = _next_due(user_id)
    conditions: list[ColumnElement[bool]] = [prospect.c.is_live]
    if search.text.strip():
        found = find_prospects(cx, search.text, _MOST_BY_WORDS)
        conditions.append(prospect.c.id.in_(found))
    if search.campaign_id is not None:
        conditions.append(prospect.c.first_campaign_id == search.campaign_id)
    if search.stage is not None:
        conditions.append(prospect.c.lifecycle_stage == search.stage.value)
    if until is not None:
        conditions += [due.c.at < moment_text(until), *MAY_BE_CALLED]
    with_due = prospect.join(due, due.c.prospect_id == prospect.c.id, isouter=until is None)
    whose = select(prospect.c.id, due.c.at).select_from(with_due).where(*conditions)
    order = (due.c.at.is_(None), due.c.at, func.lower(prospect.c.name), prospect.c.id)
    # First who is shown, then their campaigns: those of thousands would be looked up otherwise.
    shown = whose.order_by(*order).limit(limit).subquery()
    query = list_rows(shown.c.at).join(shown, shown.c.id == prospect.c.id)
    order = (shown.c.at.is_(None), shown.c.at, func.lower(prospect.c.name), prospect.c.id)
    rows = cx.execute(query.order_by(*order)).all()
    if len(rows) < limit:
        return rows, len(rows)
    counted = prospect if until is None else with_due
    return rows, cx.scalar(select(func.count()).select_from(counted).where(*conditions)) or 0


def _next_due(user_id: str | None) -> Subquery:
    """Tell each prospect's next step that is not done, worked out once for all of them."""
    mine = follow_up.c.rep_id == user_id if user_id else true()
    return (
        select(follow_up.c.prospect_id, func.min(follow_up.c.due_at).label("at"))
        .where(follow_up.c.is_live, follow_up.c.done_at.is_(None), mine)
        .group_by(follow_up.c.prospect_id)
        .subquery()
    )


def saved_searches(cx: Connection) -> list[SavedSearch]:
    """Return the searches kept, by name; what cannot be read any more is left out."""
    rows = cx.execute(select(saved_search).order_by(func.lower(saved_search.c.name)))
    read = (_read(row.name, row.body) for row in rows)
    return [each for each in read if each is not None]


def keep_search(cx: Connection, saved: SavedSearch, now: datetime) -> None:
    """Keep a search in place of an earlier one of its name."""
    into = insert(saved_search)
    kept = into.on_conflict_do_update(
        index_elements=["name"],
        set_={"body": into.excluded.body, "kept_at": into.excluded.kept_at},
    )
    body = _adapter().dump_json(replace(saved, name="")).decode()
    cx.execute(kept, {"name": saved.name, "body": body, "kept_at": moment_text(now)})


def drop_search(cx: Connection, name: str) -> None:
    """Forget a search kept."""
    cx.execute(delete(saved_search).where(saved_search.c.name == name))


def _read(name: str, body: str) -> SavedSearch | None:
    try:
        return replace(_adapter().validate_json(body), name=name)
    except ValidationError:
        return None


@cache
def _adapter() -> TypeAdapter[SavedSearch]:
    return TypeAdapter(SavedSearch)
