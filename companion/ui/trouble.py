"""When a profile cannot be opened: one sentence, and a way to try again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import MESSAGE


class TroubleWindow(QWidget):
    """Says why Companion cannot open, in the sentence of the error. ``again`` asks to try again."""

    again = Signal()

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Companion cannot open"))
        take_size(self, 560, 240)
        self.sentence = Words(said(sentence), ink="muted")
        self.try_again = Button(self.tr("Try again"), is_main=True)
        self.try_again.clicked.connect(self.again)
        leave = Button(self.tr("Close"))
        leave.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.try_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(Words(self.tr("Your profile could not be opened."), MESSAGE))
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(row)
