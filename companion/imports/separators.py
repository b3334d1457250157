"""Which character parts the cells, and the parting itself, with the lines an editor shows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEPARATORS = (",", ";", "\t", "|")
_SNIFFED_RECORDS = 50
_MOST_OPEN_QUOTES = 20
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file. ``line`` is its first, counted from 1.

    ``is_open`` marks a line whose quotation mark is never closed; its cells are a guess.
    ``is_short`` marks a row of a workbook, which ends with its last filled cell.
    """

    line: int
    cells: tuple[str, ...]
    is_open: bool = False
    is_short: bool = False

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


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """Part lines into records, blank ones too, each with its first line; nothing else is held.

    Quoted cells may hold separators, line ends and doubled quotation marks. A mark that is
    opened and never closed costs its own line only, not the rest of the file.

    Raises:
        RejectedError: the quotation marks make no sense at all.
    """
    feed = _Feed(lines)
    for _ in range(_MOST_OPEN_QUOTES):
        yield from _until_open(feed, separator)
        if not feed.held:
            return
        number, line = feed.number + 1, feed.skip_one()
        cells = line.rstrip("\r\n").replace('"', "").split(separator)
        yield Record(number, tuple(cells), is_open=True)
    sentence = (
        f"From line {feed.number} on, quotation marks open and never close. Please mend the file."
    )
    raise RejectedError(sentence, "not_csv")


class _Feed:
    """Lines for the parser, with a way back to where the record it is in began."""

    END = "after the last line"

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.held: list[str] = []
        self.number = 0
        self.is_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if self.is_over:
                raise StopIteration
            self.is_over = True
            return self.END
        self.held.append(line if line.endswith(("\n", "\r")) else f"{line}\n")
        return self.held[-1]

    def let_go(self) -> None:
        """Forget the lines of a record that is whole."""
        self.number += len(self.held)
        self.held.clear()

    def skip_one(self) -> str:
        """Give the first line of the record up, and the others to the parser once more."""
        line = self.held.pop(0)
        self._again.extendleft(reversed(self.held))
        self.held.clear()
        self.number += 1
        self.is_over = False
        return line


def _until_open(feed: _Feed, separator: str) -> Iterator[Record]:
    """Yield records up to the end, or to one that swallows the rest: its lines are still held."""
    try:
        for cells in csv.reader(feed, delimiter=separator):
            if feed.is_over:
                return  # with nothing held these are the words that stand after the last line
            yield Record(feed.number + 1, tuple(cells))
            feed.let_go()
    except csv.Error:  # one cell over 128 KiB: an open quotation mark again
        return


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
