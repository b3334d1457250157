"""What became of a file: every row imported, updated, unchanged, or reported with its reason."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The truth about one import: the four counts add up to ``rows`` (the header not counted).

    ``problems`` holds at least one entry per rejected row, and also what was left out of rows
    that were taken (a phone that could not be read, say). ``unmapped`` names columns not used.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    unmapped: tuple[str, ...] = ()
    is_dry_run: bool = False


COUNTS = ("rows", "created", "updated", "unchanged", "rejected")
"""The counts of a report, in the order in which they are told."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")


def report_csv(report: ImportReport) -> str:
    """Return the report as CSV: the counts, then one row per problem, then columns not used."""
    written = io.StringIO()
    table = csv.writer(written)
    for name in COUNTS:
        table.writerow([name, getattr(report, name), ""])
    table.writerow(["line", "field", "reason"])
    for problem in report.problems:
        table.writerow([problem.line, inert_cell(problem.field), inert_cell(problem.reason)])
    for header in report.unmapped:
        table.writerow(["", inert_cell(header), "not used"])
    return written.getvalue()


def inert_cell(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet runs as a formula (OWASP ASVS 1.2.10)."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
