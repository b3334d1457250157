"""Standing orders: what an admin wants written to a folder again and again, and when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem, needs_text
from companion.server.export_tables import export_order
from companion.server.exports.layouts import LAYOUTS
from companion.server.tables import org_sync

if TYPE_CHECKING:
    from sqlalchemy import Connection


EVERY = (1, 6, 24, 168)
"""The hours an order may wait between two looks."""

MOST = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin orders. ``with_all`` begins with every call there is, not with the next."""

    name: str
    layout: str
    owner_id: str | None
    campaign_id: str | None
    every_hours: int
    with_all: bool


def add_order(
    cx: Connection, org: str, order_id: str, wish: Wish, made_by: str, now: datetime
) -> None:
    """Add an order; the same one sent twice is added once.

    Raises:
        RejectedError: ``invalid``, with a problem per field, or ``too_many``.
    """
    problems = needs_text("name", wish.name, "the export a name", 60)
    if wish.layout not in LAYOUTS:
        problems.append(Problem("layout", "invalid", "Please choose for which CRM it is."))
    if wish.every_hours not in EVERY:
        problems.append(Problem("every", "invalid", "Please choose how often it is written."))
    if not is_record_id(order_id) or problems:
        sentence = problems[0].sentence if problems else "Please open the page again."
        raise RejectedError(sentence, problems=problems)
    there = set(cx.scalars(select(export_order.c.id).where(export_order.c.org == org)))
    if order_id in there:
        return
    if len(there) >= MOST:
        raise RejectedError(f"At most {MOST} exports fit. Please delete one first.", "too_many")
    seq = cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == org))
    cx.execute(
        insert(export_order).values(
            org=org,
            id=order_id,
            name=wish.name.strip(),
            layout=wish.layout,
            owner_id=wish.owner_id,
            campaign_id=wish.campaign_id,
            every_hours=wish.every_hours,
            is_paused=False,
            mark=0 if wish.with_all else seq,
            next_at=now,
            last_at=None,
            last_sentence="",
            made_by=made_by,
            made_at=now,
        )
    )


def due_orders(cx: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return the orders that are due, as ``(org, id)``."""
    columns = export_order.c
    query = select(columns.org, columns.id).where(columns.next_at <= now, ~columns.is_paused)
    return [(row.org, row.id) for row in cx.execute(query.order_by(columns.next_at))]


def claim_order(cx: Connection, org: str, order_id: str, now: datetime) -> bool:
    """Put an order's next run off and tell whether this caller did: of several, one runs it."""
    row = cx.execute(select(export_order).where(*of_order(org, order_id)).with_for_update()).first()
    if row is None or row.is_paused or row.next_at > now:
        return False
    following = now + timedelta(hours=row.every_hours)
    cx.execute(update(export_order).where(*of_order(org, order_id)).values(next_at=following))
    return True


def note_run(cx: Connection, org: str, order_id: str, sentence: str, now: datetime) -> None:
    """Note what came of the last run of an order."""
    values = {"last_at": now, "last_sentence": sentence}
    cx.execute(update(export_order).where(*of_order(org, order_id)).values(**values))


def of_order(org: str, order_id: str) -> tuple[Any, ...]:
    """Return the conditions that find one order."""
    return export_order.c.org == org, export_order.c.id == order_id
