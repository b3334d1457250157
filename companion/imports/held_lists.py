"""A list held aside while it is worked on: its records as they were read, what became of each row.

However long the list is, only a portion of it is in memory. Its database is whatever the caller
opens: a list is people's words, and where they may lie is not decided here.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from companion.domain.import_reports import ImportReport, RowLine, RowOutcome, RowProblem
from companion.imports.packing import PORTION, pack, unpack
from companion.imports.tables import TOP, rows_of
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from companion.imports.separators import Record
    from companion.imports.tables import Layout, Row

_TABLES = """
CREATE TABLE portion (number INTEGER PRIMARY KEY, records BLOB);
CREATE TABLE line (line INTEGER PRIMARY KEY, outcome TEXT, record_id TEXT, problems TEXT);
CREATE INDEX line_record ON line (record_id);
"""


class HeldList:
    """One list. ``kept`` is an empty database, SQLite's, that is its own."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._kept.executescript(_TABLES)
        self.portions = 0

    def hold(self, records: Iterable[Record]) -> Iterator[int]:
        """Take records in, blank ones not; yields after each portion how many there are."""
        filled = (each for each in records if not each.is_blank())
        while some := list(islice(filled, PORTION)):
            self._kept.execute("INSERT INTO portion VALUES (?, ?)", (self.portions, pack(some)))
            self.portions += 1
            yield self.portions

    def top(self) -> list[Record]:
        """Return the first records, among which the names of the columns stand."""
        return self._portion(0)[:TOP]

    def rows(self, layout: Layout, number: int | None = None) -> Iterator[Row]:
        """Yield the rows of a portion, or of all, under the names of the columns."""
        numbers = range(self.portions) if number is None else (number,)
        return rows_of((each for n in numbers for each in self._portion(n)), layout)

    def note(self, lines: Sequence[RowLine], *, is_first_turn: bool) -> None:
        """Keep what became of rows: what the first turn through the list said, if they were taken.

        A later turn only tells of rows that could not be taken before.
        """
        query = "INSERT OR IGNORE INTO line VALUES (?, ?, ?, ?)"
        if not is_first_turn:
            refused = RowOutcome.REJECTED.value
            lines = [each for each in lines if not each.is_refused]
            gone = [(each.line, refused) for each in lines]
            self._kept.executemany("DELETE FROM line WHERE (line, outcome) = (?, ?)", gone)
        self._kept.executemany(query, [_row(each) for each in lines])

    def lines_before(self, ids: Iterable[str]) -> dict[str, int]:
        """Return which of these records earlier rows were about, and in which line."""
        query = "SELECT min(line) FROM line WHERE record_id = ?"
        found = ((each, self._kept.execute(query, (each,)).fetchone()[0]) for each in ids)
        return {each: line for each, line in found if line is not None}

    def report(self, unmapped: tuple[str, ...], most: int, *, is_dry_run: bool) -> ImportReport:
        """Return the counts so far, and at most so many lines that have problems."""
        query = "SELECT outcome, count(*) FROM line GROUP BY outcome"
        counts: Counter[str] = Counter(dict(self._kept.execute(query).fetchall()))
        query = "SELECT * FROM line WHERE problems IS NOT NULL ORDER BY line LIMIT ?"
        lines = tuple(map(_line, self._kept.execute(query, (most,)).fetchall()))
        told = {each.value: counts[each.value] for each in RowOutcome}
        return ImportReport(
            counts.total(), **told, unmapped=unmapped, lines=lines, is_dry_run=is_dry_run
        )

    def problem_count(self) -> int:
        """Return how many lines have problems."""
        query = "SELECT count(*) FROM line WHERE problems IS NOT NULL"
        count: int = self._kept.execute(query).fetchone()[0]
        return count

    def lines(self) -> Iterator[RowLine]:
        """Yield what became of every row, in the order of the list."""
        return map(_line, self._kept.execute("SELECT * FROM line ORDER BY line"))

    def _portion(self, number: int) -> list[Record]:
        query = "SELECT records FROM portion WHERE number = ?"
        row = self._kept.execute(query, (number,)).fetchone()
        return unpack(row[0]) if row else []


def _row(line: RowLine) -> tuple[Any, ...]:
    problems = [[each.line, each.field, each.reason] for each in dict.fromkeys(line.problems)]
    said = write_json(problems).decode() if problems else None
    return line.line, line.outcome.value, line.record_id, said


def _line(row: Sequence[Any]) -> RowLine:
    problems: Any = parse_json(row[3]) if row[3] else []
    return RowLine(
        row[0], RowOutcome(row[1]), row[2], tuple(RowProblem(*each) for each in problems)
    )
