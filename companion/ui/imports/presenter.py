"""An import from choosing the file to the saved report; all of it on the desk's lane."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from companion.domain.import_reports import ImportKind, report_csv
from companion.domain.progress import Progress, seconds_left
from companion.ui.dates import moment
from companion.ui.files import write_file
from companion.ui.imports.dialog import ImportDialog
from companion.ui.imports.report import undone_sentence
from companion.ui.said import said

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.errors import CompanionError
    from companion.domain.import_reports import ImportReport, Undone
    from companion.services.imports import Imports
    from companion.services.views import ImportColumns, Imported, ImportPreview, LastImport
    from companion.ui.messages import Messages
    from companion.ui.tasks import Tasks

_WATCH_EVERY = 100


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
        def undone(done: tuple[Undone, Changes]) -> None:
            self.changed.emit(done[1])
            messages.say(undone_sentence(done[0]))

        self._desk.run(self, lambda: self._imports.undo(import_id), undone, messages.say_error)

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
        self._mapping: dict[str, str] = {}
        self._sheet = ""
        self._import_id = ""
        self._report: ImportReport | None = None
        self._progress = Progress()
        self._began = time.monotonic()
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_EVERY)
        self._watch.timeout.connect(self._on_watched)
        dialog.stopped.connect(self._stop)
        dialog.mapped.connect(self._on_mapped)
        dialog.agreed.connect(self._on_agreed)
        dialog.asked_report.connect(self._on_asked_report)
        dialog.chose_sheet.connect(self._on_chose_sheet)
        dialog.asked_undo.connect(self._on_asked_undo)
        self._open_sheet()

    def _open_sheet(self) -> None:
        self._dialog.show_busy(is_busy=True)
        path, kind, sheet = self._path, self._kind, self._sheet
        self._desk.run(
            self,
            lambda: self._imports.columns(path, kind, sheet),
            self._on_columns,
            self._on_failed,
        )

    def _on_columns(self, columns: ImportColumns) -> None:
        self._dialog.show_columns(columns)
        self._sheet = columns.sheet
        self._mapping = self._dialog.mapping()
        self._look()

    def _on_chose_sheet(self, sheet: str) -> None:
        self._sheet = sheet
        self._open_sheet()

    def _begin(self) -> Progress:
        """Stop what is under way, and watch something new."""
        self._progress.stop()
        self._progress = Progress()
        self._began = time.monotonic()
        self._watch.start()
        self._dialog.show_busy(is_busy=True)
        return self._progress

    def _stop(self) -> None:
        self._progress.stop()
        self._watch.stop()

    def _on_watched(self) -> None:
        now = self._progress
        left = seconds_left(now.done, now.total, time.monotonic() - self._began)
        # Each row is read and then taken: two steps, one row.
        self._dialog.show_progress(now.done // 2, now.total // 2, left)

    def _look(self) -> None:
        mapping, progress = dict(self._mapping), self._begin()
        path, kind, sheet = self._path, self._kind, self._sheet
        self._desk.run(
            self,
            lambda: (mapping, self._imports.preview(path, kind, mapping, progress, sheet)),
            self._on_looked,
            self._on_failed,
        )

    def _on_looked(self, looked: tuple[dict[str, str], ImportPreview]) -> None:
        mapping, seen = looked
        if mapping == self._mapping:
            self._watch.stop()
            self._report = seen.report
            self._dialog.show_first(seen.rows)
            self._dialog.show_report(seen.report)

    def _on_mapped(self, mapping: dict[str, str]) -> None:
        self._mapping = mapping
        self._look()

    def _on_agreed(self) -> None:
        mapping, progress = dict(self._mapping), self._begin()
        # The window owns this errand: a closed dialog must not hide what was brought.
        self._desk.run(
            self._presenter,
            lambda: self._imports.run(self._path, self._kind, mapping, progress, self._sheet),
            self._on_run,
            self._on_failed,
        )

    def _on_run(self, imported: Imported) -> None:
        self._presenter.changed.emit(imported.changes)
        self._report = imported.report
        if isValid(self._dialog):
            self._watch.stop()
            self._dialog.show_report(imported.report)
            self._import_id = imported.import_id
            if self._import_id:
                self._dialog.offer_undo()

    def _on_asked_undo(self) -> None:
        import_id = self._import_id
        self._dialog.show_busy(is_busy=True)
        self._desk.run(
            self._presenter, lambda: self._imports.undo(import_id), self._on_undone, self._on_failed
        )

    def _on_undone(self, undone: tuple[Undone, Changes]) -> None:
        self._presenter.changed.emit(undone[1])
        if isValid(self._dialog):
            self._dialog.show_undone(undone[0])

    def _on_failed(self, error: CompanionError) -> None:
        if isValid(self._dialog) and error.code != "stopped":
            self._watch.stop()
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
        report = self._report
        if report is not None:
            self._desk.run(self, lambda: write_file(path, report_csv(report), "utf-8-sig"))
