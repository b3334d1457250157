"""What is left after a wipe: why everything is gone, and how to begin anew."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADLINE, MESSAGE


class FarewellWindow(QWidget):
    """``again`` asks to try what could not be finished, ``begun`` to set a new profile up."""

    again = Signal()
    begun = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("This laptop was emptied – Companion"))
        take_size(self, 600, 320)
        self._who = Words(self.tr("Removing what Companion kept on this laptop …"), MESSAGE)
        self.sentence = Words("", ink="muted")
        self.begin = Button(self.tr("Begin anew with a code"), is_main=True)
        self.try_again = Button(self.tr("Try again"), is_main=True)
        self.leave = Button(self.tr("Close"))
        self.begin.clicked.connect(self.begun)
        self.try_again.clicked.connect(self.again)
        self.leave.clicked.connect(self.close)
        self.begin.hide()
        self.try_again.hide()
        self._lay_out()

    def show_done(self, organisation: str) -> None:
        """Say that it is done, and for whom."""
        who = organisation or self.tr("Your company")
        words = self.tr("{company} asked for it: nothing of Companion's is left on this laptop.")
        self._who.setText(words.format(company=who))
        self.sentence.setText(
            self.tr(
                "Everything that was sent is on your company's server. If you are to work here "
                "again, ask for a new code."
            )
        )
        self.try_again.hide()
        self.begin.show()

    def show_problem(self, sentence: str) -> None:
        """Say what keeps it from being finished; nothing can be read any more all the same."""
        self._who.setText(self.tr("This laptop is being emptied, and something is in the way."))
        self.sentence.setText(sentence)
        self.begin.hide()
        self.try_again.show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.leave, self.try_again, self.begin):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 24)
        column.setSpacing(12)
        column.addWidget(Words(self.tr("This laptop was emptied"), HEADLINE))
        column.addWidget(self._who)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(row)
