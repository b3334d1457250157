"""Many rows into a table by one statement.

SQLite's driver takes them one by one at no cost. To PostgreSQL they go as one JSON text that it
takes apart itself: parameters for each row cost the server's process more than making the rows.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, insert, text

from companion.server.columns import Moment
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Insert, Table, TextClause

_TOGETHER = 1_000


def insert_rows(cx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, given as an ``insert`` takes them."""
    if not rows:
        return
    if cx.dialect.name == "sqlite":
        cx.execute(_insert(table), rows)
        return
    statement = _insert_json(table, tuple(rows[0]))
    for start in range(0, len(rows), _TOGETHER):
        told = _as_json(table, rows[start : start + _TOGETHER])
        cx.execute(statement, {"rows": told})


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _insert_json(table: Table, names: tuple[str, ...]) -> TextClause:
    columns = ", ".join(f'"{name}"' for name in names)
    source = f'json_populate_recordset(CAST(NULL AS "{table.name}"), CAST(:rows AS json))'
    whole = f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {source}'  # noqa: S608 - our own names
    return text(whole)


@cache
def _special(table: Table) -> tuple[str, ...]:
    """Name the columns of times and bytes."""
    return tuple(each.name for each in table.c if isinstance(each.type, Moment | LargeBinary))


def _as_json(table: Table, rows: Sequence[Mapping[str, Any]]) -> str:
    special = _special(table)
    for row in rows:
        for name in special:
            value = row.get(name)
            if isinstance(value, datetime) and value.tzinfo is None:
                raise ValueError("a time without a zone")
    if any(isinstance(row.get(name), bytes) for row in rows for name in special):
        rows = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return write_json(rows).decode()


def _plain(value: Any) -> Any:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
