"""Somebody was erased on the server: nothing of them may stay here, sent or unsent.

Only their id stays, so that a form that is still open cannot bring them back. What was entered
about them and not sent yet goes, too; one line on the sync page says that it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, text

from companion.domain.changes import Changes
from companion.domain.ids import new_id
from companion.store.barred_numbers import keep_objection
from companion.store.meta import write_meta
from companion.store.projections import portions, settle
from companion.store.tables import (
    RECORD_TABLES,
    double,
    draft,
    erased_prospect,
    outbox,
    staged_record,
    unknown_record,
)
from companion.wire.messages import Operation, RejectionCode
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

REFUSED = (
    "This person's data was erased on the server. What you had entered about them and not sent "
    "was not taken, and is not kept here either."
)


def erase(cx: Connection, prospect_ids: Sequence[str]) -> Changes:
    """Drop everything about these prospects, and note that its traces must go from the files."""
    changes = Changes()
    for prospect_id in prospect_ids:
        changes |= _erase(cx, prospect_id)
    if prospect_ids:
        write_meta(cx, has_traces=True)
    return changes


def is_erased(cx: Connection, prospect_id: str) -> bool:
    """Tell whether a prospect was erased: nothing may be kept about them."""
    query = select(erased_prospect.c.id).where(erased_prospect.c.id == prospect_id)
    return cx.scalar(query) is not None


def drop_pieces(cx: Connection) -> None:
    """Leave no word of what was deleted in the parts of the search that wait to be merged."""
    for name in ("search_gram", "answer_word"):
        cx.execute(text(f"INSERT INTO {name}({name}) VALUES ('optimize')"))  # noqa: S608 - our own


def _erase(cx: Connection, prospect_id: str) -> Changes:
    changes = Changes.of("draft", prospect_id)
    keep_objection(cx, prospect_id)
    gone = [prospect_id, *_edited(cx, prospect_id)]
    for entity, table in RECORD_TABLES.items():
        field = ENTITIES[entity].prospect_field
        if field is None:
            continue
        ids = list(cx.scalars(select(table.c.id).where(table.c[field] == prospect_id)))
        for some in portions(ids):
            cx.execute(delete(table).where(table.c.id.in_(some)))
        settle(cx, entity, ids)
        changes |= Changes.of(entity, *ids)
        gone += ids
    cx.execute(delete(draft).where(draft.c.prospect_id == prospect_id))
    for table in (staged_record, unknown_record):
        about = or_(table.c.id == prospect_id, func.instr(table.c.data, prospect_id) > 0)
        cx.execute(delete(table).where(about))
    changes |= _drop_edits(cx, prospect_id, gone)
    if not is_erased(cx, prospect_id):
        cx.execute(insert(erased_prospect).values(id=prospect_id))
    return changes


def _edited(cx: Connection, prospect_id: str) -> list[str]:
    """Return the records whose making here named the prospect, also if they are shown no more."""
    named = func.json_extract(outbox.c.fields, "$.prospect_id") == prospect_id
    return list(cx.scalars(select(outbox.c.entity_id).where(named).distinct()))


def _drop_edits(cx: Connection, prospect_id: str, record_ids: Sequence[str]) -> Changes:
    """Drop the edits of these records; if one was not settled, a line without values says so."""
    unsettled, dropped = [], []
    for some in portions(list(dict.fromkeys(record_ids))):
        mine = outbox.c.entity_id.in_(some)
        query = select(outbox.c.change_id, outbox.c.state, outbox.c.client_at).where(mine)
        for row in cx.execute(query):
            dropped.append(row.change_id)
            if row.state != "acked":
                unsettled.append(row.client_at)
        cx.execute(delete(outbox).where(mine))
        cx.execute(delete(double).where(double.c.entity_id.in_(some)))
    changes = Changes.of("outbox", *dropped)
    if not unsettled:
        return changes
    told = {
        "change_id": new_id(),
        "entity": "prospect",
        "entity_id": prospect_id,
        "op": Operation.DELETE.value,
        "base_rev": 0,
        "fields": "{}",
        "client_at": max(unsettled),
        "state": "rejected",
        "code": RejectionCode.ERASED.value,
        "message": REFUSED,
    }
    cx.execute(insert(outbox).values(told))
    return changes | Changes.of("outbox", str(told["change_id"]))
