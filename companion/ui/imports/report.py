"""What an import did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.ui.imports.fields import field_words
from companion.ui.said import said

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport, PreviewRow, RowProblem, Undone

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


def preview_sentence(row: PreviewRow) -> str:
    """Show one of the first rows as it will be, on one line, with what is left out of it."""
    said_of_it = " · ".join(" ".join(text.split()) for _, text in row.facts)
    problems = " ".join(_reason(each) for each in row.problems)
    if row.is_refused:
        words = translate("Imports", "Line {line} is not taken: {reason}")
    elif problems:
        words = translate("Imports", "Line {line}: {row} ({reason})")
    else:
        words = translate("Imports", "Line {line}: {row}")
    return words.format(line=row.line, row=said_of_it, reason=problems)


def undone_sentence(undone: Undone) -> str:
    """Say what undoing a list did."""
    words = translate("Imports", "Undone: {gone} removed again, {back} as they were before.")
    if undone.kept:
        words = translate(
            "Imports",
            "Undone: {gone} removed again, {back} as they were before. {kept} stay: you changed or "
            "worked with them since.",
        )
    return words.format(gone=undone.gone, back=undone.back, kept=undone.kept)


def problem_sentence(problem: RowProblem) -> str:
    """Say where in the file something was not taken, and why."""
    words = translate("Imports", "Line {line}, {field}: {reason}")
    if problem.field in ("", "row"):
        words = translate("Imports", "Line {line}: {reason}")
    return words.format(
        line=problem.line, field=field_words(problem.field), reason=said(problem.reason)
    )


def _reason(problem: RowProblem) -> str:
    reason = said(problem.reason)
    return reason if problem.field in ("", "row") else f"{field_words(problem.field)}: {reason}"
