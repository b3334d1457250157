"""Fills the care page: the checks on a lane of their own, since they wait for the network."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from companion import __version__
from companion.services.care import findings_text
from companion.ui.care.bundle import BundleDialog
from companion.ui.files import choose_new_file
from companion.ui.tasks import Tasks

if TYPE_CHECKING:
    from companion.domain.errors import CompanionError
    from companion.services.care import Backup, Care, Paper
    from companion.services.findings import Finding
    from companion.ui.care.page import CarePage
    from companion.ui.messages import Messages


class CarePresenter(QObject):
    """``shown`` comes when the page can be looked at; ``restored`` carries a backup to put back."""

    shown = Signal()
    restored = Signal(object)

    def __init__(self, page: CarePage, care: Care, desk: Tasks, messages: Messages) -> None:
        super().__init__(page)
        self._page = page
        self._care = care
        self._desk = desk
        self._messages = messages
        self._lane = Tasks("checks", self)
        self._findings: tuple[Finding, ...] = ()
        page.asked_checks.connect(self.examine)
        page.asked_copy.connect(self._on_asked_copy)
        page.asked_bundle.connect(self._on_asked_bundle)
        page.asked_backup.connect(self._on_asked_backup)
        page.asked_restore.connect(self._on_asked_restore)
        page.asked_export.connect(self._on_asked_export)

    def open(self) -> None:
        """Show the page and begin to check."""
        self._desk.run(self, self._care.backups, self._page.show_backups, self._on_failed)
        self.examine()
        self.shown.emit()

    def examine(self) -> None:
        """Ask everything."""
        self._page.show_waiting()
        self._lane.run(self, self._care.examine, self._on_examined, self._on_failed)

    def stop(self) -> None:
        """The window closes."""
        self._lane.give_up()

    def _on_examined(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._page.show_findings(findings)

    def _on_asked_copy(self) -> None:
        QApplication.clipboard().setText(f"{_versions()}\n{findings_text(self._findings)}")
        self._messages.say(self.tr("The details are in the clipboard."))

    def _on_asked_bundle(self) -> None:
        findings, versions = self._findings, _versions()
        self._desk.run(
            self, lambda: self._care.papers(findings, versions), self._show_papers, self._on_failed
        )

    def _show_papers(self, papers: tuple[Paper, ...]) -> None:
        dialog = BundleDialog(papers, self._page.window())
        dialog.asked_save.connect(lambda: self._save_papers(dialog, papers))
        dialog.open()

    def _save_papers(self, dialog: BundleDialog, papers: tuple[Paper, ...]) -> None:
        def save(name: str) -> None:
            self._desk.run(
                self,
                lambda: self._care.write_bundle(Path(name), papers),
                lambda _: self._on_saved(dialog, name),
                self._on_failed,
            )

        title = self.tr("Save the papers")
        choose_new_file(dialog, title, "companion-support.zip", self.tr("ZIP files (*.zip)"), save)

    def _on_saved(self, dialog: BundleDialog, name: str) -> None:
        dialog.accept()
        self._messages.say(self.tr("Saved as {path}.").format(path=name))

    def _on_asked_backup(self) -> None:
        self._desk.run(self, self._care.back_up, self._on_backed_up, self._on_failed)

    def _on_backed_up(self, backups: tuple[Backup, ...]) -> None:
        self._page.show_backups(backups)
        self._messages.say(self.tr("A backup was made and read back."))

    def _on_asked_restore(self, backup: Backup) -> None:
        self._messages.ask(
            self.tr("Put this backup back?"),
            self.tr(
                "The window closes and opens again. What is not sent yet is kept; everything else "
                "is fetched from the server anew. What is here now is kept beside it, encrypted."
            ),
            self.tr("Put back"),
            lambda: self.restored.emit(backup),
        )

    def _on_asked_export(self) -> None:
        self._messages.ask(
            self.tr("Export everything, unencrypted?"),
            self.tr(
                "All prospects, calls and notes of this profile go into a file that anybody who "
                "has it can read. Please keep it where only you can reach it."
            ),
            self.tr("Choose a file …"),
            self._export,
        )

    def _export(self) -> None:
        def write(name: str) -> None:
            self._desk.run(
                self, lambda: self._care.export(Path(name)), self._on_exported, self._on_failed
            )

        title = self.tr("Export everything")
        name = "companion-unencrypted.zip"
        choose_new_file(self._page.window(), title, name, self.tr("ZIP files (*.zip)"), write)

    def _on_exported(self, count: int) -> None:
        words = self.tr("{count} records were written, unencrypted.")
        self._messages.say(words.format(count=f"{count:,}"))

    def _on_failed(self, error: CompanionError) -> None:
        self._messages.say_error(error)


def _versions() -> str:
    versions = f"Companion {__version__}, Qt {qt_version}, Python {platform.python_version()}"
    return f"{versions}, {platform.platform()}"
