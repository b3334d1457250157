"""While nothing may be open: one sentence, and nothing to press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import MESSAGE


class BusyWindow(QWidget):
    """Says what is done; it goes by itself."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(QApplication.applicationDisplayName())
        take_size(self, 560, 160)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addWidget(Words(sentence, MESSAGE))
