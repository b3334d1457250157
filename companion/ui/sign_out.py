"""Signing out: what is not sent is said first, and can be sent or exported before anything goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.files import choose_new_file
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import MESSAGE, SMALL

if TYPE_CHECKING:
    from companion.services.views import SyncStatus

FILE_NAME = "companion-not-sent-NOT-ENCRYPTED.json"


class SignOutDialog(QDialog):
    """``agreed`` says whether the encrypted files stay; ``asked_send`` sends now, ``asked_export``
    carries where to.
    """

    agreed = Signal(bool)
    asked_send = Signal()
    asked_export = Signal(object)

    def __init__(self, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sign out"))
        self.setMinimumWidth(540)
        self._unsent = 0
        self._is_exported = False
        self._title = Words(self.tr("Sign out of {server}?").format(server=server), MESSAGE)
        self.unsent = Words("", ink="bad")
        self.news = Words("", SMALL, "muted")
        self.deletes = QCheckBox(self.tr("Also delete the encrypted files from this laptop"))
        self.deletes.setChecked(True)
        self.send = Button(self.tr("Send now"), is_main=True)
        self.export = Button(self.tr("Export …"))
        self.go_on = Button("")
        self.cancel = Button(self.tr("Cancel"), "Esc")
        self.send.clicked.connect(self._on_send)
        self.export.clicked.connect(self._on_export)
        self.go_on.clicked.connect(self._on_agreed)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        self._show()
        self.cancel.setFocus()

    def show_status(self, status: SyncStatus) -> None:
        """Say how much is not sent now; entries that need a look count too."""
        self._unsent = status.unsent + status.attention
        self._show()

    def show_exported(self, path: Path) -> None:
        """Say where the export lies, and that it is readable by anybody."""
        self._is_exported = True
        words = self.tr("Exported to {path}. The file is not encrypted: please keep it safe.")
        self.news.setText(words.format(path=path))
        self._show()

    def show_problem(self, sentence: str) -> None:
        """Say what did not work."""
        self.news.setText(sentence)

    def _show(self) -> None:
        is_all_sent = not self._unsent
        self.unsent.setText(self._unsent_words())
        self.unsent.setVisible(not is_all_sent)
        self.send.setVisible(not is_all_sent)
        self.export.setVisible(not is_all_sent)
        is_safe = is_all_sent or self._is_exported
        words = self.tr("Sign out") if is_safe else self.tr("Sign out and lose it")
        self.go_on.show_words(words)
        self.go_on.is_main = is_all_sent
        self.go_on.update()

    def _unsent_words(self) -> str:
        if self._unsent == 1:
            return self.tr("1 entry is not on the server yet. It would be lost.")
        words = self.tr("{count} entries are not on the server yet. They would be lost.")
        return words.format(count=self._unsent)

    def _on_send(self) -> None:
        self.news.setText(self.tr("Sending …"))
        self.asked_send.emit()

    def _on_export(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        title = self.tr("Export what is not sent, not encrypted")
        name = str(Path(folder) / FILE_NAME)
        choose_new_file(
            self, title, name, "JSON (*.json)", lambda name: self.asked_export.emit(Path(name))
        )

    def _on_agreed(self) -> None:
        self.accept()
        self.agreed.emit(not self.deletes.isChecked())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self.unsent)
        meaning = self.tr(
            "The key and the sign-in of this laptop are removed, so nobody can read what is here "
            "any more. What was sent is on the server and comes back when you sign in again; a "
            "call that you began and did not save is lost."
        )
        column.addWidget(Words(meaning, ink="muted"))
        column.addWidget(self.deletes)
        column.addWidget(self.news)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.send)
        row.addWidget(self.export)
        row.addStretch(1)
        row.addWidget(self.go_on)
        row.addWidget(self.cancel)
        column.addLayout(row)
