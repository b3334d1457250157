"""The server's copy of every record: only ever replaced by a newer one, never edited.

A page of the feed and the cursor that follows it are written in one transaction, so a laptop that
stops anywhere resumes at the old cursor and ends in the same state.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert

from companion.domain.changes import Changes
from companion.store.among import among, listed
from companion.store.columns import to_columns
from companion.store.doubles import keep_doubles
from companion.store.erasures import erase
from companion.store.meta import write_meta
from companion.store.projections import (
    project_records,
    prospects_of,
    refresh_facts,
    settle_words,
)
from companion.store.successors import note_successors
from companion.store.tables import RECORD_TABLES, outbox, unknown_record
from companion.store.withdrawals import withdraw
from companion.wire.messages import Verb
from companion.wire.records import entity_of, to_fields, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Select
    from sqlalchemy.dialects.sqlite import Insert

    from companion.wire.messages import Doubled, PullItem
    from companion.wire.records import Fields, Record


RecordKey = tuple[str, str]
"""A record's entity and id."""


@dataclass(frozen=True, slots=True)
class ServerCopy:
    """A record as the server had it at ``rev``; ``fields`` None means deleted there."""

    entity: str
    id: str
    rev: int
    fields: Fields | None


def apply_page(
    cx: Connection, items: Sequence[PullItem], cursor: str, doubles: Sequence[Doubled] = ()
) -> Changes:
    """Take over one page of the feed and the cursor after it; returns what it touched.

    Kinds of record that this version does not know are kept as they came.
    """
    copies = [
        ServerCopy(item.entity, item.id, item.rev, item.data if item.verb is Verb.PUT else None)
        for item in items
        if item.verb in (Verb.PUT, Verb.GONE)  # what a grant gives follows it as puts
    ]
    changes = withdraw(cx, [item.id for item in items if item.verb is Verb.REVOKE])
    changes |= lift_copies(cx, copies)
    changes |= keep_doubles(cx, doubles)
    note_successors(cx, items)
    changes |= erase(cx, [item.id for item in items if item.verb is Verb.ERASE])
    write_meta(cx, cursor=cursor)
    return changes


def lift_copies(cx: Connection, copies: Iterable[ServerCopy]) -> Changes:
    """Replace the copies that are older than these, and show the result at once.

    What a record was goes in before that it is gone: an edit may yet revive it.
    """
    return lift_answers(cx, copies)[0]


def lift_answers(cx: Connection, copies: Iterable[ServerCopy]) -> tuple[Changes, set[RecordKey]]:
    """Do the same, and tell which records are shown anew by it, as ``(entity, id)``.

    The others had this copy or a newer one; nothing that is shown of them was touched.
    """
    newest_of: dict[tuple[bool, str], dict[str, ServerCopy]] = defaultdict(dict)
    for copy in copies:
        mine = newest_of[copy.fields is None, copy.entity]
        if copy.id not in mine or copy.rev > mine[copy.id].rev:
            mine[copy.id] = copy
    changes = Changes()
    lifted: set[RecordKey] = set()
    concerned: set[str] = set()
    for (_, entity), newest in sorted(newest_of.items()):
        if entity not in RECORD_TABLES:
            _keep_unknown(cx, list(newest.values()))
            continue
        if _lift(cx, entity, list(newest.values()), concerned):
            lifted.update((entity, each) for each in newest)
        changes |= Changes.of(entity, *newest)
    refresh_facts(cx, concerned)
    return changes, lifted


def put_base(cx: Connection, records: Iterable[Record], rev: int = 0) -> Changes:
    """Write records as if a server had sent them: demo content, and what every start needs.

    At revision 0 anything that a real server ever sends is newer.
    """
    return lift_copies(
        cx,
        (ServerCopy(entity_of(each).name, each.id, rev, to_fields(each)) for each in records),
    )


def _lift(cx: Connection, entity: str, copies: list[ServerCopy], concerned: set[str]) -> bool:
    """Write copies; note in ``concerned`` whose facts are to be refreshed. Were all of them new?

    What comes back of a laptop's own edits is there already: it costs a look at each revision.
    """
    ids = [copy.id for copy in copies]
    before = prospects_of(cx, entity, ids)
    written = _put_all(cx, entity, [copy for copy in copies if copy.fields is not None])
    if gone := [{"id": copy.id, "rev": copy.rev} for copy in copies if copy.fields is None]:
        rows = [{**row, "is_gone": True, "is_live": False} for row in gone]
        written += cx.execute(_bury(entity), rows).rowcount
    if written:
        if edited := with_edits(cx, entity, ids):
            project_records(cx, entity, edited)
        concerned |= settle_words(cx, entity, ids, before)
    return written == len(copies)


def _put_all(cx: Connection, entity: str, copies: list[ServerCopy]) -> int:
    """Write copies that are not gone and return how many of them were newer."""
    if not copies:
        return 0
    statement, names = _put_sql(entity)
    rows = []
    for copy in copies:
        values = to_columns(entity, copy.fields or {})
        values |= {"id": copy.id, "rev": copy.rev, "base": write_json(copy.fields).decode()}
        values |= {"is_gone": False, "is_live": True}
        rows.append(tuple([values[name] for name in names]))
    return cx.exec_driver_sql(statement, rows).rowcount


@cache
def _put_sql(entity: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement as the driver takes it, and the names of its places in their order.

    Rows of columns are ready for the driver; going through the statement's types for each of ten
    thousand rows would cost as much as writing them.
    """
    names = ["id", *_copied(entity)]
    dialect = sqlite.dialect()
    statement = _put(entity).compile(dialect=dialect, column_keys=names)
    return str(statement), tuple(statement.positiontup or ())


@cache
def _put(entity: str) -> Insert:
    table = RECORD_TABLES[entity]
    into = insert(table)
    names = _copied(entity)
    return into.on_conflict_do_update(
        index_elements=["id"],
        set_={name: into.excluded[name] for name in names},
        where=_is_newer(table, into),
    )


def _copied(entity: str) -> list[str]:
    return ["rev", "base", "is_gone", "is_live", *to_columns(entity, {})]


@cache
def _bury(entity: str) -> Insert:
    table = RECORD_TABLES[entity]
    into = insert(table)
    return into.on_conflict_do_update(
        index_elements=["id"],
        set_={name: into.excluded[name] for name in ("rev", "is_gone", "is_live")},
        where=_is_newer(table, into),
    )


def _is_newer(table: Any, into: Insert) -> Any:
    never_copied = table.c.base.is_(None) & ~table.c.is_gone
    return or_(into.excluded.rev > table.c.rev, never_copied)


def with_edits(cx: Connection, entity: str, ids: Sequence[str]) -> list[str]:
    """Return those of these records that have an edit which is not settled."""
    return list(cx.scalars(_edited(), {"kind": entity, "ids": listed(ids)}))


@cache
def _edited() -> Select[Any]:
    edits = outbox.c
    wanted = among(edits.entity_id), edits.state != "acked"
    return select(edits.entity_id).distinct().where(edits.entity == bindparam("kind"), *wanted)


def _keep_unknown(cx: Connection, copies: list[ServerCopy]) -> None:
    into = insert(unknown_record)
    newer = into.on_conflict_do_update(
        index_elements=["entity", "id"],
        set_={name: into.excluded[name] for name in ("rev", "is_gone", "data")},
        where=into.excluded.rev > unknown_record.c.rev,
    )
    rows = [
        {
            "entity": copy.entity,
            "id": copy.id,
            "rev": copy.rev,
            "is_gone": copy.fields is None,
            "data": write_json(copy.fields or {}).decode(),
        }
        for copy in copies
    ]
    cx.execute(newer, rows)
