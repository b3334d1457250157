"""What a person must look at: edits that were refused, or that lost to somebody else's value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, or_, select, update

from companion.domain.changes import Changes
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.store.doubles import all_doubles, double_of, drop_double, losers_of
from companion.store.moments import moment_text, read_moment
from companion.store.outbox import add_change, change_of, revisions, written
from companion.store.projections import portions, project_records
from companion.store.tables import RECORD_TABLES, outbox
from companion.wire.messages import Change, Loser, Operation
from companion.wire.records import ENTITIES, parse_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.wire.records import Fields


DELETED = "is_deleted"
"""The name under which a deletion is listed among the values that lost."""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """An edit that is not settled, or whose ``losers`` were entered but not kept.

    ``state`` is ``pending``, ``rejected`` or, with losers, ``acked``. ``prospect_id`` is empty
    for an edit that is about nobody.
    """

    change: Change
    state: str
    prospect_id: str = ""
    code: str = ""
    message: str = ""
    losers: tuple[Loser, ...] = ()


def outbox_lines(cx: Connection) -> list[OutboxEntry]:
    """Return every edit that is unsent, refused or doubled, oldest first."""
    query = select(outbox).where(or_(outbox.c.state != "acked", outbox.c.losers.is_not(None)))
    rows = cx.execute(query.order_by(outbox.c.n)).all()
    about = _prospects_of(cx, rows)
    entries = [_entry(row, about.get(row.n, "")) for row in rows]
    return entries + [_double_entry(cx, row) for row in all_doubles(cx)]


def read_entry(cx: Connection, change_id: str) -> OutboxEntry:
    """Return one entry by its change id.

    Raises:
        RejectedError: ``unknown_change``: it is not there any more.
    """
    if (other := double_of(cx, change_id)) is not None:
        return _double_entry(cx, other)
    row = _row(cx, change_id)
    return _entry(row, _prospects_of(cx, [row]).get(row.n, ""))


def resend(cx: Connection, change_id: str, fields: Fields | None, now: datetime) -> Changes:
    """Send a refused edit once more, mended, or enter a lost value again as a new edit.

    ``fields`` replaces what was entered; None keeps it. A refused edit keeps its place, so that
    later edits of its record still come after it, and gets a new change id, because the server
    remembers the old one as refused.
    """
    if (other := double_of(cx, change_id)) is not None:
        drop_double(cx, change_id)
        return _enter_again(cx, other.entity, other.entity_id, fields or {}, now)
    row = _row(cx, change_id)
    given = cast("Fields", parse_json(row.fields)) if fields is None else fields
    if row.state == "acked":
        cx.execute(update(outbox).where(outbox.c.n == row.n).values(losers=None))
        return _enter_again(cx, row.entity, row.entity_id, given, now)
    revs = revisions(cx, row.entity, [row.entity_id])
    values = {
        "change_id": new_id(),
        "fields": written(given),
        "base_rev": 0 if row.op == Operation.CREATE else revs.get(row.entity_id, 0),
        "client_at": moment_text(now),
        "state": "pending",
        "next_at": None,
        "code": None,
        "message": None,
    }
    cx.execute(update(outbox).where(outbox.c.n == row.n).values(**values))
    project_records(cx, row.entity, [row.entity_id])
    return Changes.of(row.entity, row.entity_id) | Changes.of("outbox", change_id)


def discard(cx: Connection, change_id: str) -> Changes:
    """Give up a refused edit, or a value that lost; the record shows what the server has.

    Giving up the making of a record gives up every later edit of it too.

    Raises:
        RejectedError: ``not_refused``: it may still reach the server, so it must not be dropped.
    """
    if double_of(cx, change_id) is not None:
        drop_double(cx, change_id)
        return Changes.of("outbox", change_id)
    row = _row(cx, change_id)
    if row.state == "pending":
        raise RejectedError("This is still being sent. Please try again later.", "not_refused")
    if row.state == "acked":
        cx.execute(update(outbox).where(outbox.c.n == row.n).values(losers=None))
        return Changes.of("outbox", change_id)
    if row.op == Operation.CREATE:
        later = delete(outbox).where(
            outbox.c.entity == row.entity,
            outbox.c.entity_id == row.entity_id,
            outbox.c.state != "acked",
        )
        cx.execute(later)
    else:
        cx.execute(delete(outbox).where(outbox.c.n == row.n))
    project_records(cx, row.entity, [row.entity_id])
    return Changes.of(row.entity, row.entity_id) | Changes.of("outbox", change_id)


def _enter_again(
    cx: Connection, entity: str, record_id: str, fields: Fields, now: datetime
) -> Changes:
    """Enter what lost as a new edit like any other; what lost may be a deletion."""
    fields = dict(fields)
    if fields.pop(DELETED, None):
        return add_change(cx, entity, record_id, Operation.DELETE, {}, now)
    return add_change(cx, entity, record_id, Operation.PATCH, fields, now)


def _double_entry(cx: Connection, row: Row[Any]) -> OutboxEntry:
    field = ENTITIES[row.entity].prospect_field if row.entity in ENTITIES else None
    who = ""
    if field is not None:
        table = RECORD_TABLES[row.entity]
        who = cx.scalar(select(table.c[field]).where(table.c.id == row.entity_id)) or ""
    change = Change(
        change_id=row.change_id,
        entity=row.entity,
        id=row.entity_id,
        op=Operation.PATCH,
        base_rev=0,
        fields={},
        client_at=read_moment(row.entered_at),
    )
    return OutboxEntry(change, "acked", who, losers=losers_of(row))


def _row(cx: Connection, change_id: str) -> Row[Any]:
    row = cx.execute(select(outbox).where(outbox.c.change_id == change_id)).one_or_none()
    if row is None:
        raise RejectedError("This change is not waiting any more.", "unknown_change")
    return row


def _prospects_of(cx: Connection, rows: Sequence[Row[Any]]) -> dict[int, str]:
    """Return whom each entry is about, by its number.

    A patch does not say it itself, and a record that was taken back is said only by its creation.
    """
    found: dict[int, str] = {}
    by_entity: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_entity[row.entity][row.entity_id].append(row.n)
    for entity, numbers in by_entity.items():
        field = ENTITIES[entity].prospect_field if entity in ENTITIES else None
        if field is None:
            continue
        found.update(_said_by_creations(rows, field, numbers))
        table = RECORD_TABLES[entity]
        for portion in portions(list(numbers)):
            query = select(table.c.id, table.c[field].label("who")).where(table.c.id.in_(portion))
            for record in cx.execute(query):
                found.update(dict.fromkeys(numbers[record.id], record.who or ""))
    return found


def _said_by_creations(
    rows: Sequence[Row[Any]], field: str, numbers: dict[str, list[int]]
) -> dict[int, str]:
    found: dict[int, str] = {}
    for row in rows:
        fields = cast("Fields", parse_json(row.fields)) if row.entity_id in numbers else {}
        who = fields.get(field)
        if isinstance(who, str):
            found.update(dict.fromkeys(numbers[row.entity_id], who))
    return found


def _entry(row: Row[Any], prospect_id: str) -> OutboxEntry:
    losers = cast("list[object]", parse_json(row.losers)) if row.losers else []
    return OutboxEntry(
        change=change_of(row, cast("Fields", parse_json(row.fields))),
        state=row.state,
        prospect_id=prospect_id,
        code=row.code or "",
        message=row.message or "",
        losers=tuple(Loser.model_validate(each) for each in losers),
    )
