"""What the person must always see about the profile, such as that it holds demo data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, colour, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Notice(QWidget):
    """A thin strip above everything; not there when there is nothing to say."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(Words(sentence, SMALL, "warning", lines=2))
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint."""
        QPainter(self).fillRect(self.rect(), colour(tokens_now().warning_tint))
