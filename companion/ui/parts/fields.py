"""Fields for typing: texts that grow with their words, and a place for what must be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.parts.words import Words
from companion.ui.tokens import BODY, SMALL, font_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent


class GrowingText(QPlainTextEdit):
    """A text of a few lines that is as tall as its words; Tab leaves it, as in any other field."""

    entered = Signal()
    went_up = Signal()
    went_down = Signal()

    def __init__(self, name: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setFont(font_of(BODY))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._fit)

    def be_bare(self) -> None:
        """Do without a box, on a card that has one."""
        self.setProperty("is_bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)

    def sizeHint(self) -> QSize:
        """Ask for the height of the words."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Never be lower than the words."""
        return QSize(40, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew when the width changes."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the panel to decide; Shift+Enter begins a new line."""
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        signals = {
            Qt.Key.Key_Return: self.entered,
            Qt.Key.Key_Enter: self.entered,
            Qt.Key.Key_Up: self.went_up,
            Qt.Key.Key_Down: self.went_down,
        }
        signal = signals.get(Qt.Key(event.key()))
        is_arrow = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if signal is not None and is_plain:
            signal.emit()
            if not is_arrow:
                return
        super().keyPressEvent(event)

    def _height(self) -> int:
        lines = max(self._least, int(self.document().size().height()))
        box = 0 if self.property("is_bare") else 2 * 6
        return lines * self.fontMetrics().lineSpacing() + box + 4

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())


class Notes(QPlainTextEdit):
    """Free notes that take the room there is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setFont(font_of(BODY))
        self.setTabChangesFocus(True)
        self.setMinimumHeight(44)

    def sizeHint(self) -> QSize:
        """Ask for two lines; more is welcome."""
        return QSize(super().sizeHint().width(), 56)


class Mended(QWidget):
    """A field with room under it for the sentence that says what to mend."""

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(field)
        column.addWidget(self._sentence)

    def show_problem(self, sentence: str) -> None:
        """Say what to mend; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)
        mark_wrong(self.field, is_wrong=bool(sentence))

    @property
    def sentence(self) -> str:
        """What is said under the field now."""
        return self._sentence.text()


def mark_wrong(field: QWidget, *, is_wrong: bool) -> None:
    """Give a field the border that says it must be mended."""
    if bool(field.property("is_wrong")) != is_wrong:
        field.setProperty("is_wrong", is_wrong)
        field.style().unpolish(field)
        field.style().polish(field)
