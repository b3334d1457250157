"""Access taken away: a prospect and all that hangs on them leave this laptop.

What was entered here and not sent yet stays in the outbox: the server takes what was made while
the prospect was this person's, and the rest can still be read and exported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from companion.domain.changes import Changes
from companion.store.meta import write_meta
from companion.store.projections import portions, project_records, settle
from companion.store.tables import RECORD_TABLES, double, import_effect, outbox
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def withdraw(cx: Connection, prospect_ids: Sequence[str]) -> Changes:
    """Drop the records of these prospects, their history here and what was acknowledged."""
    changes = Changes()
    for entity, table in RECORD_TABLES.items():
        field = ENTITIES[entity].prospect_field
        if field is None:
            continue
        ids: list[str] = []
        for some in portions(prospect_ids):
            ids += cx.scalars(select(table.c.id).where(table.c[field].in_(some)))
        for some in portions(ids):
            cx.execute(delete(table).where(table.c.id.in_(some)))
            _drop_history(cx, entity, some)
        settle(cx, entity, ids)
        changes |= Changes.of(entity, *ids)
    if prospect_ids:
        write_meta(cx, has_traces=True)
    return changes


def let_go(cx: Connection, entity: str, ids: Sequence[str]) -> None:
    """Drop the last copies of records that a snapshot did not have and no edit speaks for now.

    Such a record is deleted or another's; the laptop cannot tell which. While an edit of it is on
    its way the server may yet revive it. Once that is refused, only what was entered here stays,
    in the outbox, as after access was taken away.
    """
    table, edits = RECORD_TABLES[entity], outbox.c
    for some in portions(ids):
        waiting = select(edits.entity_id).where(
            edits.entity == entity, edits.entity_id.in_(some), edits.state == "pending"
        )
        is_unheard_of = table.c.is_gone & (table.c.rev == 0) & table.c.id.not_in(waiting)
        dropped = update(table).where(table.c.id.in_(some), is_unheard_of)
        cx.execute(dropped.values(base=None, is_gone=False))
        project_records(cx, entity, some)


def about_whom(cx: Connection, entity: str, ids: Sequence[str]) -> set[str]:
    """Return the prospects that these records hang on, as far as they are here."""
    table, field = RECORD_TABLES[entity], ENTITIES[entity].prospect_field
    if field is None:
        return set()
    query = select(table.c[field])
    return {who for some in portions(ids) for who in cx.scalars(query.where(table.c.id.in_(some)))}


def _drop_history(cx: Connection, entity: str, ids: Sequence[str]) -> None:
    mine = outbox.c.entity == entity, outbox.c.entity_id.in_(ids)
    cx.execute(delete(outbox).where(*mine, outbox.c.state == "acked"))
    cx.execute(delete(double).where(double.c.entity == entity, double.c.entity_id.in_(ids)))
    cx.execute(delete(import_effect).where(import_effect.c.record_id.in_(ids)))
