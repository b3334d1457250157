"""While the person signs in in the browser: what to do there, and what to do if nothing happens."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import MESSAGE, SMALL

_COPIED_FOR = 3_000


class WaitingDialog(QDialog):
    """``asked_open`` opens the browser once more; closing the dialog gives the attempt up."""

    asked_open = Signal()

    def __init__(self, host: str, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self.setWindowTitle(self.tr("Sign in in your browser"))
        self.setMinimumWidth(520)
        self._title = Words(
            self.tr("Your browser is open at {server}").format(server=host), MESSAGE
        )
        self._meaning = Words(
            self.tr(
                "Sign in there as you always do, and say yes to this laptop. Companion goes on by "
                "itself and never sees your password."
            ),
            ink="muted",
        )
        self.sentence = Words("", SMALL, "bad")
        self.sentence.hide()
        self.open_again = Button(self.tr("Open again"))
        self.copy = Button(self.tr("Copy address"))
        self.cancel = Button(self.tr("Cancel"), "Esc")
        self.open_again.clicked.connect(self.asked_open)
        self.copy.clicked.connect(self._on_copy)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        self.open_again.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong while it still waits; empty takes it back."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def show_arrived(self) -> None:
        """Say that the browser answered, and that the rest takes a moment."""
        self._title.setText(self.tr("Signing in …"))
        self._meaning.setText(self.tr("The browser answered. You can close its page."))
        self.show_problem("")
        self.open_again.setEnabled(False)
        self.copy.setEnabled(False)

    def show_over(self, sentence: str) -> None:
        """Say why it ended; only closing is left."""
        self._title.setText(self.tr("Not signed in"))
        self._meaning.setText(sentence)
        self.show_problem("")
        self.open_again.hide()
        self.copy.hide()
        self.cancel.show_words(self.tr("Close"))
        self.cancel.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.copy.show_words(self.tr("Copied"))
        QTimer.singleShot(_COPIED_FOR, self.copy, lambda: self.copy.show_words(self._copy_words()))

    def _copy_words(self) -> str:
        return self.tr("Copy address")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(12)
        for part in (self._title, self._meaning, self.sentence):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.open_again)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.cancel)
        column.addLayout(row)
