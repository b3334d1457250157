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
from companion.ui.files import write_file
from companion.ui.imports.dialog import ImportDialog
from companion.ui.said import said

if TYPE_CHECKING:
    from companion.domain.errors import CompanionError
    from companion.domain.import_reports import ImportReport
    from companion.services.imports import Imports
    from companion.services.views import Imported
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
        desk.run(self, lambda: imports.columns(path, kind), dialog.show_columns, self._on_failed)
        self._look()

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
        path, kind = self._path, self._kind
        self._desk.run(
            self,
            lambda: (mapping, self._imports.preview(path, kind, mapping, progress)),
            self._on_looked,
            self._on_failed,
        )

    def _on_looked(self, looked: tuple[dict[str, str], ImportReport]) -> None:
        mapping, report = looked
        if mapping == self._mapping:
            self._watch.stop()
            self._report = report
            self._dialog.show_report(report)

    def _on_mapped(self, mapping: dict[str, str]) -> None:
        self._mapping = mapping
        self._look()

    def _on_agreed(self) -> None:
        mapping, progress = dict(self._mapping), self._begin()
        # The window owns this errand: a closed dialog must not hide what was brought.
        self._desk.run(
            self._presenter,
            lambda: self._imports.run(self._path, self._kind, mapping, progress),
            self._on_run,
            self._on_failed,
        )

    def _on_run(self, imported: Imported) -> None:
        self._presenter.changed.emit(imported.changes)
        self._report = imported.report
        if isValid(self._dialog):
            self._watch.stop()
            self._dialog.show_report(imported.report)

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
