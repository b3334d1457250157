"""Many rows into a table by one statement.

SQLite's driver takes them one by one at no cost. To PostgreSQL they go as one JSON text that it
takes apart itself: parameters for each row cost the server's process more than making the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, text

from companion.server.columns import Moment
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Table, TextClause

_TOGETHER = 1_000

_Rows = Sequence[Mapping[str, Any]]


def insert_rows(cx: Connection, table: Table, rows: _Rows) -> None:
    """Insert rows that all name the same columns, given as an ``insert`` takes them."""
    if not rows:
        return
    names = tuple(rows[0])
    if cx.dialect.name == "sqlite":
        writers = [(name, _writer(cx, table, name)) for name in names]
        values = [
            tuple([write(row[name]) if write else row[name] for name, write in writers])
            for row in rows
        ]
        cx.exec_driver_sql(_insert_values(table, names), values)
        return
    for start in range(0, len(rows), _TOGETHER):
        told = _as_json(table, rows[start : start + _TOGETHER])
        cx.execute(_insert_json(table, names), {"rows": told})


# -- SQLite ----------------------------------------------------------------------------------


@cache
def _insert_values(table: Table, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({marks})'  # noqa: S608 - our names


def _writer(cx: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    """Return how the values of a column are written, as ``insert`` would; None: as they are."""
    kind: Any = table.c[name].type.dialect_impl(cx.dialect)
    writer: Callable[[Any], Any] | None = kind.bind_processor(cx.dialect)
    return writer


# -- PostgreSQL ------------------------------------------------------------------------------


@cache
def _insert_json(table: Table, names: tuple[str, ...]) -> TextClause:
    columns = _quoted(names)
    source = f'json_populate_recordset(CAST(NULL AS "{table.name}"), CAST(:rows AS json))'
    whole = f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {source}'  # noqa: S608 - our names
    return text(whole)


@cache
def _special(table: Table) -> tuple[str, ...]:
    """Name the columns of times and bytes."""
    return tuple(each.name for each in table.c if isinstance(each.type, Moment | LargeBinary))


def _as_json(table: Table, rows: _Rows) -> str:
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


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
