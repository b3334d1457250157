"""What stands before everything when the server was not reached for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.services.views import SyncState
from companion.ui.line.sentences import state_advice
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADLINE, MESSAGE

if TYPE_CHECKING:
    from companion.services.views import SyncStatus

_WIDTH = 560


class LockPage(QWidget):
    """``asked_sync`` tries to reach the server at once, ``asked_sign_in`` has a new code."""

    asked_sync = Signal()
    asked_sign_in = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reason = Words("")
        self._kept = Words("", MESSAGE)
        self._advice = Words("", ink="muted")
        self.sync = Button(self.tr("Try now"), "Ctrl+R", is_main=True)
        self.sign_in = Button(self.tr("Sign in again …"))
        self.sync.clicked.connect(self.asked_sync)
        self.sign_in.clicked.connect(self.asked_sign_in)
        self._lay_out()

    def show_status(self, status: SyncStatus) -> None:
        """Say why it is locked, what is kept, and what opens it."""
        self._kept.setText(self._kept_words(status))
        is_known = status.state in (SyncState.OFFLINE, SyncState.SYNCING, SyncState.STARTING)
        self._advice.setText("" if is_known else state_advice(status))
        self._advice.setVisible(bool(self._advice.text()))

    def show_server(self, address: str) -> None:
        """Say which server must answer."""
        words = self.tr(
            "This laptop has not reached {server} for a long time. To protect the people in it, "
            "Companion shows nobody until the server has answered once. Connect to the internet: "
            "it opens by itself."
        )
        host = address.partition("://")[2] or self.tr("its server")
        self._reason.setText(words.format(server=host))

    @property
    def kept(self) -> str:
        """What is said to be kept."""
        return self._kept.text()

    def _kept_words(self, status: SyncStatus) -> str:
        if not status.unsent:
            return self.tr("Everything you saved is kept, and so is the draft you were writing.")
        if status.unsent == 1:
            return self.tr("Everything is kept: 1 entry not sent yet, and your draft.")
        words = self.tr("Everything is kept: {count} entries not sent yet, and your draft.")
        return words.format(count=status.unsent)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(Words(self.tr("Companion is locked"), HEADLINE))
        for part in (self._kept, self._reason, self._advice):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.sync)
        buttons.addWidget(self.sign_in)
        buttons.addStretch(1)
        column.addSpacing(4)
        column.addLayout(buttons)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        middle.setLayout(column)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, stretch=100)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)
