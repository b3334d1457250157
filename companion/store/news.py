"""What marketing decided about objections this rep reported, and which of it was read here.

Decisions come to every laptop; whose they are follows from the calls their objections were heard
on, which only the rep's own laptop has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.dialects.sqlite import insert

from companion.domain.errors import RejectedError
from companion.store.campaigns import live_records
from companion.store.moments import moment_text, read_moment
from companion.store.tables import RECORD_TABLES, decision_read

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.answers import Decision

_HEARD = text(
    "SELECT o.id FROM json_each(:ids) AS told JOIN objection AS o ON o.id = told.value "
    "JOIN call AS c ON c.id = o.call_id "
    "WHERE o.is_live AND (:user_id IS NULL OR c.rep_id = :user_id) ORDER BY o.id"
)


def read_decision(cx: Connection, decision_id: str) -> Decision:
    """Return one decision.

    Raises:
        RejectedError: ``gone``: it is not here any more.
    """
    found: list[Decision] = live_records(
        cx, "decision", RECORD_TABLES["decision"].c.id == decision_id
    )
    if not found:
        raise RejectedError("This answer from marketing is not here any more.", "gone")
    return found[0]


def own_objection_ids(cx: Connection, decision: Decision, user_id: str | None) -> list[str]:
    """Return those of a decision's objections that this rep reported, oldest first."""
    ids = select(RECORD_TABLES["decision"].c.objection_ids).where(
        RECORD_TABLES["decision"].c.id == decision.id
    )
    return list(cx.scalars(_HEARD, {"ids": cx.scalar(ids) or "[]", "user_id": user_id}))


def read_mark(cx: Connection, decision_id: str) -> datetime | None:
    """Return when a decision was read here, None if it was not yet."""
    marked = cx.scalar(
        select(decision_read.c.read_at).where(decision_read.c.decision_id == decision_id)
    )
    return read_moment(marked) if marked else None


def mark_read(cx: Connection, decision_id: str, now: datetime) -> bool:
    """Note that a decision was read; the first time stays. Tells whether this was the first."""
    into = insert(decision_read).on_conflict_do_nothing()
    row = {"decision_id": decision_id, "read_at": moment_text(now)}
    return bool(cx.execute(into, row).rowcount)
