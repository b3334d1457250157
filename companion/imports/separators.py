"""Which character parts the cells, and the parting itself, with the lines an editor shows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

SEPARATORS = (",", ";", "\t", "|")
_SNIFFED_RECORDS = 50
_MOST_OPEN_QUOTES = 20
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file. ``line`` is its first, counted from 1.

    ``is_open`` marks a line whose quotation mark is never closed; its cells are a guess.
    """

    line: int
    cells: tuple[str, ...]
    is_open: bool = False

    def is_blank(self) -> bool:
        """Tell whether there is nothing in any cell."""
        return not any(cell.strip() for cell in self.cells)


def declared_separator(text: str) -> str | None:
    """Return the separator that Excel's first line ``sep=;`` declares."""
    found = _DECLARED.match(text)
    return found[1] if found and found[1] in SEPARATORS else None


def sniff(text: str) -> str:
    """Choose the separator that parts the first records into most cells, most evenly."""
    scores = {separator: _score(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] else ","


def records(text: str, separator: str) -> Iterator[Record]:
    """Part a text into records, blank ones too, each with its first line.

    Quoted cells may hold separators, line ends and doubled quotation marks. A mark that is
    opened and never closed costs its own line only, not the rest of the file.

    Raises:
        RejectedError: the quotation marks make no sense at all.
    """
    lines = io.StringIO(text, newline="").readlines()
    first = 0
    for _ in range(_MOST_OPEN_QUOTES):
        opened = yield from _until_open(lines, first, separator)
        if opened is None:
            return
        cells = lines[opened].rstrip("\r\n").replace('"', "").split(separator)
        yield Record(opened + 1, tuple(cells), is_open=True)
        first = opened + 1
    sentence = f"From line {first} on, quotation marks open and never close. Please mend the file."
    raise RejectedError(sentence, "not_csv")


def _until_open(
    lines: list[str], first: int, separator: str
) -> Generator[Record, None, int | None]:
    """Yield records; return the index of the line whose quotation mark swallows the rest."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    reader = csv.reader((*lines[first:], "after the last line"), delimiter=separator)
    line = first
    try:
        for cells in reader:
            if line == len(lines):
                return None
            if first + reader.line_num > len(lines):
                return line
            yield Record(line + 1, tuple(cells))
            line = first + reader.line_num
    except csv.Error:  # one cell over 128 KiB: an open quotation mark again
        return line
    return line


def _score(text: str, separator: str) -> float:
    sample = io.StringIO(text[: 64 * 1024], newline="")
    try:
        parted = list(islice(csv.reader(sample, delimiter=separator), _SNIFFED_RECORDS))
    except csv.Error:
        return 0.0
    widths = [len(cells) for cells in parted if any(cell.strip() for cell in cells)]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0
    width, count = max(several.items(), key=lambda each: (each[1], each[0]))
    return count / len(widths) * min(width, 20)
