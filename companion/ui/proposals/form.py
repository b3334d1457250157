"""The card in which a rep writes what they would say instead of the words of the promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.cards import Card, Marked
from companion.ui.parts.fields import GrowingText
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from companion.domain.promises import Span


class ProposalForm(Card):
    """``sent`` carries the span, the wording and the reason; ``left`` that it was put away."""

    sent = Signal(object, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span: Span | None = None
        self._words = Marked()
        self.wording = GrowingText(self.tr("What would you say instead?"), lines=2)
        self.why = GrowingText(self.tr("Why? What do people hear?"))
        self._sentence = Words("", SMALL, "bad")
        self._leave = Link(self.tr("Leave it"), "Esc")
        self._send = Button(self.tr("Send to marketing"), self.tr("Enter"), is_main=True)
        self._lay_out()
        self._connect()
        self.hide()

    def begin(self, span: Span) -> None:
        """Start with words of the promise; what was being written about the same words stays."""
        if span != self._span:
            self._span = span
            self._words.setText(" ".join(span.words.split()))
            self.wording.setPlainText(span.words)
            self.why.clear()
        self.show_problem("")
        self.show()
        self.wording.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wording.selectAll()

    def show_problem(self, sentence: str) -> None:
        """Say what to mend; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.wording.setAccessibleDescription(sentence)

    def finish(self) -> None:
        """Put the card away and forget the words: they are kept elsewhere now."""
        self._span = None
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said about the words now."""
        return self._sentence.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the card away and keeps what was written until other words are chosen."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_left()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(Words(self.tr("Say it better:"), HEADING, "muted", lines=1))
        heading.addWidget(self._words)
        heading.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addLayout(heading)
        for widget in (self.wording, self.why, self._sentence):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._sentence.hide()

    def _connect(self) -> None:
        self.wording.entered.connect(self.why.setFocus)
        self.why.entered.connect(self._on_sent)
        self._send.clicked.connect(self._on_sent)
        self._leave.clicked.connect(self._on_left)

    def _on_sent(self) -> None:
        if self._span is not None:
            self.sent.emit(self._span, self.wording.toPlainText(), self.why.toPlainText())

    def _on_left(self) -> None:
        self.hide()
        self.left.emit()
