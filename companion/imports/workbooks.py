"""Workbooks (XLSX): each sheet as records of texts, as the sheet shows them.

A workbook is a zip archive of XML, so it may claim to be small and become huge, or promise a
million rows and hold three. Nothing of it is believed: sizes are bounded before anything is read,
rows are taken one by one, and the dimensions a sheet states are left aside.
"""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import repeat
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - it is one

from companion.domain.errors import RejectedError
from companion.imports.separators import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zipfile import ZipInfo

LARGEST_PART = 384 * 1024 * 1024
"""Largest part of a workbook once unpacked, in bytes: some two million filled cells."""

LARGEST_TEXTS = 96 * 1024 * 1024
"""Largest table of shared texts once unpacked; it is the one part that is held whole."""

MOST_PARTS = 2_000
MOST_ROWS = 1_048_576
"""As many rows as a sheet can have."""

_MOST_SQUEEZED = 250
"""No honest sheet shrinks to less than a 250th."""

_HARMLESS = 1024 * 1024
_MOST_COLUMNS = 2_001
_ZIP = b"PK\x03\x04"
_CONTENT = "xl/workbook.xml"
_UNREADABLE = (
    BadZipFile,
    ZlibError,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)
"""What openpyxl and zipfile raise on a file that is damaged or made to do harm."""

_ZEROS = re.compile(r"0+")
_UNCOMPUTED = (
    "#UNKNOWN: the result of this formula is not in the file. Open it in Excel and save it."
)


class Workbook:
    """The sheets of one workbook, in its order; hidden ones and charts are left out."""

    def __init__(self, source: BinaryIO) -> None:
        from openpyxl import load_workbook  # noqa: PLC0415 - most lists are CSV

        with _damage_told(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and pictures, which we do not look at
            self._with_formulas = _check_archive(source)
            self._book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
            self._formulas = None
            if self._with_formulas:
                self._formulas = load_workbook(source, read_only=True, keep_links=False)
            self._sheets = {
                each.title: each
                for each in self._book.worksheets
                if each.sheet_state == "visible" and hasattr(each, "iter_rows")
            }
        if not self._sheets:
            raise RejectedError("This workbook has no sheet with rows. Please choose another.")

    @property
    def sheets(self) -> tuple[str, ...]:
        """Return the names of the sheets."""
        return tuple(self._sheets)

    def records(self, sheet: str) -> Iterator[Record]:
        """Yield the rows of a sheet that hold anything; ``line`` is the row's number there.

        Raises:
            RejectedError: there is no such sheet, or the workbook is damaged.
        """
        if sheet not in self._sheets:
            there = ", ".join(self._sheets)
            raise RejectedError(f"There is no sheet “{sheet}”. There are: {there}.", "no_sheet")
        with _damage_told():
            for number, (cells, formulas) in enumerate(self._rows(sheet), start=1):
                if number > MOST_ROWS:
                    sentence = f"This sheet claims more than {MOST_ROWS:,} rows. Please check it."
                    raise RejectedError(sentence, "too_large")
                if texts := _texts(cells, formulas):
                    yield Record(number, texts, is_short=True)

    def _rows(self, sheet: str) -> Iterator[tuple[Any, Any]]:
        shown: Any = self._sheets[sheet]
        shown.reset_dimensions()
        if self._formulas is None:
            return zip(shown.iter_rows(), repeat(()), strict=False)
        written: Any = self._formulas[sheet]
        written.reset_dimensions()
        return zip(shown.iter_rows(), written.iter_rows(), strict=False)


def is_workbook(source: BinaryIO) -> bool:
    """Tell whether a file is a workbook of today's kind, whatever its name says.

    So is an archive whose end is missing: what it is most likely a part of, and told as damaged.
    """
    source.seek(0)
    if source.read(len(_ZIP)) != _ZIP:
        return False
    try:
        with ZipFile(source) as archive:
            return _CONTENT in archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return True


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except RejectedError:
        raise
    except _UNREADABLE as error:
        sentence = (
            "This workbook is damaged, locked with a password, or was not sent whole. "
            "Please open it in its own program, save it as XLSX or CSV and import that file."
        )
        raise RejectedError(sentence, "workbook_damaged") from error


def _check_archive(source: BinaryIO) -> bool:
    """Check what a workbook unpacks to before any of it is; return whether it has formulas.

    Raises:
        RejectedError: ``too_large``: it is made to fill the memory.
    """
    source.seek(0)
    with ZipFile(source) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise RejectedError(_too_large("holds too many parts"), "too_large")
        for part in parts:
            _check_part(archive, part)
        sheets = [each for each in parts if each.filename.startswith("xl/worksheets/")]
        return any(_has_formula(archive, each) for each in sheets)


def _check_part(archive: ZipFile, part: ZipInfo) -> None:
    is_squeezed = part.file_size > _MOST_SQUEEZED * max(part.compress_size, 1)
    is_texts = part.filename.endswith("sharedStrings.xml")
    if part.file_size > (LARGEST_TEXTS if is_texts else LARGEST_PART):
        raise RejectedError(_too_large("is too large once unpacked"), "too_large")
    if is_squeezed and part.file_size > _HARMLESS:
        raise RejectedError(_too_large("unpacks to far more than it holds"), "too_large")
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(2048):
                raise RejectedError(_too_large("holds instructions no spreadsheet writes"))


def _too_large(what: str) -> str:
    return f"This workbook {what}. Please copy the list into a new workbook, or save it as CSV."


def _has_formula(archive: ZipFile, part: ZipInfo) -> bool:
    tail = b""
    with archive.open(part) as opened:
        while chunk := opened.read(1024 * 1024):
            if any(tag in tail + chunk for tag in (b"<f>", b"<f ", b"<f/>")):
                return True
            tail = chunk[-3:]
    return False


def _texts(cells: Iterable[Any], formulas: Iterable[Any]) -> tuple[str, ...]:
    """Return the cells of a row up to the last filled one."""
    texts = [_shown(cell) for cell in cells]
    for index, formula in enumerate(formulas):
        if formula.data_type == "f" and not texts[index]:
            texts[index] = _UNCOMPUTED
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > _MOST_COLUMNS:
        raise RejectedError("This sheet has over 2,000 columns. Please export fewer.", "too_large")
    return tuple(texts)


def _shown(cell: Any) -> str:
    """Return a cell's value as text: times so that nobody takes them for others, numbers whole."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _moment(value)


def _number(value: float, pattern: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"
    whole = str(int(value))
    return whole.zfill(len(pattern)) if _ZEROS.fullmatch(pattern or "") else whole


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""
