"""What an import did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.ui.said import said

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport, RowProblem

translate = QCoreApplication.translate


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
    return words.format(line=problem.line, field=problem.field, reason=said(problem.reason))
