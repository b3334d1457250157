"""What erased calls and prospects still count: summed by row of a tally, tied to nobody.

The figures are shared by sales and marketing, and a promise must not look better or worse because
somebody asked to be forgotten. ``recount`` adds these to what it counts from the records left.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import insert, select, update

from companion.server.figure_tables import TALLIES
from companion.server.figures.sums import Count, Sums
from companion.server.rights_tables import carried_count
from companion.server.rows import Writing
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

_TALLIES = {each.name: each for each in TALLIES}


def carry(cx: Connection, org: str, counts: Iterable[Count]) -> None:
    """Keep what these counted, beside the tallies in which they stay."""
    told: dict[tuple[str, str], tuple[int, ...]] = {}
    for table, key, values in counts:
        place = table.name, write_json(key).decode()
        told[place] = _added(told.get(place), values)
    columns = carried_count.c
    for place, values in told.items():
        mine = columns.org == org, columns.tally == place[0], columns.key == place[1]
        before = cx.scalar(select(carried_count.c.counts).where(*mine))
        if before is None:
            row = {"org": org, "tally": place[0], "key": place[1], "counts": _written(values)}
            cx.execute(insert(carried_count).values(row))
            continue
        whole = _added(tuple(cast("list[int]", parse_json(before))), values)
        cx.execute(update(carried_count).where(*mine).values(counts=_written(whole)))


def add_carried(cx: Connection, org: str) -> None:
    """Add what was carried to tallies that were counted anew from the records."""
    sums = Sums()
    sums.add(_carried(cx, org), 1)
    writing = Writing(cx)
    sums.write(cx, writing, org)
    writing.settle()


def _carried(cx: Connection, org: str) -> Iterator[Count]:
    for row in cx.execute(select(carried_count).where(carried_count.c.org == org)).all():
        table = _TALLIES[row.tally]
        counts = tuple(cast("list[int]", parse_json(row.counts)))
        yield Count(table, _key(table, cast("list[Any]", parse_json(row.key))), counts)


def _key(table: Table, parts: list[Any]) -> tuple[Any, ...]:
    columns = [each for each in table.primary_key if each.name != "org"]
    return tuple(
        date.fromisoformat(part) if column.type.python_type is date else part
        for column, part in zip(columns, parts, strict=True)
    )


def _added(one: tuple[int, ...] | None, other: tuple[int, ...]) -> tuple[int, ...]:
    return other if one is None else tuple(map(sum, zip(one, other, strict=True)))


def _written(counts: tuple[int, ...]) -> str:
    return write_json(counts).decode()
