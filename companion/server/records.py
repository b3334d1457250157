"""Putting records: what pages, imports and the demo write, through the change log like a push."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.server.edits import server_edit
from companion.server.kept import portions
from companion.server.ledgers import Ledger
from companion.server.merging import is_same
from companion.wire.messages import Operation
from companion.wire.records import entity_of, to_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.wire.records import Fields, Record

BATCH = 1_000
"""How many records are written together; keeps a large import's memory even."""


def put_record(
    cx: Connection, org: str, record: Record, actor_id: str | None, now: datetime
) -> int:
    """Write one record as it shall be: create it, or change the fields that differ.

    Takes the counter's lock first. Returns how many records changed: 1, or 0 when it stood so.

    Raises:
        RejectedError: the record breaks a rule; nothing was written.
    """
    return put_records(cx, org, (record,), actor_id, now)


def put_records(
    cx: Connection, org: str, records: Sequence[Record], actor_id: str | None, now: datetime
) -> int:
    """Write many records, parents first. Returns how many changed.

    Raises:
        RejectedError: a record breaks a rule; the caller's transaction must be rolled back.
    """
    return _enter_all(cx, org, [_putting(record, actor_id, now) for record in records])


def patch_records(
    cx: Connection,
    org: str,
    patches: Iterable[tuple[str, str, Fields]],
    actor_id: str | None,
    now: datetime,
) -> int:
    """Change fields of records that exist, each as ``(entity, id, fields)``.

    Returns how many records changed.

    Raises:
        RejectedError: a change breaks a rule; the caller's transaction must be rolled back.
    """
    return _enter_all(
        cx,
        org,
        [server_edit(entity, id_, Operation.PATCH, f, actor_id, now) for entity, id_, f in patches],
    )


def delete_record(
    cx: Connection, org: str, entity: str, record_id: str, actor_id: str | None, now: datetime
) -> None:
    """Leave a tombstone where a record was.

    Raises:
        RejectedError: there is no such record, or it may not go.
    """
    delete_records(cx, org, [(entity, record_id)], actor_id, now)


def delete_records(
    cx: Connection,
    org: str,
    gone: Iterable[tuple[str, str]],
    actor_id: str | None,
    now: datetime,
) -> None:
    """Leave tombstones where records were, each given as ``(entity, id)``, children first.

    Raises:
        RejectedError: there is no such record, or one may not go; roll back.
    """
    edits = [server_edit(entity, id_, Operation.DELETE, {}, actor_id, now) for entity, id_ in gone]
    ledger = Ledger(cx, org)
    for some in portions(edits, BATCH):
        ledger.surroundings.prepare(some)
        for edit in some:
            ledger.enter(edit)
        ledger.flush()


def _putting(record: Record, actor_id: str | None, now: datetime) -> Edit:
    entity, fields = entity_of(record).name, to_fields(record)
    return server_edit(entity, record.id, Operation.CREATE, fields, actor_id, now, record)


def _enter_all(cx: Connection, org: str, edits: Sequence[Edit]) -> int:
    ledger = Ledger(cx, org)
    changed = 0
    for some in portions(edits, BATCH):
        ledger.surroundings.prepare(some)
        for edit in some:
            before = ledger.surroundings.kept(edit.entity, edit.id)
            if (wanted := _what_differs(edit, before)) is not None:
                ledger.enter(wanted)
                changed += 1
        ledger.flush()
    return changed


def _what_differs(edit: Edit, before: Kept | None) -> Edit | None:
    if before is None:
        return edit
    current = before.all_fields
    fields = {
        name: value
        for name, value in edit.fields.items()
        if name not in current or not is_same(current[name], value)
    }
    if not fields and before.deleted_at is None:
        return None
    return replace(edit, op=Operation.PATCH, fields=fields)
