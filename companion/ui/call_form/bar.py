"""The foot of the form: what to mend, what can be taken back, and the two ways to save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.call_form.undo import UndoBar
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL


class SaveBar(QWidget):
    """``saved`` carries whether the next prospect is to open."""

    saved = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        self.undo = UndoBar()
        self.save = Button(self.tr("Save"), "Ctrl+S")
        self.save_and_next = Button(self.tr("Save and next"), is_main=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.save, self.save_and_next):
            button.setAutoDefault(False)
            row.addWidget(button, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 20)
        column.setSpacing(6)
        column.addWidget(self._sentence)
        column.addWidget(self.undo)
        column.addLayout(row)
        self.save.clicked.connect(lambda: self.saved.emit(False))  # noqa: FBT003 - a signal's value
        self.save_and_next.clicked.connect(lambda: self.saved.emit(True))  # noqa: FBT003 - as above

    def show_problem(self, sentence: str) -> None:
        """Say what has no field of its own to stand by; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def allow_saving(self, *, is_allowed: bool) -> None:
        """Let the buttons act, or rest while nobody is open; taking back stays possible."""
        self.save.setEnabled(is_allowed)
        self.save_and_next.setEnabled(is_allowed)
