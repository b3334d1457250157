"""Differences to the tallies, gathered over a transaction and written as few statements."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, delete

from companion.server.figure_tables import TALLIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Delete, Table

    from companion.server.rows import Writing

Key = tuple[Any, ...]


class Count(NamedTuple):
    """Something counted: the tally, its key without the organisation, and its counts in order."""

    table: Table
    key: Key
    counts: tuple[int, ...]


class Sums:
    """What is to be added to the tallies of one organisation."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[Key, tuple[int, ...]]] = {}

    def add(self, counts: Iterable[Count], sign: int) -> None:
        """Add what was counted (``sign`` 1), or take it away again (-1)."""
        for table, key, values in counts:
            sums = self._sums.setdefault(table.name, {})
            before = sums.get(key)
            given = values if sign > 0 else tuple(-each for each in values)
            sums[key] = (
                given if before is None else tuple(map(sum, zip(before, given, strict=True)))
            )

    def write(self, cx: Connection, writing: Writing, org: str) -> None:
        """Write the differences; a row in which nothing counts any more goes."""
        for table in TALLIES:
            sums = self._sums.get(table.name, {})
            rows = [_row(table, org, key, sums[key]) for key in sorted(sums) if any(sums[key])]
            if not rows:
                continue
            writing.add(table, rows)
            names = _count_names(table)
            if less := [row for row in rows if any(row[name] < 0 for name in names)]:
                keys = _key_names(table)
                bound = [{f"key_{name}": row[name] for name in keys} for row in less]
                writing.settle()
                cx.execute(_removing(table), bound)
        self._sums.clear()


def _row(table: Table, org: str, key: Key, counts: tuple[int, ...]) -> dict[str, Any]:
    return dict(zip((*_key_names(table), *_count_names(table)), (org, *key, *counts), strict=True))


@cache
def _key_names(table: Table) -> tuple[str, ...]:
    return tuple(each.name for each in table.primary_key)


@cache
def _count_names(table: Table) -> tuple[str, ...]:
    return tuple(each.name for each in table.c if not each.primary_key)


@cache
def _removing(table: Table) -> Delete:
    mine = [table.c[name] == bindparam(f"key_{name}") for name in _key_names(table)]
    empty = [table.c[name] == 0 for name in _count_names(table)]
    return delete(table).where(and_(*mine, *empty))
