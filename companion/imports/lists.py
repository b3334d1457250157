"""A file that a person chose: a CSV of any usual kind or a workbook, its sheets, their records."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from companion.domain.errors import RejectedError
from companion.imports.encodings import SAMPLE, decide_encoding, lines_of
from companion.imports.headers import HEADER_WITHIN
from companion.imports.separators import Record, declared_separator, records, sniff
from companion.imports.tables import TOP, hold
from companion.imports.vocabulary import is_known
from companion.imports.workbooks import Workbook, is_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.imports.tables import Table

BIGGEST = 256 * 1024 * 1024
"""Biggest file taken, in bytes."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: the encoding and separator of a CSV, or the sheets of a workbook by name.

    A CSV has one sheet without a name.
    """

    encoding: str
    separator: str
    sheets: tuple[str, ...] = ("",)


class ListFile:
    """The records of a file, sheet by sheet. ``source`` must stay open, and can be sought."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._book = Workbook(source) if is_workbook(source) else None
        if self._book is not None:
            self.found = Found("", "", self._book.sheets)
            return
        self._encoding, self._mark = decide_encoding(source)
        sample = "".join(_beginning(lines_of(source, self._encoding, self._mark)))
        if not sample.strip("\0 \t\r\n\ufeff") and self._is_blank():
            raise RejectedError("This file is empty. Please choose another.", "empty")
        declared = declared_separator(sample)
        self._is_declared = declared is not None
        self.found = Found(self._encoding, declared or sniff(sample))

    def records(self, sheet: str = "") -> Iterator[Record]:
        """Yield the records of one sheet, of the first if none is named, blank ones too.

        Raises:
            RejectedError: it is no table, or damaged further down.
        """
        if self._book is not None:
            return self._book.records(sheet or self.found.sheets[0])
        parted = records(self._lines(), self.found.separator)
        if self._is_declared:
            next(parted)
            return chain([Record(1, ())], parted)
        return parted

    def top(self, sheet: str = "", header_line: int = 0) -> Table:
        """Return the beginning of a sheet as a table; 0 lets us look for the columns' names.

        Raises:
            RejectedError: it has no names of columns.
        """
        top = islice(self.records(sheet), TOP)
        return hold(top, self.found.separator, self.found.encoding, header_line)

    def beginning(self, sheet: str = "") -> list[Record]:
        """Return the records among which the names of the columns are looked for."""
        top = islice(self.records(sheet), TOP)
        return list(islice((each for each in top if not each.is_blank()), HEADER_WITHIN))

    def _lines(self) -> Iterator[str]:
        return lines_of(self._source, self._encoding, self._mark)

    def _is_blank(self) -> bool:
        return not any(line.strip("\0 \t\r\n\ufeff") for line in self._lines())


def read_table(path: Path, sheet: str = "") -> Table:
    """Read a whole list from a file.

    Raises:
        RejectedError: the file cannot be read or is no table; the sentence says what to do.
    """
    with open_list(path) as found:
        return _held(found, sheet)


def table_from(content: bytes, sheet: str = "") -> Table:
    """Read a whole list from the bytes of a file.

    Raises:
        RejectedError: the bytes are no table; the sentence says what to do.
    """
    return _held(ListFile(io.BytesIO(content)), sheet)


@contextmanager
def open_list(path: Path) -> Iterator[ListFile]:
    """Open a file that a person chose.

    Raises:
        RejectedError: it cannot be read or is no list; the sentence says what to do.
    """
    try:
        if path.is_dir():
            raise RejectedError(f"{path} is a folder. Please choose a file.", "unreadable")
        if path.exists() and not path.is_file():
            raise RejectedError(f"{path} is no ordinary file. Please choose one.", "unreadable")
        if path.stat().st_size > BIGGEST:
            sentence = (
                f"This file is over {BIGGEST >> 20} MB. Please split it and import the parts."
            )
            raise RejectedError(sentence, "too_large")
        with path.open("rb") as source:
            yield ListFile(source)
    except FileNotFoundError:
        raise RejectedError(f"There is no file {path}. Please check its name.", "missing") from None
    except PermissionError:
        sentence = f"You may not read {path}. Please ask its owner, or choose a copy."
        raise RejectedError(sentence, "unreadable") from None
    except (OSError, ValueError) as error:
        sentence = f"{path} cannot be read ({error}). Please choose another copy of it."
        raise RejectedError(sentence, "unreadable") from None


def likely_sheet(found: ListFile) -> str:
    """Return the first sheet whose columns we know, or else the first one that has columns."""
    readable = []
    for sheet in found.found.sheets:
        try:
            headers = found.top(sheet).headers
        except RejectedError:
            continue
        if sum(map(is_known, headers)) > 1:
            return sheet
        readable.append(sheet)
    return next(iter(readable), found.found.sheets[0])


def _held(found: ListFile, sheet: str) -> Table:
    sheet = sheet or likely_sheet(found)
    return hold(found.records(sheet), found.found.separator, found.found.encoding)


def _beginning(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    for line in lines:
        yield line
        size += len(line)
        if size > SAMPLE:
            return
