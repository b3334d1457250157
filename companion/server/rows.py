"""Many rows into a table by one statement.

Both ways go past the types of the statement, which cost as much for each row as writing it does.
SQLite's driver takes the values one by one, ready as it keeps them. To PostgreSQL the rows go as
one JSON text that it takes apart itself: parameters for each cost the server's process more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import JSON, Date, LargeBinary, text

from companion.server.columns import Moment
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table, TextClause

_TOGETHER = 1_000
_EMPTY = {dict: "{}", list: "[]", tuple: "[]", str: '""', int: "0", bool: "false", float: "0.0"}


def insert_rows(cx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, given as an ``insert`` takes them."""
    writing = Writing(cx)
    writing.insert(table, rows)
    writing.settle()


class _Portion(NamedTuple):
    table: Table
    names: tuple[str, ...]
    is_adding: bool
    rows: Sequence[Mapping[str, Any]]


class Writing:
    """Rows for several tables; PostgreSQL gets them in one statement, each being a way to and fro.

    Rows that were given wait until ``settle``, unless the database is SQLite. Whoever reads them,
    changes them or deletes others of their tables settles first.
    """

    def __init__(self, cx: Connection) -> None:
        self._cx = cx
        self._waiting: list[_Portion] = []

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all name the same columns; those they refer to go first."""
        self._take(table, rows, is_adding=False)

    def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or add their numbers to those of the row that has the same key."""
        self._take(table, rows, is_adding=True)

    def settle(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            told = {f"rows_{n}": _as_json(each.table, each.rows) for n, each in enumerate(waiting)}
            self._cx.execute(_insert_all(tuple(each[:3] for each in waiting)), told)

    def _take(self, table: Table, rows: Sequence[Mapping[str, Any]], *, is_adding: bool) -> None:
        if not rows:
            return
        names = tuple(rows[0])
        if self._cx.dialect.name == "sqlite":
            statement = _insert(table, names, is_adding=is_adding)
            self._cx.exec_driver_sql(statement, _as_kept(table, names, rows))
            return
        for start in range(0, len(rows), _TOGETHER):
            if start:  # one statement does not see what another part of it writes
                self.settle()
            some = rows[start : start + _TOGETHER]
            self._waiting.append(_Portion(table, names, is_adding, some))


def _adding(table: Table) -> str:
    keys = ", ".join(f'"{each.name}"' for each in table.primary_key)
    counts = [f'"{each.name}"' for each in table.c if not each.primary_key]
    sums = ", ".join(f'{each} = "{table.name}".{each} + excluded.{each}' for each in counts)
    return f" ON CONFLICT ({keys}) DO UPDATE SET {sums}"


@cache
def _insert(table: Table, names: tuple[str, ...], *, is_adding: bool) -> str:
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    whole = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - our own names
    return whole + _adding(table) if is_adding else whole


def _as_kept(
    table: Table, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """Return the values of rows as SQLite keeps them; ``columns`` says the same of each type."""
    of_json, of_times, of_dates = _kinds(table, names)
    moments: dict[datetime, str] = {}  # most are the same few
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        values = [row[name] for name in names]
        for place in of_json:
            if (value := values[place]) is not None:
                values[place] = write_json(value).decode() if value else _EMPTY[type(value)]
        for place in of_times:
            if (value := values[place]) is not None:
                values[place] = moments.get(value) or moments.setdefault(value, _written(value))
        for place in of_dates:
            if (value := values[place]) is not None:
                values[place] = value.isoformat()
        kept.append(tuple(values))
    return kept


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@cache
def _kinds(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the places of JSON, of times and of dates among the columns."""
    kinds = [table.c[name].type for name in names]
    return tuple(
        tuple(place for place, each in enumerate(kinds) if isinstance(each, kind))
        for kind in (JSON, Moment, Date)
    )


@lru_cache(maxsize=1_000)
def _insert_all(portions: tuple[tuple[Table, tuple[str, ...], bool], ...]) -> TextClause:
    """Insert into several tables at once; references are looked at when all of it is there."""
    parts = [_insert_json(*each, f"rows_{n}") for n, each in enumerate(portions)]
    *others, last = parts
    first = [f"part_{n} AS ({each})" for n, each in enumerate(others)]
    return text(f"WITH {', '.join(first)} {last}" if first else last)


def _insert_json(table: Table, names: tuple[str, ...], is_adding: bool, name: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    source = f'json_populate_recordset(CAST(NULL AS "{table.name}"), CAST(:{name} AS json))'
    whole = f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {source}'  # noqa: S608 - our own names
    return whole + _adding(table) if is_adding else whole


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
