"""Prospects as lists need them: whom to call today, and the rows of a search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, not_, select

from companion.domain.errors import RejectedError
from companion.domain.prospects import Prospect
from companion.store.columns import read_record, record_columns
from companion.store.tables import MAY_BE_CALLED, campaign, prospect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        not_(and_(*MAY_BE_CALLED)).label("is_barred"),
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
