"""What can still be read from a damaged database: edits that nobody else has, row by row.

A page that fails its check takes its own rows along and no others, if each row is asked for by its
number; SQLCipher refuses everything after the first failure, so each one costs a new connection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import delete, insert, select

from companion.store.file import connect
from companion.store.projections import portions, project_records
from companion.store.replica import ServerCopy, lift_copies
from companion.store.tables import RECORD_TABLES, draft, meta, outbox
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from companion.wire.records import Fields

_STATE_OF_SYNC = frozenset(
    {"id", "cursor", "last_sync_at", "digest_at", "resync", "snapshot_after", "snapshot_as_of"}
)


@dataclass(slots=True)
class Salvage:
    """Rows by their columns' names. ``is_whole`` tells whether none had to be left behind."""

    edits: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    copies: list[ServerCopy] = field(default_factory=list)
    facts: dict[str, Any] | None = None
    is_whole: bool = True


def salvage(path: Path, key: bytes, *, with_copies: bool) -> Salvage:
    """Read what there is to read. The file's log is folded in: give a copy that may change.

    The server's copies are wanted only where there is no backup to go on from.
    """
    source = _Source(path, key)
    found = Salvage()
    found.edits = list(source.rows("outbox"))
    found.drafts = list(source.rows("draft"))
    if with_copies:
        found.copies = [_copy(each, row) for each in RECORD_TABLES for row in source.rows(each)]
    if (facts := source.row("meta", 1)) is not None:
        known = {name: value for name, value in facts.items() if name in meta.c}
        found.facts = {name: known[name] for name in known.keys() - _STATE_OF_SYNC}
    found.is_whole = source.failures == 0
    source.close()
    return found


def _copy(entity: str, row: dict[str, Any]) -> ServerCopy:
    base = None if row["is_gone"] or row["base"] is None else parse_json(row["base"])
    return ServerCopy(entity, row["id"], row["rev"], cast("Fields | None", base))


def put_back(cx: Connection, found: Salvage) -> None:
    """Put salvaged edits and drafts into another database of the same profile, and show them."""
    lift_copies(cx, [each for each in found.copies if each.fields is not None])
    _insert(cx, outbox, "change_id", found.edits)
    _insert(cx, draft, "prospect_id", found.drafts)
    for entity in RECORD_TABLES:
        mine = outbox.c.entity == entity, outbox.c.state != "acked"
        ids = list(cx.scalars(select(outbox.c.entity_id).where(*mine).distinct()))
        project_records(cx, entity, ids)


def _insert(cx: Connection, table: Table, unique: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put rows in the place of those that are there: theirs is the later state."""
    known = [{name: row[name] for name in row.keys() & table.c.keys()} for row in rows]
    for some in portions([row[unique] for row in known]):
        cx.execute(delete(table).where(table.c[unique].in_(some)))
    taken = set(cx.scalars(select(table.c.n))) if "n" in table.c else set()
    for row in known:
        if row.get("n") in taken:  # another edit has its number here; the order is kept
            del row["n"]
        cx.execute(insert(table).values(row))


class _Source:
    """A damaged database, opened again whenever it fails."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._open: Any = None
        self._names: list[str] = []
        self.failures = 0

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Give every row of a table that can be read, in order."""
        highest = [
            self._first(f'SELECT max(rowid) FROM "{table}"'),  # noqa: S608 - our own names
            self._first("SELECT seq FROM sqlite_sequence WHERE name = ?", table),
        ]
        for number in range(1, max((row[0] or 0 for row in highest if row), default=0) + 1):
            if (row := self.row(table, number)) is not None:
                yield row

    def row(self, table: str, number: int) -> dict[str, Any] | None:
        """Return a row by the names of its columns; None if there is none that can be read."""
        found = self._first(f'SELECT * FROM "{table}" WHERE rowid = ?', number)  # noqa: S608 - as above
        return dict(zip(self._names, found, strict=True)) if found is not None else None

    def close(self) -> None:
        """Close it."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _first(self, query: str, *given: object) -> tuple[Any, ...] | None:
        try:
            if self._open is None:
                self._open = connect(self._path, self._key)
            cursor = self._open.execute(query, given)
            row: tuple[Any, ...] | None = cursor.fetchone()
        except sqlcipher.Error:
            self.failures += 1
            self.close()
            return None
        self._names = [column[0] for column in cursor.description]
        return row
