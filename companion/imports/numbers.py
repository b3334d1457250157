"""A list of numbers and nothing else: one a line, or in whatever column of a table they stand.

Do-not-call lists come as plain text without any heading, as CSV with ten other columns, and as
workbooks. So the column is found by what stands in it, and by its name where it has one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.import_reports import RowProblem
from companion.imports.contacts import Reached, is_nothing, read_contacts
from companion.imports.headers import HEADER_WITHIN
from companion.imports.inert_cells import as_meant
from companion.imports.vocabulary import known_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from companion.imports.lists import ListFile
    from companion.imports.separators import Record

_SAMPLED = 200
"""How many records from the top say which columns hold numbers."""

_NUMBER_FIELDS = frozenset({"phone", "reach"})
_WRITTEN_IN_FULL = re.compile(r"\+49[1-9][0-9]{9,10}|\+43[1-9][0-9]{8,11}|\+1[2-9][0-9]{9}")
"""Numbers whose length can only be right, so that nothing needs to be looked up about them."""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """What one line holds: its numbers (E.164), and why something in it could not be taken."""

    line: int
    phones: tuple[str, ...]
    problems: tuple[RowProblem, ...] = ()


def read_numbers(found: ListFile, region: str | None) -> Iterator[NumberLine]:
    """Yield what every line of every sheet holds; blank lines and headings hold nothing.

    ``region`` is the two-letter country of numbers without a country code.

    Raises:
        RejectedError: ``no_numbers``: none of the first lines holds one; or the file is damaged.
    """
    readable = False
    for sheet in found.found.sheets:
        records = (each for each in found.records(sheet) if not each.is_blank())
        top = list(islice(records, _SAMPLED))
        columns = _columns(top, region)
        if columns is not None:
            readable = True
            begins = _begins(top, columns, region)
            yield from _lines(chain(top[begins:], records), columns, region)
    if not readable:
        where = f"in {region} " if region else ""
        sentence = (
            f"No line near the top of this file holds a phone number {where}in full. Please give "
            "the numbers with their country code, or say which country they belong to."
        )
        raise RejectedError(sentence, "no_numbers")


def _columns(top: Sequence[Record], region: str | None) -> tuple[int, ...] | None:
    """Return the columns that are called after numbers and hold some, or else hold most of them."""
    named = {
        index
        for record in top[:HEADER_WITHIN]
        for index, cell in enumerate(record.cells)
        if known_field(cell) in _NUMBER_FIELDS
    }
    counts: Counter[int] = Counter()
    for record in top:
        counts.update(
            index for index, cell in enumerate(record.cells) if _read(cell, region).phones
        )
    if called_so := sorted(index for index in named if counts[index]):
        return tuple(called_so)
    return (counts.most_common(1)[0][0],) if counts else None


def _begins(top: Sequence[Record], columns: Sequence[int], region: str | None) -> int:
    """Return where the numbers begin, below whatever heading there is."""
    for index, record in enumerate(top[:HEADER_WITHIN]):
        cells = [cell for cell in _cells(record, columns) if any(map(str.isdigit, cell))]
        if cells and not any(known_field(cell) for cell in record.cells):
            return index
    return next(
        index
        for index, record in enumerate(top)
        if any(_read(cell, region).phones for cell in _cells(record, columns))
    )


def _lines(
    records: Iterable[Record], columns: Sequence[int], region: str | None
) -> Iterator[NumberLine]:
    if len(columns) == 1:
        (only,) = columns
        for record in records:  # a register of a million lines is nearly all of this kind
            cell = record.cells[only] if len(record.cells) > only else ""
            if _WRITTEN_IN_FULL.fullmatch(cell):
                yield NumberLine(record.line, (cell,))
            else:
                yield _line(record, columns, region)
        return
    for record in records:
        yield _line(record, columns, region)


def _line(record: Record, columns: Sequence[int], region: str | None) -> NumberLine:
    phones: list[str] = []
    problems: list[RowProblem] = []
    for cell in _cells(record, columns):
        reached = _read(cell, region)
        phones += reached.phones
        problems += (
            RowProblem(record.line, "number", each)
            for each in reached.left_out
            if not reached.phones or "extension" not in each
        )
    if not phones and not problems:
        problems.append(RowProblem(record.line, "number", "There is no number in this line."))
    return NumberLine(record.line, tuple(dict.fromkeys(phones)), tuple(problems))


def _cells(record: Record, columns: Sequence[int]) -> list[str]:
    given = (record.cells[index] for index in columns if index < len(record.cells))
    return [cell for cell in given if not is_nothing(cell)]


def _read(cell: str, region: str | None) -> Reached:
    return read_contacts(as_meant(cell.replace("\0", "")), region, "phone")
