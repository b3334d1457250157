"""A list of rows, whatever program wrote it: its column names, its rows, their line numbers.

Rows are given one by one, however long the list is; ``read_table`` holds a short one whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.import_reports import RowProblem
from companion.imports.headers import HEADER_WITHIN, find_header, told_apart
from companion.imports.wrapping import are_wrapped, glued_rows, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from companion.imports.separators import Record

TOP = 5 * HEADER_WITHIN
"""How many records from the top are looked at to find the names of the columns."""

MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: as many cells as the table has columns. ``line`` is its first in the file.

    ``refusal`` says why the cells cannot be trusted to stand under their headers; empty if fine.
    ``problems`` tells what was padded, repaired or lost.
    """

    line: int
    cells: tuple[str, ...]
    refusal: str = ""
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records of a list are read as rows.

    ``separator`` is empty for a workbook; ``is_wrapped`` says that each row stands in one cell.
    """

    headers: tuple[str, ...]
    header_line: int
    separator: str = ","
    is_wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list, or the first part of it, held whole. Blank rows are no rows."""

    layout: Layout
    rows: tuple[Row, ...]
    encoding: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the name of each column."""
        return self.layout.headers

    @property
    def header_line(self) -> int:
        """Return the line the names of the columns stand in."""
        return self.layout.header_line

    @property
    def separator(self) -> str:
        """Return what parts the cells; empty for a workbook."""
        return self.layout.separator

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Return what was padded, repaired or lost, row by row."""
        return tuple(each for row in self.rows for each in row.problems)


def lay_out(top: Sequence[Record], separator: str, header_line: int = 0) -> Layout:
    """Find the names of the columns among the first records of a list.

    ``header_line`` is the line a person says they stand in; 0 lets us look.

    Raises:
        RejectedError: there are none, or too many.
    """
    is_wrapped = are_wrapped(top)
    read = [_taken_apart(each) for each in top] if is_wrapped else list(top)
    header = next((each for each in read if each.line == header_line), None)
    if header_line and (header is None or header.is_blank()):
        sentence = f"Line {header_line} holds no names of columns. Please choose another line."
        raise RejectedError(sentence, "no_header")
    header = header or read[find_header(read)]
    if len(header.cells) > MOST_COLUMNS:
        sentence = f"This table has over {MOST_COLUMNS:,} columns. Please export fewer."
        raise RejectedError(sentence, "too_large")
    headers = told_apart([cell.replace("\0", "") for cell in header.cells])
    return Layout(headers, header.line, separator, is_wrapped)


def rows_of(records: Iterable[Record], layout: Layout) -> Iterator[Row]:
    """Yield the rows under the names of the columns; blank ones are no rows."""
    for record in records:
        if record.line > layout.header_line and not record.is_blank():
            yield from _rows(record, layout)


def hold(records: Iterable[Record], separator: str, encoding: str, header_line: int = 0) -> Table:
    """Read a whole list from its records; ``header_line`` is as ``lay_out`` takes it.

    Raises:
        RejectedError: it is no table; the sentence says what to do.
    """
    given = iter(records)
    top = list(islice(given, TOP))
    layout = lay_out(top, separator, header_line)
    return Table(layout, tuple(rows_of(chain(top, given), layout)), encoding)


def _rows(record: Record, layout: Layout) -> Iterator[Row]:
    width = len(layout.headers)
    if layout.is_wrapped:
        yield _row(_taken_apart(record), layout.headers)
        return
    if len(record.cells) != width or any("\n" in cell for cell in record.cells):
        if apart := unwrapped(record, width):
            yield _row(apart, layout.headers, "This row stood in one cell; it was taken apart.")
            return
        if glued := glued_rows(record, width, layout.separator):
            reason = f"A quotation mark glued {len(glued)} rows together; they were taken apart."
            yield from (_row(each, layout.headers, reason) for each in glued)
            return
    yield _row(record, layout.headers)


def _taken_apart(record: Record) -> Record:
    return unwrapped(record) or record


def _row(record: Record, headers: tuple[str, ...], repair: str = "") -> Row:
    cells, width = record.cells, len(headers)
    problems = [RowProblem(record.line, "row", repair)] if repair else []
    if len(cells) < width or any("\0" in cell or "\ufffd" in cell for cell in cells):
        problems += _problems(record, headers)
        cells = tuple(cell.replace("\0", "") for cell in cells)
    if len(cells) == width and not record.is_open:
        return Row(record.line, cells, "", tuple(problems))
    cells = (*cells, *[""] * (width - len(cells)))[:width]
    return Row(record.line, cells, _refusal(record, width), tuple(problems))


def _refusal(record: Record, width: int) -> str:
    if record.is_open:
        return "A quotation mark opens in this line and never closes."
    if any(cell.strip() for cell in record.cells[width:]):
        return (
            f"There are {len(record.cells)} cells but only {width} columns. "
            "Please put cells that hold the separator into quotation marks."
        )
    return ""


def _problems(record: Record, headers: tuple[str, ...]) -> Iterator[RowProblem]:
    if len(record.cells) < len(headers) and not record.is_open and not record.is_short:
        reason = (
            f"There are only {len(record.cells)} of {len(headers)} cells; "
            "the missing ones are taken as empty."
        )
        yield RowProblem(record.line, headers[len(record.cells)], reason)
    for header, cell in zip(headers, record.cells, strict=False):
        if "\0" in cell or "\ufffd" in cell:
            reason = "There is a character that cannot be read. Please check this text."
            yield RowProblem(record.line, header, reason)
