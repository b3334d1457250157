"""Which record holds the names of the columns, and a name of its own for every column."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.imports.vocabulary import is_known
from companion.imports.words import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.imports.separators import Record

HEADER_WITHIN = 10
"""The names of the columns stand within this many lines from the top."""

_DATA = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\+?[\d\s()./-]{7,}|https?://\S+")


def find_header(top: Sequence[Record]) -> int:
    """Return which of the first records names the columns, as an index into ``top``.

    The record with the most names we know wins, the upper one on a tie; without two such names
    it is the first that is about as wide as the table and looks like words.

    Raises:
        RejectedError: there are only data and no names, or nothing at all.
    """
    candidates = [index for index, each in enumerate(top) if _can_name(each)]
    if not candidates:
        sentence = "No row near the top of this file names its columns. Please add one above."
        raise RejectedError(sentence, "no_header")
    known = {index: sum(map(is_known, top[index].cells)) for index in candidates}
    best = max(candidates, key=lambda index: (known[index], -index))
    if known[best] > 1:
        return best
    width = _usual_width(top)
    wide = [index for index in candidates if _filled(top[index]) * 5 >= width * 3]
    return (wide or candidates)[0]


def told_apart(cells: Sequence[str]) -> tuple[str, ...]:
    """Return a name for every column: a repeated one is numbered, an empty one counted."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = one_line(cell) or f"Column {number}"
        times, first = 1, name
        while name in names:
            times += 1
            name = f"{first} ({times})"
        names.append(name)
    return tuple(names)


def _can_name(record: Record) -> bool:
    texts = [cell.strip() for cell in record.cells if cell.strip()]
    is_early = record.line <= HEADER_WITHIN
    return is_early and bool(texts) and not any(_DATA.fullmatch(text) for text in texts)


def _filled(record: Record) -> int:
    return sum(bool(cell.strip()) for cell in record.cells)


def _usual_width(top: Sequence[Record]) -> int:
    widths = Counter(len(each.cells) for each in top if not each.is_blank())
    return max(widths.items(), key=lambda each: (each[1], each[0]))[0]
