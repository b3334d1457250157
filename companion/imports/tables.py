"""A file of rows, whatever program wrote it: its column names, its rows, their line numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.import_reports import RowProblem
from companion.imports.encodings import decode
from companion.imports.headers import HEADER_WITHIN, find_header, told_apart
from companion.imports.separators import Record, declared_separator, records, sniff

if TYPE_CHECKING:
    from pathlib import Path

BIGGEST = 256 * 1024 * 1024
"""Biggest file taken, in bytes; it is held in memory."""

MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: as many cells as the table has columns. ``line`` is its first in the file.

    ``refusal`` says why the cells cannot be trusted to stand under their headers; empty if fine.
    """

    line: int
    cells: tuple[str, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. Blank rows are no rows; ``problems`` tells what was padded or lost."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    separator: str
    header_line: int
    problems: tuple[RowProblem, ...] = ()


def read_table(path: Path) -> Table:
    """Read a table from a CSV file in any of the usual encodings and separators.

    Raises:
        RejectedError: the file cannot be read or is no table; the sentence says what to do.
    """
    return table_from(_content(path))


def table_from(content: bytes) -> Table:
    """Read a table from the bytes of a file.

    Raises:
        RejectedError: the bytes are no table; the sentence says what to do.
    """
    text, encoding = decode(content)
    if not text.strip("\0 \t\r\n\ufeff"):
        raise RejectedError("This file is empty. Please choose another.", "empty")
    declared = declared_separator(text)
    separator = declared or sniff(text)
    parted = records(text, separator)
    top = list(islice(parted, 5 * HEADER_WITHIN))
    if declared:
        top[0] = Record(1, ())
    at = find_header(top)
    headers = _names(top[at])
    filled = [each for each in (*top[at + 1 :], *parted) if not each.is_blank()]
    rows = tuple(_row(each, len(headers)) for each in filled)
    is_clean = "\0" not in text and "\ufffd" not in text
    uneven = [each for each in filled if not is_clean or len(each.cells) < len(headers)]
    problems = [problem for each in uneven for problem in _problems(each, headers)]
    return Table(headers, rows, encoding, separator, top[at].line, tuple(problems))


def _content(path: Path) -> bytes:
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
        return path.read_bytes()
    except FileNotFoundError:
        raise RejectedError(f"There is no file {path}. Please check its name.", "missing") from None
    except PermissionError:
        sentence = f"You may not read {path}. Please ask its owner, or choose a copy."
        raise RejectedError(sentence, "unreadable") from None
    except (OSError, ValueError) as error:
        sentence = f"{path} cannot be read ({error}). Please choose another copy of it."
        raise RejectedError(sentence, "unreadable") from None


def _names(header: Record) -> tuple[str, ...]:
    if len(header.cells) > MOST_COLUMNS:
        sentence = f"This table has over {MOST_COLUMNS:,} columns. Please export fewer."
        raise RejectedError(sentence, "too_large")
    return told_apart([cell.replace("\0", "") for cell in header.cells])


def _row(record: Record, width: int) -> Row:
    cells = record.cells
    if any("\0" in cell for cell in cells):
        cells = tuple(cell.replace("\0", "") for cell in cells)
    if len(cells) == width and not record.is_open:
        return Row(record.line, cells)
    refusal = ""
    if record.is_open:
        refusal = "A quotation mark opens in this line and never closes."
    elif any(cell.strip() for cell in cells[width:]):
        refusal = (
            f"There are {len(cells)} cells but only {width} columns. "
            "Please put cells that hold the separator into quotation marks."
        )
    return Row(record.line, (*cells, *[""] * (width - len(cells)))[:width], refusal)


def _problems(record: Record, headers: tuple[str, ...]) -> list[RowProblem]:
    found = []
    if len(record.cells) < len(headers) and not record.is_open:
        reason = (
            f"There are only {len(record.cells)} of {len(headers)} cells; "
            "the missing ones are taken as empty."
        )
        found.append(RowProblem(record.line, headers[len(record.cells)], reason))
    for number, cell in enumerate(record.cells[: len(headers)]):
        if "\0" in cell or "\ufffd" in cell:
            reason = "There is a character that cannot be read. Please check this text."
            found.append(RowProblem(record.line, headers[number], reason))
    return found
