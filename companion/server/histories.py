"""Who wrote what of a record, and when: its lines of the change log, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from companion.server.kept import portions
from companion.server.tables import change_log, user
from companion.wire.messages import ChangeOutcome

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from companion.wire.records import Fields

NOBODY = "the server"
"""Who wrote what no person did: an import, a command."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a record that was taken: the fields it wrote, by whom, when."""

    record_id: str
    seq: int
    op: str
    fields: Fields
    who: str
    at: datetime


def entries_of(cx: Connection, org: str, entity: str, ids: Collection[str]) -> list[Entry]:
    """Return every change of these records, the oldest first."""
    log = change_log.c
    query = (
        select(change_log, user.c.name.label("who"))
        .outerjoin(user, and_(user.c.org == org, user.c.id == log.actor_id))
        .where(log.org == org, log.entity == entity)
        .where(log.outcome != ChangeOutcome.REJECTED.value)
    )
    rows: list[Any] = []
    for some in portions(ids):
        rows += cx.execute(query.where(log.entity_id.in_(some))).all()
    return [
        Entry(row.entity_id, row.seq, row.op, row.fields or {}, row.who or NOBODY, row.received_at)
        for row in sorted(rows, key=lambda row: row.seq)
    ]
