"""What the page of a list shows: its rows with what became of them, page by page, and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from companion.domain.import_reports import COUNTS, inert_cell
from companion.server.list_tables import import_line
from companion.server.record_tables import prospect
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from companion.server.database import Database
    from companion.server.lists.runs import Run

LINES = 200
"""How many rows one page shows; the file has them all."""

SHOWN = ("told", "created", "updated", "unchanged", "rejected", "all")
"""Which rows may be asked for; ``told`` are those there is something to tell about."""

HEADINGS = ("line", "outcome", "name", "field", "reason", "undone")
_TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what became of it, who it is about now, and the reasons, each with its field."""

    line: int
    outcome: str
    name: str
    problems: tuple[tuple[str, str], ...]
    undone: str


def read_lines(
    cx: Connection, org: str, run_id: str, shown: str = "all", after: int = 0, most: int = LINES
) -> list[Line]:
    """Return the next rows after a line."""
    is_its = and_(prospect.c.org == org, prospect.c.id == import_line.c.record_id)
    columns = (import_line, prospect.c.name, prospect.c.company, prospect.c.deleted_at)
    query = select(*columns).outerjoin(prospect, is_its)
    mine = [import_line.c.org == org, import_line.c.import_id == run_id, import_line.c.line > after]
    if shown == "told":
        mine.append(or_(import_line.c.outcome == "rejected", import_line.c.problems.is_not(None)))
    elif shown != "all":
        mine.append(import_line.c.outcome == shown)
    rows = cx.execute(query.where(*mine).order_by(import_line.c.line).limit(most))
    return [_line(row) for row in rows]


def report_parts(database: Database, org: str, run: Run) -> Iterator[bytes]:
    """Yield the whole report as a CSV file, some thousand rows at a time."""
    counts = [(each, run.counts.get(each, 0)) for each in COUNTS]
    yield _written([*counts, HEADINGS]).encode("utf-8-sig")
    after = 0
    while True:
        with database.read() as cx:
            enter(cx, org)
            lines = read_lines(cx, org, run.id, after=after, most=_TOGETHER)
        if not lines:
            break
        yield _written([row for line in lines for row in _rows(line)]).encode()
        after = lines[-1].line
    unused = [("", "", "", inert_cell(each), "not used", "") for each in run.unmapped]
    yield _written(unused).encode()


def _rows(line: Line) -> Iterator[tuple[Any, ...]]:
    for field, reason in line.problems or (("", ""),):
        yield (
            line.line,
            line.outcome,
            inert_cell(line.name),
            inert_cell(field),
            inert_cell(reason),
            line.undone,
        )


def _line(row: Row[Any]) -> Line:
    is_there = row.deleted_at is None
    return Line(
        row.line,
        row.outcome,
        (row.name or row.company or "") if is_there else "",
        tuple((field, reason) for field, reason in row.problems or ()),
        row.undone or "",
    )


def _written(rows: list[Any]) -> str:
    kept = io.StringIO()
    csv.writer(kept).writerows(rows)
    return kept.getvalue()
