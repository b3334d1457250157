"""One line above the buttons that offers to take the last step back, for as long as it helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from companion.ui.parts.buttons import Link
from companion.ui.parts.shapes import draw_box
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

_OFFERED_FOR = 20_000


class UndoBar(QWidget):
    """Offers one thing at a time: what was done last. ``undone`` comes when it was taken back."""

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo: Callable[[], None] | None = None
        self._is_of_form = False
        self._sentence = Words("", SMALL, lines=2)
        self.button = Link(self.tr("Take it back"), "Ctrl+Z")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.undo)
        self._ending = QTimer(self)
        self._ending.setSingleShot(True)
        self._ending.setInterval(_OFFERED_FOR)
        self._ending.timeout.connect(self.withdraw)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self._sentence, stretch=1)
        row.addWidget(self.button)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is offered to be taken back; empty if nothing is."""
        return self._sentence.text() if self._undo is not None else ""

    def offer(self, sentence: str, undo: Callable[[], None], *, is_of_form: bool = False) -> None:
        """Say what was done and offer to undo it, in place of what was offered before.

        What ``is_of_form`` means nothing any more once somebody else is opened.
        """
        self._undo, self._is_of_form = undo, is_of_form
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        self._ending.start()

    def undo(self) -> bool:
        """Take back what is offered; tell whether there was anything."""
        undo = self._undo
        self.withdraw()
        if undo is None:
            return False
        undo()
        self.undone.emit()
        return True

    def withdraw(self) -> None:
        """Offer nothing any more."""
        self._ending.stop()
        self._undo = None
        self.hide()

    def leave_form(self) -> None:
        """Somebody else is opened: what was about the form before is past."""
        if self._is_of_form:
            self.withdraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the quiet ground."""
        draw_box(QPainter(self), QRectF(self.rect()), 8, tokens_now().background)
