"""Lists taken over on a laptop as its window does: step by step to the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.services.views import ListChoice

if TYPE_CHECKING:
    from pathlib import Path

    from companion.domain.import_reports import ImportKind, ImportReport, Undone
    from companion.services.imports import Imports


class Took:
    """What taking a list over did, or would do: told of every row."""

    def __init__(self, report: ImportReport, changes: Changes, import_id: str, steps: int) -> None:
        self.report = report
        self.changes = changes
        self.import_id = import_id
        self.steps = steps


def take(
    imports: Imports,
    path: Path,
    kind: ImportKind,
    mapping: dict[str, str] | None = None,
    *,
    sheet: str = "",
    line: int = 0,
    is_dry: bool = False,
    most: int = 100_000,
) -> Took:
    """Take a list over to its end, or stop after so many steps."""
    run = imports.begin(path, kind, ListChoice(sheet, line, mapping or {}), is_dry=is_dry)
    changes, steps = Changes(), 0
    try:
        while steps < most:
            step = run.step()
            changes |= step.changes
            steps += 1
            if step.is_over:
                break
        report = replace(run.report, lines=tuple(run.lines()))
        return Took(report, changes, run.import_id, steps)
    finally:
        run.close()


def undo(imports: Imports, import_id: str) -> tuple[Undone, Changes]:
    """Undo a whole list."""
    run, changes = imports.begin_undo(import_id), Changes()
    while not (step := run.step()).is_over:
        changes |= step.changes
    return run.undone, changes | step.changes
