"""Receipts of what was erased: how much of which kind, when, by whom. They hold no value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.histories import NOBODY
from companion.server.reach import Reach, laptop_places, reach_of
from companion.server.tables import erased_record, erasure, user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Select

MOST = 100
"""How many of the latest receipts one page lists."""

WHY = {
    "asked": "asked for",
    "retention": "by a rule",
    "restored": "again, after a backup was put back",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt as it is shown. ``people`` are the ids; ``cleaned_at`` None: files wait.

    ``reach`` tells on how many laptops they are gone; None on a list of receipts.
    """

    id: str
    why: str
    who: str
    at: datetime
    counts: Mapping[str, int]
    cleaned_at: datetime | None
    people: tuple[str, ...] = ()
    reach: Reach | None = None


def read_receipts(cx: Connection, org: str) -> list[Kept]:
    """Return the latest receipts, the newest first."""
    query = _receipts(org).order_by(erasure.c.erased_at.desc(), erasure.c.id.desc()).limit(MOST)
    return [_kept(row) for row in cx.execute(query)]


def read_receipt(cx: Connection, org: str, erasure_id: str) -> Kept:
    """Return one receipt.

    Raises:
        RejectedError: ``not_found``.
    """
    query = _receipts(org).where(erasure.c.id == erasure_id)
    row = cx.execute(query).one_or_none() if is_record_id(erasure_id) else None
    if row is None:
        raise RejectedError("There is no such receipt.", "not_found")
    mine = erased_record.c.org == org, erased_record.c.erasure_id == erasure_id
    people = erased_record.c.entity == "prospect"
    ids = cx.scalars(select(erased_record.c.id).where(*mine, people).limit(MOST)).all()
    seq = cx.scalar(select(func.max(erased_record.c.seq)).where(*mine)) or 0
    return _kept(row, tuple(ids), reach_of(laptop_places(cx, org), seq))


def note_cleaned(cx: Connection, org: str, at: datetime) -> None:
    """Note that the database's files were written anew: nothing erased before is in them."""
    mine = erasure.c.org == org, erasure.c.cleaned_at.is_(None), erasure.c.erased_at <= at
    cx.execute(update(erasure).where(*mine).values(cleaned_at=at))


def _receipts(org: str) -> Select[Any]:
    return (
        select(erasure, user.c.name.label("who"))
        .outerjoin(user, and_(user.c.org == org, user.c.id == erasure.c.erased_by))
        .where(erasure.c.org == org)
    )


def _kept(row: Any, people: tuple[str, ...] = (), reach: Reach | None = None) -> Kept:
    why = WHY.get(row.why, row.why)
    who = row.who or NOBODY
    return Kept(row.id, why, who, row.erased_at, row.counts, row.cleaned_at, people, reach)
