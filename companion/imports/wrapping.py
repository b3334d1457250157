"""Rows that a program wrapped into one cell, or that a stray quotation mark glued together."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.imports.separators import SEPARATORS, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_CELLS = 2


def unwrapped(record: Record, width: int = 0) -> Record | None:
    """Return a record whose only filled cell holds a whole row, taken apart; None if it is none.

    ``width`` is how many cells a row has; 0 takes any number from two on.
    """
    filled = [cell for cell in record.cells if cell.strip()]
    if len(filled) != 1 or not record.cells[0].strip() or width == 1:
        return None
    for separator in SEPARATORS:
        cells = _parted(filled[0], separator)
        is_whole = len(cells) == width or (not width and len(cells) >= _FEWEST_CELLS)
        if is_whole and not all(cell.startswith(" ") for cell in cells[1:]):  # "Doe, John"
            return replace(record, cells=tuple(cells))
    return None


def glued_rows(record: Record, width: int, separator: str) -> list[Record]:
    """Return the rows that one record has swallowed, or none if it is not of that kind.

    Joined again and parted at every line end, each line must have all the cells of a row: then the
    quotation marks were the fault, and the rows can be told for sure.
    """
    if not separator or not any("\n" in cell or "\r" in cell for cell in record.cells):
        return []
    lines = separator.join(record.cells).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [line.replace('"', "").split(separator) for line in lines]
    if len(rows) < _FEWEST_CELLS or width < _FEWEST_CELLS or any(len(r) != width for r in rows):
        return []
    return [Record(record.line + number, tuple(cells)) for number, cells in enumerate(rows)]


def are_wrapped(top: Sequence[Record]) -> bool:
    """Tell whether every row near the top stands in one cell: the whole file was wrapped so."""
    filled = [each for each in top if not each.is_blank()]
    parted = [unwrapped(each) for each in filled]
    widths = {len(each.cells) for each in parted if each is not None}
    return len(filled) >= _FEWEST_CELLS and None not in parted and len(widths) == 1


def _parted(text: str, separator: str) -> list[str]:
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []
