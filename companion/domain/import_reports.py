"""What became of a file: every row imported, updated, unchanged, or reported with its reason."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ImportKind(StrEnum):
    """What a file lists."""

    PROSPECTS = "prospects"
    CAMPAIGNS = "campaigns"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row, or a field of it, was not taken. ``line`` counts from 1 as an editor does."""

    line: int
    field: str
    reason: str


class RowOutcome(StrEnum):
    """What became of one row: exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowLine:
    """What became of one row, whose record it is about now, and what was left out of it."""

    line: int
    outcome: RowOutcome
    record_id: str | None = field(default=None, compare=False)  # made anew each time
    problems: tuple[RowProblem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of the row was taken."""
        return self.outcome is RowOutcome.REJECTED


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it will be: ``facts`` by the word for them, and what is refused or left out."""

    line: int
    facts: tuple[tuple[str, str], ...]
    problems: tuple[RowProblem, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a list did: records removed, put back, and left as people have them since."""

    gone: int = 0
    back: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The truth about one import: the four counts add up to ``rows`` (the header not counted).

    ``lines`` tells every row, in the order of the file: a refused one why, a taken one what was
    left out of it (a phone that could not be read, say). ``unmapped`` names columns not used.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    unmapped: tuple[str, ...] = ()
    lines: tuple[RowLine, ...] = ()
    is_dry_run: bool = False

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Return what was refused or left out, row by row."""
        return tuple(problem for line in self.lines for problem in line.problems)


COUNTS = ("rows", "created", "updated", "unchanged", "rejected")
"""The counts of a report, in the order in which they are told."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")


HEADINGS = ("line", "outcome", "field", "reason")


def report_csv(report: ImportReport) -> str:
    """Return the report as CSV: the counts, then every row of the list, then columns not used."""
    written = io.StringIO()
    table = csv.writer(written)
    for name in COUNTS:
        table.writerow([name, getattr(report, name), "", ""])
    table.writerow(HEADINGS)
    for line in report.lines:
        table.writerows(report_rows(line))
    for header in report.unmapped:
        table.writerow(["", "", inert_cell(header), "not used"])
    return written.getvalue()


def report_rows(line: RowLine) -> Iterator[tuple[int, str, str, str]]:
    """Yield the rows of a report about one row: one for each reason, or one without."""
    for each in line.problems or (RowProblem(line.line, "", ""),):
        yield line.line, line.outcome.value, inert_cell(each.field), inert_cell(each.reason)


def inert_cell(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet runs as a formula (OWASP ASVS 1.2.10)."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
