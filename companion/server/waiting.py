"""What waits for marketing's decision: kept up with every write, so no view has to look for it.

An objection waits from the moment its call reaches the server until a decision names it; it waits
again when that decision is taken back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, select

from companion.server.among import is_among
from companion.server.desk_tables import decided_objection, waiting_objection
from companion.server.kept import portions
from companion.server.record_tables import call, objection, promise_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Select

    from companion.server.kept import Kept
    from companion.wire.records import Record

Written = tuple["Kept", "Record", bool]
"""A record as it was written, its noun, and whether it is new."""


def note_written(cx: Connection, org: str, written: Sequence[Written]) -> None:
    """Take note of objections and decisions that a transaction has written."""
    decisions = [each for each in written if each[0].entity == "decision"]
    objections = [each for each in written if each[0].entity == "objection"]
    concerned = {each[0].id for each in objections if not each[2]}
    concerned |= _note_decisions(cx, org, decisions)
    for some in portions(concerned):
        mine = waiting_objection.c.org == org, waiting_objection.c.objection_id.in_(some)
        cx.execute(delete(waiting_objection).where(*mine))
    for some in portions(concerned | {each[0].id for each in objections}):
        cx.execute(_add_undecided(cx.dialect.name), {"mine": org, "ids": some})


def _note_decisions(cx: Connection, org: str, written: Sequence[Written]) -> set[str]:
    """Keep which objections each decision names; return those named before or now."""
    named: set[str] = set()
    for kept, record, is_new in written:
        mine = decided_objection.c.org == org, decided_objection.c.decision_id == kept.id
        if not is_new:
            named |= set(cx.scalars(select(decided_objection.c.objection_id).where(*mine)))
            cx.execute(delete(decided_objection).where(*mine))
        about: Iterable[str] = () if kept.deleted_at else getattr(record, "objection_ids", ())
        rows: list[dict[str, Any]] = [
            {"org": org, "decision_id": kept.id, "objection_id": each}
            for each in dict.fromkeys(about)
        ]
        if rows:
            cx.execute(insert(decided_objection), rows)
        named |= {row["objection_id"] for row in rows}
    return named


@cache
def _add_undecided(dialect: str) -> Any:
    """Add rows for the inbox of the objections ``ids``: live ones that no decision names."""
    return insert(waiting_objection).from_select(list(waiting_objection.c), _undecided(dialect))


def _undecided(dialect: str) -> Select[Any]:
    org: Any = bindparam("mine")
    version_id = func.coalesce(objection.c.promise_version_id, call.c.promise_version_id)
    is_decided = exists().where(
        decided_objection.c.org == org, decided_objection.c.objection_id == objection.c.id
    )
    return (
        select(
            objection.c.org,
            objection.c.id,
            promise_version.c.promise_id,
            objection.c.category,
            call.c.started_at,
        )
        .join(call, and_(call.c.org == org, call.c.id == objection.c.call_id))
        .outerjoin(
            promise_version, and_(promise_version.c.org == org, promise_version.c.id == version_id)
        )
        .where(objection.c.org == org, is_among(dialect, objection.c.id, "ids"))
        .where(objection.c.deleted_at.is_(None), ~is_decided)
    )
