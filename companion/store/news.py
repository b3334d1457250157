"""What marketing decided about objections this rep reported, and which of it was read here.

Decisions come to every laptop; whose they are follows from the calls their objections were heard
on, which only the rep's own laptop has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text
from sqlalchemy.dialects.sqlite import insert

from companion.domain.errors import RejectedError
from companion.store.campaigns import live_records
from companion.store.columns import moment_text, read_moment
from companion.store.tables import RECORD_TABLES, decision_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.domain.answers import Decision

_NEWS = text(
    # Ids count up in time, and with max() SQLite takes the verbatim from the same row.
    "SELECT d.id, d.kind, d.decided_at, d.promise_version_id, count(*) AS heard, max(o.id), "
    "o.verbatim, o.promise_version_id AS heard_on, r.read_at, v.number FROM decision AS d "
    "LEFT JOIN decision_read AS r ON r.decision_id = d.id "
    "LEFT JOIN promise_version AS v ON v.id = d.promise_version_id "
    "JOIN json_each(d.objection_ids) AS told JOIN objection AS o ON o.id = told.value "
    "JOIN call AS c ON c.id = o.call_id "
    "WHERE d.is_live AND d.decided_at >= :since AND o.is_live "
    "AND (:user_id IS NULL OR c.rep_id = :user_id) AND (:is_all OR r.read_at IS NULL) "
    "GROUP BY d.id ORDER BY d.decided_at DESC, d.id LIMIT :most"
)
_HEARD = text(
    "SELECT o.id FROM json_each(:ids) AS told JOIN objection AS o ON o.id = told.value "
    "JOIN call AS c ON c.id = o.call_id "
    "WHERE o.is_live AND (:user_id IS NULL OR c.rep_id = :user_id) ORDER BY o.id"
)


def news_rows(
    cx: Connection, user_id: str | None, since: datetime, most: int, *, is_all: bool = False
) -> Sequence[Row[Any]]:
    """Return decisions about this rep's objections, newest first; unread ones unless ``is_all``.

    Rows have ``id, kind, decided_at, number, heard, verbatim, heard_on, read_at``: ``number`` is
    that of the new promise version, ``heard`` counts the rep's objections, the verbatim is the
    latest of them and ``heard_on`` the promise version it was heard against.
    """
    asked = {"user_id": user_id, "since": moment_text(since), "most": most, "is_all": is_all}
    return cx.execute(_NEWS, asked).all()


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
