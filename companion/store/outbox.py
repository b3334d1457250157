"""What this laptop has to tell the server: every edit, in order, until it is settled.

An entry is ``pending`` until the server answered it by its change id; then it is ``acked`` and
kept as history, or ``rejected`` and waits for the person (``attention.py``); ``settlements.py``
says which. Entries are the only place where an unsent edit lives; the typed columns only show it
(``projections.py``).
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, func, insert, select, update

from companion.domain.changes import Changes
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.store.moments import moment_text, read_moment
from companion.store.projections import insert_new, portions, project_records
from companion.store.tables import RECORD_TABLES, double, outbox
from companion.wire.messages import BYTES_PER_CHANGE, Change, Operation
from companion.wire.records import ENTITIES, entity_of, parse_json, to_fields, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from companion.wire.records import Fields, Record

KEPT_FOR = timedelta(days=35)
"""How long an acknowledged edit is kept, so that a server restored from a backup gets it back."""

_ENVELOPE = 300
"""Bytes that a change takes on the wire besides its fields, rounded up."""

LONGEST_WAIT = 3600.0
"""Seconds after which an edit that the server put off is tried again, whatever it asked for."""


def add_change(
    cx: Connection, entity: str, record_id: str, op: Operation, fields: Fields, now: datetime
) -> Changes:
    """Put one edit into the outbox and show it at once, in the caller's transaction.

    Raises:
        RejectedError: ``too_large``: no server would take it.
    """
    return add_changes(cx, entity, op, [(record_id, fields)], now)


def add_changes(
    cx: Connection,
    entity: str,
    op: Operation,
    edits: Sequence[tuple[str, Fields]],
    now: datetime,
) -> Changes:
    """Put the same kind of edit for many records of one entity into the outbox.

    Raises:
        RejectedError: ``too_large``: no server would take one of them.
    """
    if not edits:
        return Changes()
    ids = [record_id for record_id, _ in edits]
    revs = {} if op is Operation.CREATE else revisions(cx, entity, ids)
    at = moment_text(now)
    rows = [
        {
            "change_id": new_id(),
            "entity": entity,
            "entity_id": record_id,
            "op": op.value,
            "base_rev": revs.get(record_id, 0),
            "fields": written(fields),
            "client_at": at,
            "state": "pending",
        }
        for record_id, fields in edits
    ]
    cx.execute(insert(outbox), rows)
    if op is Operation.CREATE:
        insert_new(cx, entity, edits)
    else:
        project_records(cx, entity, ids)
    return Changes.of(entity, *ids)


def add_records(cx: Connection, records: Iterable[Record], now: datetime) -> Changes:
    """Put new records, parents first, into the outbox."""
    edits: dict[str, list[tuple[str, Fields]]] = defaultdict(list)
    for record in records:
        edits[entity_of(record).name].append((record.id, to_fields(record)))
    changes = Changes()
    for entity in ENTITIES:
        changes |= add_changes(cx, entity, Operation.CREATE, edits[entity], now)
    return changes


def pending_changes(cx: Connection, now: datetime, count: int, size: int) -> list[Change]:
    """Return the next edits to send, oldest first: at most ``count`` and ``size`` bytes of JSON.

    An edit waits behind an earlier one of its record that was refused or told to wait, and behind
    the making of a record it refers to. One edit is returned even if it is too big.
    """
    taken: list[Change] = []
    room = size
    for row, fields in _sendable(cx, now):
        room -= len(row.fields.encode()) + _ENVELOPE
        if len(taken) == count or (taken and room < 0):
            break
        taken.append(change_of(row, fields))
    return taken


def reopen_acked(cx: Connection, began: int | None = 0) -> Changes:
    """Send what was acknowledged once more, after a server lost some of it (sync.md 3.8).

    All that is still here, however old: a laptop may hear of the restore months after it.

    The server knows by the change ids what it still has. Revisions above ``began``, where its new
    epoch began, are those of another log: an edit based on one knows nothing later than ``began``.
    None means that the log is the same as far as anybody knows, so every base stands.
    """
    is_acked = outbox.c.state == "acked"
    rows = cx.execute(select(outbox.c.entity, outbox.c.entity_id).where(is_acked).distinct()).all()
    cx.execute(
        update(outbox).where(is_acked).values(state="pending", acked_seq=None, acked_at=None)
    )
    if began is not None:
        unknown = outbox.c.state != "acked", outbox.c.base_rev > began
        cx.execute(update(outbox).where(*unknown).values(base_rev=began))
    by_entity: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_entity[row.entity].append(row.entity_id)
    changes = Changes()
    for entity, ids in by_entity.items():
        project_records(cx, entity, ids)
        changes |= Changes.of(entity, *ids)
    return changes


def forget_acked(cx: Connection, now: datetime) -> None:
    """Drop the history that no restored server will be told again (``KEPT_FOR``)."""
    is_old = outbox.c.state == "acked", outbox.c.acked_at <= moment_text(now - KEPT_FOR)
    cx.execute(delete(outbox).where(*is_old, outbox.c.losers.is_(None)))


def unsent_count(cx: Connection) -> int:
    """Count the edits that the server has not answered yet."""
    return waiting_counts(cx)[0]


def attention_count(cx: Connection) -> int:
    """Count the edits that a person must look at: refused, or set aside for another's value."""
    return waiting_counts(cx)[1]


def waiting_counts(cx: Connection) -> tuple[int, int]:
    """Return the unsent edits and those that need a look, counted in one statement."""
    unsent, attention = cx.execute(_counts()).one()
    return unsent, attention


@cache
def _counts() -> Select[Any]:
    def counted(*conditions: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(outbox).where(*conditions).scalar_subquery()

    known = outbox.c.state != "acked"  # as the index says it
    doubles = select(func.count()).select_from(double).scalar_subquery()
    refused = counted(outbox.c.state == "rejected", known)
    set_aside = counted(outbox.c.losers.is_not(None))
    return select(counted(outbox.c.state == "pending", known), refused + set_aside + doubles)


def change_of(row: Row[Any], fields: Fields) -> Change:
    """Build the message that an entry is sent as."""
    return Change.model_construct(  # checked when it was entered, and again by the server
        change_id=row.change_id,
        entity=row.entity,
        id=row.entity_id,
        op=Operation(row.op),
        base_rev=row.base_rev,
        fields=fields,
        client_at=read_moment(row.client_at),
    )


def written(fields: Fields) -> str:
    """Write an edit's fields as the outbox keeps them.

    Raises:
        RejectedError: ``too_large``: no server would take it.
    """
    text = write_json(fields)
    if len(text) + _ENVELOPE > BYTES_PER_CHANGE:
        sentence = "This is more text than can be sent at once. Please shorten it and save again."
        raise RejectedError(sentence, "too_large")
    return text.decode()


def revisions(cx: Connection, entity: str, ids: Sequence[str]) -> dict[str, int]:
    """Return the revision of the server's copy of each record that has one."""
    table = RECORD_TABLES[entity]
    found: dict[str, int] = {}
    for portion in portions(ids):
        query = select(table.c.id, table.c.rev).where(table.c.id.in_(portion))
        found.update({row.id: row.rev for row in cx.execute(query)})
    return found


def _sendable(cx: Connection, now: datetime) -> Iterator[tuple[Row[Any], Fields]]:
    """Walk the pending edits in order, past those that must wait for an earlier one.

    A wait longer than any that is ever set comes from a clock that was wrong, and is over.
    """
    soonest, latest = moment_text(now), moment_text(now + timedelta(seconds=LONGEST_WAIT))
    held: set[tuple[str, str]] = set()
    unborn: set[str] = set()
    query = select(outbox).where(outbox.c.state != "acked").order_by(outbox.c.n)
    with closing(cx.execute(query)) as rows:
        for row in rows:
            fields = cast("Fields", parse_json(row.fields))
            waits = row.state == "rejected" or soonest < (row.next_at or "") <= latest
            behind = (row.entity, row.entity_id) in held
            if not (waits or behind or _refers_to(row.entity, fields, unborn)):
                yield row, fields
                continue
            held.add((row.entity, row.entity_id))
            if row.op == Operation.CREATE:
                unborn.add(row.entity_id)


def _refers_to(entity: str, fields: Fields, unborn: set[str]) -> bool:
    if not unborn or entity not in ENTITIES:
        return False
    return any(fields.get(name) in unborn for name in ENTITIES[entity].references)
