"""Taking a person out of everything that is not a record of theirs, table by table.

Every text and JSON column there is is gone through, so that a table added later cannot be
forgotten. Live records change through the ledger, because laptops have them too; the rest changes
in place. What was published stays word for word: marketing wrote it, and people were shown it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, String, Table, Text, delete, or_, select, update

from companion.server.columns import Moment
from companion.server.exports.rewriting import mark_stale
from companion.server.kept import portions, row_fields
from companion.server.records import patch_records
from companion.server.rights.mentions import Redaction, found_in
from companion.server.tables import RECORD_TABLES, change_log, metadata
from companion.wire.messages import ChangeOutcome
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from companion.server.rights.mentions import Person

ERASED_CODE = "erased"
"""The code of what was emptied in the log, and of edits that come late."""

_EMPTY = {
    "fields": None,
    "prior": None,
    "losers": None,
    "message": None,
    "body_sha256": None,
    "code": ERASED_CODE,
}

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "prospect": ("title", "do_not_call_reason", "notes", "data_source", "legal_basis_note"),
    "touch": ("utm", "landing_page", "form", "list_name"),
    "call": ("notes", "called_despite"),
    "objection": ("verbatim", "behind_it"),
    "follow_up": ("what",),
    "answer": ("says", "reply", "concern", "questions", "proof", "why_changed"),
    "decision": ("note",),
    "proposal": ("wording", "why", "note"),
}
"""Where people write about others. Names and numbers of records are of whom the record is of."""

NOT_GONE_THROUGH = frozenset(
    {"organisation", "user", "account", "device", "enrolment_code", "invitation", "page_session"}
    | {"campaign", "promise", "promise_version", "category", "prospect_key", "heard"}
)
"""People of the company, what marketing published, and what follows from the records."""

_KEPT_BY_ID = frozenset({"change_log", "erased_record", "decided_objection", "draft_reason"})
"""Emptied instead of dropped; and ids alone: how many objections a decision was about."""


_CALLS = {"call": ("id",), "objection": ("call_id",)}
"""Where the id of a call stands that exports tell of."""

_DROPPED = frozenset({"api_answer", "ignored_value"})
"""Rows that are nothing without what they say, or keep its digest: they go whole."""


def empty_log(cx: Connection, org: str, ids: Mapping[str, Sequence[str]]) -> int:
    """Empty every line of the log about these records; that something was done stays."""
    emptied = 0
    for entity, mine in ids.items():
        for some in portions(mine):
            log = change_log.c
            about = log.org == org, log.entity == entity, log.entity_id.in_(some)
            told = or_(log.fields.is_not(None), log.prior.is_not(None), log.message.is_not(None))
            count = cx.execute(update(change_log).where(*about, told).values(_EMPTY)).rowcount
            cx.execute(update(change_log).where(*about).values(_EMPTY))
            emptied += count
    return emptied


def clear_records(
    cx: Connection, org: str, person: Person, actor_id: str | None, now: datetime
) -> int:
    """Take a person out of others' records, when their own are gone; return out of how many."""
    cleared = 0
    told: set[str] = set()
    for entity, names in WRITTEN.items():
        table, patches = RECORD_TABLES[entity], []
        for row in _rows(cx, org, table, (*names, "extra"), person.terms):
            redaction = Redaction(person)
            fields = {**row["extra"], **row_fields(entity, row)}
            written = (*names, *row["extra"])  # what newer laptops wrote as well
            changed = {name: redaction.of(fields[name]) for name in written if name in fields}
            if not redaction.count:
                continue
            cleared += 1
            told |= {row[each] for each in _CALLS.get(entity, ())}
            if row["deleted_at"] is None:
                patches.append((entity, row["id"], changed))
            else:
                extra = {name: changed.pop(name) for name in row["extra"]}
                _write(cx, table, row, {**changed, "extra": extra})
        if patches:
            patch_records(cx, org, patches, actor_id, now)
    mark_stale(cx, org, told)
    return cleared


def clear_the_rest(
    cx: Connection, org: str, person: Person, prospect_ids: Sequence[str]
) -> dict[str, int]:
    """Take a person out of the texts of every other table.

    A row whose texts name the person's id is about them, as a message to another program may be,
    and keeps none of its texts. Returns in how many rows of which table something was found.
    """
    counts: dict[str, int] = defaultdict(int)
    for table in metadata.sorted_tables:
        if table.name in NOT_GONE_THROUGH or table.name in RECORD_TABLES:
            continue
        counts[table.name] += _clear_table(cx, org, table, person, prospect_ids)
    return {name: count for name, count in counts.items() if count}


def drop_rows(cx: Connection, org: str, ids: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Drop the rows of other tables that are of these records, by how such columns are called."""
    counts: dict[str, int] = defaultdict(int)
    for table in reversed(metadata.sorted_tables):
        if table.name in RECORD_TABLES or table.name in _KEPT_BY_ID or "org" not in table.c:
            continue
        for entity, mine in ids.items():
            for name in {f"{entity}_id", "record_id", "entity_id"} & {*table.c.keys()}:
                for some in portions(mine):
                    these = table.c.org == org, table.c[name].in_(some)
                    counts[table.name] += cx.execute(delete(table).where(*these)).rowcount
    return {name: count for name, count in counts.items() if count}


def _clear_table(
    cx: Connection, org: str, table: Table, person: Person, prospect_ids: Sequence[str]
) -> int:
    names, cleared = texts_of(table), 0
    about = () if table is change_log else tuple(prospect_ids)
    keys = [each.name for each in table.primary_key if _is_long(each)]
    for row in _rows(cx, org, table, [*names, *keys], [*person.terms, *about]):
        redaction = Redaction(person)
        if table.name in _DROPPED or redaction.of([row[name] for name in keys]) != [
            row[name] for name in keys
        ]:
            cx.execute(delete(table).where(*_this(table, row)))
            cleared += 1
            continue
        changed = {name: redaction.of(row[name]) for name in names}
        if any(each in write_json([row[name] for name in names]).decode() for each in about):
            changed = {name: _emptied(row[name]) for name in names}
        if changed != {name: row[name] for name in names}:
            _write(cx, table, row, changed)
            cleared += 1
    return cleared


def _emptied(value: Any) -> Any:
    return None if value is None else type(value)()


def former_selves(cx: Connection, org: str, prospect_ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return every set of fields that was ever written of these prospects."""
    log, found = change_log.c, []
    for some in portions(prospect_ids):
        about = log.org == org, log.entity == "prospect", log.entity_id.in_(some)
        query = select(log.fields, log.prior).where(*about)
        rows = cx.execute(query.where(log.outcome != ChangeOutcome.REJECTED.value)).all()
        found += [each for row in rows for each in (row.fields, row.prior) if each]
    return found


def _rows(
    cx: Connection, org: str, table: Table, names: Sequence[str], terms: Sequence[str]
) -> list[RowMapping]:
    if not terms or not names:
        return []
    mine = [] if "org" not in table.c else [table.c.org == org]
    either: list[ColumnElement[bool]] = [found_in(table.c[name], terms) for name in names]
    return list(cx.execute(select(table).where(*mine, or_(*either))).mappings())


def texts_of(table: Table) -> list[str]:
    """Return the columns of a table in which people's words can stand."""
    return [each.name for each in table.c if _is_text(each)]


def _is_text(column: Column[Any]) -> bool:
    """Tell whether people's words can stand in a column; ids and the product's own are short."""
    if isinstance(column.type, Moment) or column.primary_key:
        return False
    if isinstance(column.type, JSON | Text):
        return True
    return _is_long(column)


def _is_long(column: Column[Any]) -> bool:
    return isinstance(column.type, String) and (column.type.length or _LONG) >= _LONG


_LONG = 100


def _write(cx: Connection, table: Table, row: RowMapping, changed: Mapping[str, Any]) -> None:
    cx.execute(update(table).where(*_this(table, row)).values(dict(changed)))


def _this(table: Table, row: RowMapping) -> list[ColumnElement[bool]]:
    return [each == row[each.name] for each in table.primary_key]
