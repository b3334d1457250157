"""What an import did, in words, and as a file that any spreadsheet opens."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport, RowProblem

translate = QCoreApplication.translate

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")


def report_sentence(report: ImportReport) -> str:
    """Sum an import up: every row is in one of the four counts."""
    if report.is_dry_run:
        words = translate(
            "Imports",
            "{rows} rows: {created} would be new, {updated} updated, {unchanged} are known "
            "already, {rejected} cannot be taken.",
        )
    else:
        words = translate(
            "Imports",
            "{rows} rows: {created} new, {updated} updated, {unchanged} known already, "
            "{rejected} not taken.",
        )
    return words.format(
        rows=report.rows,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
    )


def problem_sentence(problem: RowProblem) -> str:
    """Say where in the file something was not taken, and why."""
    words = translate("Imports", "Line {line}, {field}: {reason}")
    if not problem.field:
        words = translate("Imports", "Line {line}: {reason}")
    return words.format(line=problem.line, field=problem.field, reason=problem.reason)


def report_text(report: ImportReport) -> str:
    """Return the report as CSV: the counts, then one row per problem."""
    written = io.StringIO()
    table = csv.writer(written)
    for name in ("rows", "created", "updated", "unchanged", "rejected"):
        table.writerow([name, getattr(report, name), ""])
    table.writerow(["line", "field", "reason"])
    for problem in report.problems:
        table.writerow([problem.line, _safe(problem.field), _safe(problem.reason)])
    for header in report.unmapped:
        table.writerow(["", _safe(header), "not used"])
    return written.getvalue()


def _safe(cell: str) -> str:
    # A spreadsheet would run a cell that begins so as a formula (OWASP ASVS 1.2.10).
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
