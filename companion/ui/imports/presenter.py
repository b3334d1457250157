"""An import from choosing the file to the saved report; all of it on the desk's lane, in steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.domain.import_reports import ImportKind
from companion.services.views import ListChoice
from companion.ui.dates import moment
from companion.ui.imports.dialog import ImportDialog
from companion.ui.imports.report import undone_sentence
from companion.ui.imports.walks import Walk
from companion.ui.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.domain.import_reports import ImportReport, PreviewRow
    from companion.services.imports import Imports
    from companion.services.list_runs import ListRun
    from companion.services.views import ImportColumns, LastImport, Step
    from companion.ui.messages import Messages
    from companion.ui.tasks import Tasks


class ImportPresenter(QObject):
    """``changed`` carries what an import brought."""

    changed = Signal(object)

    def __init__(self, window: QWidget, imports: Imports, desk: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._imports = imports
        self._desk = desk

    def choose_file(self, kind: ImportKind) -> None:
        """Ask for a file and show what is in it."""
        dialog = QFileDialog(self._window, self.tr("Choose a list"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Lists (*.csv *.tsv *.txt *.xlsx)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda name: self.open(Path(name), kind))
        dialog.open()

    def ask_undo(self, messages: Messages) -> None:
        """Ask whether the list that was taken over last shall be undone."""
        self._desk.run(self, self._imports.last, lambda last: self._on_last(last, messages))

    def _on_last(self, last: LastImport | None, messages: Messages) -> None:
        if last is None:
            messages.say(self.tr("There is no import of the last 30 days to undo."))
            return
        question = self.tr("Undo the import of {file}?").format(file=last.file_name)
        words = self.tr(
            "It was taken over on {when}: {created} new, {updated} updated. New people go again, "
            "what was updated goes back. Whom you changed or worked with since stays."
        )
        explanation = words.format(
            when=moment(last.taken_at), created=last.created, updated=last.updated
        )
        undo = self.tr("Undo the import")
        messages.ask(question, explanation, undo, lambda: self._undo(last.import_id, messages))

    def _undo(self, import_id: str, messages: Messages) -> None:
        undo = self._imports.begin_undo(import_id)
        walk = Walk(self, self._desk, undo.step)
        walk.changed.connect(self.changed)
        walk.ended.connect(lambda: messages.say(undone_sentence(undo.undone)))
        walk.failed.connect(messages.say_error)
        walk.ended.connect(walk.deleteLater)
        walk.go()

    def open(self, path: Path, kind: ImportKind) -> ImportDialog:
        """Show what is in a file and what would become of it."""
        words = {
            ImportKind.PROSPECTS: self.tr("Import prospects from {file}"),
            ImportKind.CAMPAIGNS: self.tr("Import campaigns from {file}"),
        }
        dialog = ImportDialog(words[kind].format(file=path.name), self._window)
        _Import(dialog, self, self._imports, self._desk, path, kind)
        dialog.open()
        return dialog


class _Import(QObject):
    """One file on its way; lives as long as its dialog."""

    def __init__(
        self,
        dialog: ImportDialog,
        presenter: ImportPresenter,
        imports: Imports,
        desk: Tasks,
        path: Path,
        kind: ImportKind,
    ) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._presenter = presenter
        self._imports = imports
        self._desk = desk
        self._path, self._kind = path, kind
        self._choice = ListChoice()
        self._run: ListRun | None = None
        self._walk: Walk | None = None
        self._import_id = ""
        dialog.stopped.connect(self._on_stop)
        dialog.mapped.connect(self._on_mapped)
        dialog.agreed.connect(self._on_agreed)
        dialog.asked_report.connect(self._on_asked_report)
        dialog.chose_sheet.connect(self._on_chose_sheet)
        dialog.chose_line.connect(self._on_chose_line)
        dialog.asked_undo.connect(self._on_asked_undo)
        dialog.finished.connect(self._let_go)
        self._open_sheet()

    # -- looking ---------------------------------------------------------------------------------

    def _open_sheet(self) -> None:
        self._let_go()
        self._dialog.show_busy(is_busy=True)
        path, kind, choice = self._path, self._kind, self._choice
        self._desk.run(
            self,
            lambda: self._imports.columns(path, kind, choice.sheet, choice.header_line),
            self._on_columns,
            self._on_failed,
        )

    def _on_columns(self, columns: ImportColumns) -> None:
        self._dialog.show_columns(columns)
        mapping = self._dialog.mapping()
        self._choice = ListChoice(columns.sheet, self._choice.header_line, mapping)
        self._look()

    def _on_chose_sheet(self, sheet: str) -> None:
        self._choice = ListChoice(sheet)
        self._open_sheet()

    def _on_chose_line(self, line: int) -> None:
        self._choice = ListChoice(self._choice.sheet, line)
        self._open_sheet()

    def _on_mapped(self, mapping: dict[str, str]) -> None:
        self._choice = ListChoice(self._choice.sheet, self._choice.header_line, mapping)
        self._look()

    def _look(self) -> None:
        """Show the first rows as they will be, and try all of them out."""
        path, kind, choice = self._path, self._kind, self._choice
        self._let_go()
        self._desk.run(
            self,
            lambda: (choice, self._imports.first_rows(path, kind, choice)),
            self._on_first,
            self._on_failed,
        )
        self._begin(is_dry=True)

    def _on_first(self, looked: tuple[ListChoice, tuple[PreviewRow, ...]]) -> None:
        if looked[0] == self._choice:
            self._dialog.show_first(looked[1])

    # -- trying out and taking over --------------------------------------------------------------

    def _begin(self, *, is_dry: bool) -> None:
        run = self._imports.begin(self._path, self._kind, self._choice, is_dry=is_dry)
        self._run = run
        self._walk = walk = Walk(self._presenter, self._desk, run.step)
        walk.changed.connect(self._presenter.changed)
        walk.stepped.connect(self._on_stepped)
        walk.ended.connect(lambda: self._tell(run, self._on_ended))
        walk.stopped.connect(lambda: self._tell(run, self._on_stopped))
        walk.failed.connect(self._on_failed)
        self._dialog.show_busy(is_busy=True)
        walk.go()

    def _tell(self, run: ListRun, heard: Callable[[ListRun, ImportReport, int], None]) -> None:
        """Ask, on the lane, what became of the rows of the list that is on its way still."""
        self._desk.run(
            self,
            lambda: (run, run.report, run.problem_count),
            lambda told: heard(*told) if told[0] is self._run else None,
            self._on_failed,
        )

    def _on_stepped(self, step: Step, left: float | None) -> None:
        if self.sender() is self._walk:
            self._dialog.show_progress(step.done, step.total, left)

    def _on_ended(self, run: ListRun, report: ImportReport, count: int) -> None:
        if run.is_dry:
            self._dialog.show_report(report, count)
            return
        self._dialog.show_taken(report, count)
        self._offer_undo(run)

    def _on_stopped(self, run: ListRun, report: ImportReport, count: int) -> None:
        if not run.is_dry:
            self._dialog.show_stopped(report, count)
            self._offer_undo(run)

    def _offer_undo(self, run: ListRun) -> None:
        self._import_id = run.import_id
        if self._import_id and self._kind is ImportKind.PROSPECTS:
            self._dialog.offer_undo()

    def _on_agreed(self) -> None:
        """Take the list over, or go on where it was stopped."""
        self._dialog.show_taking()
        if self._run is not None and not self._run.is_dry and self._walk is not None:
            self._dialog.show_busy(is_busy=True)
            self._walk.go()
            return
        self._let_go()
        self._begin(is_dry=False)

    def _on_stop(self) -> None:
        if self._walk is not None:
            self._walk.stop()

    def _let_go(self) -> None:
        """Stop what is under way, and let go of what was held aside for it."""
        walk, run = self._walk, self._run
        self._walk = self._run = None
        if walk is not None and run is not None:
            walk.stop()
            self._desk.run(self._presenter, run.close, lambda _: walk.deleteLater())

    # -- undoing, and what went wrong ------------------------------------------------------------

    def _on_asked_undo(self) -> None:
        self._let_go()
        self._dialog.show_busy(is_busy=True)
        undo = self._imports.begin_undo(self._import_id)
        self._walk = walk = Walk(self._presenter, self._desk, undo.step)
        walk.changed.connect(self._presenter.changed)
        walk.stepped.connect(self._on_stepped)
        walk.ended.connect(lambda: self._dialog.show_undone(undo.undone))
        walk.failed.connect(self._on_failed)
        walk.go()

    def _on_failed(self, error: CompanionError) -> None:
        self._dialog.show_error(said(error.sentence))

    def _on_asked_report(self) -> None:
        dialog = QFileDialog(self._dialog, self.tr("Save the report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self.save_report(Path(name)))
        dialog.open()

    def save_report(self, path: Path) -> None:
        """Write the report where the person wants it."""
        if (run := self._run) is not None:
            self._desk.run(self, lambda: run.write_report(path), None, self._on_failed)
