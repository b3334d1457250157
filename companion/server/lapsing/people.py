"""People whom nobody has had to do with for as long as a rule says: erased as if they had asked.

With one difference: words about others that name them are left to the rule for words. Looking for
each name in everything ever written takes a walk through all of it, for each of thousands.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from companion.domain.ids import id_from
from companion.server.lapsing.previews import SAMPLES, Preview
from companion.server.rights.erasing import Reason, erase_people
from companion.server.tables import call, follow_up, prospect, prospect_merge, touch

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

PORTION = 50
"""How many people go in one transaction."""


def preview_people(cx: Connection, org: str, before: datetime, *, were_called: bool) -> Preview:
    """Return who would go: how many, since when the oldest is here, and some by name."""
    lapsed = _lapsed(org, before, were_called=were_called)
    count = cx.scalar(select(func.count()).select_from(prospect).where(*lapsed)) or 0
    some = select(prospect.c.id, prospect.c.name, prospect.c.company).where(*lapsed)
    rows = cx.execute(some.order_by(prospect.c.id).limit(SAMPLES)).all()
    oldest = _made_at(rows[0].id) if rows else None
    return Preview(count, oldest, tuple(row.name or row.company or row.id for row in rows))


def let_people_go(
    cx: Connection, org: str, before: datetime, now: datetime, *, were_called: bool
) -> int:
    """Erase the next people; return how many."""
    lapsed = _lapsed(org, before, were_called=were_called)
    query = select(prospect.c.id).where(*lapsed).order_by(prospect.c.id).limit(PORTION)
    ids = list(cx.scalars(query))
    if ids:
        erase_people(cx, org, ids, Reason.RETENTION, None, now)
    return len(ids)


def _lapsed(org: str, before: datetime, *, were_called: bool) -> list[ColumnElement[bool]]:
    """Return the conditions: nothing since ``before``, and nothing is planned any more.

    Whoever is deleted here counts as well: their tombstone keeps what they were. Whoever became
    part of somebody goes with them.
    """
    of_them = call.c.org == org, call.c.prospect_id == prospect.c.id
    called = exists().where(*of_them)
    lately = exists().where(*of_them, call.c.started_at >= before)
    met = touch.c.org == org, touch.c.prospect_id == prospect.c.id
    became = prospect_merge.c.org == org, prospect_merge.c.gone_id == prospect.c.id
    planned = follow_up.c.org == org, follow_up.c.prospect_id == prospect.c.id
    is_open = follow_up.c.done_at.is_(None), follow_up.c.deleted_at.is_(None)
    return [
        prospect.c.org == org,
        prospect.c.id < id_from(int(before.timestamp() * 1000), 0),  # ids tell when they were made
        called & ~lately if were_called else ~called,
        ~exists().where(*became, prospect_merge.c.undone_at.is_(None)),
        ~exists().where(*met, touch.c.occurred_at >= before),
        ~exists().where(*planned, *is_open, follow_up.c.due_at >= before),
    ]


def _made_at(record_id: str) -> datetime:
    milliseconds = int(record_id.replace("-", "")[:12], 16)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
