"""What must be known of a whole list before its first row is taken, found in one walk or two.

Nothing of it grows with the list: which rows are the newest of their ids is kept in a temporary
database, by digests that tell nobody's id.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from companion.imports.moments import is_month_first
from companion.imports.readings import RowReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from companion.domain.external_ids import ExternalId
    from companion.imports.columns import Columns
    from companion.imports.readings import Reading
    from companion.imports.tables import Row

DATES = ("occurred_at", "created_at", "modified_at", "consented_on")
_TOGETHER = 1_000


class Newest:
    """For each id the line that counts: of the row changed last, or else the last of the file."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("")  # in memory while small, then in a file without a name
        self._kept.execute("CREATE TABLE newest (id BLOB PRIMARY KEY, at REAL, line INTEGER)")

    def add(self, readings: Iterable[Reading]) -> None:
        """Take note of rows, in the order of the file."""
        rows = [
            (_digest(each), reading.modified_at and reading.modified_at.timestamp(), reading.line)
            for reading in readings
            for each in reading.external_ids
        ]
        self._kept.executemany(
            "INSERT INTO newest VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET at = excluded.at, line = excluded.line "
            "WHERE excluded.at IS NULL OR at IS NULL OR excluded.at >= at",
            rows,
        )

    def is_newest(self, external_id: ExternalId, line: int) -> bool:
        """Tell whether the row of this line counts for an id."""
        query = "SELECT line FROM newest WHERE id = ?"
        row = self._kept.execute(query, (_digest(external_id),)).fetchone()
        return row is None or row[0] == line

    def close(self) -> None:
        """Let the temporary database go."""
        self._kept.close()


@dataclass(frozen=True, slots=True)
class Survey:
    """How many rows there are, how each column of dates writes them, and what says something.

    ``filled`` are the columns in which any row says something.
    """

    rows: int = 0
    month_first: Mapping[int, bool] = field(default_factory=dict)
    filled: frozenset[int] = frozenset()
    newest: Newest = field(default_factory=Newest)


def survey_people(
    rows: Callable[[], Iterable[Row]], columns: Columns, now: datetime, region: str | None
) -> Survey:
    """Look a list of people over. ``rows`` gives them from the first one, each time it is called.

    Raises:
        RejectedError: the list is damaged further down.
    """
    filled: set[int] = set()
    count = 0
    for row in rows():
        count += 1
        if len(filled) < len(row.cells):
            filled.update(index for index, cell in enumerate(row.cells) if cell)
    dated = [column.index for each in DATES for column in columns.of(each)]
    month_first = {
        index: is_month_first((row.cells[index] for row in rows()), region) for index in dated
    }
    newest = Newest()
    if columns.of("record_id"):
        reader = RowReader(columns, month_first, now, region)
        for some in _portions(rows()):
            newest.add([reading for row in some if not (reading := reader.read_ids(row)).refusal])
    return Survey(count, month_first, frozenset(filled), newest)


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == _TOGETHER:
            yield held
            held = []
    yield held


def _digest(external_id: ExternalId) -> bytes:
    written = f"{external_id.system}\0{external_id.value}".encode(errors="surrogatepass")
    return blake2b(written, digest_size=16).digest()
