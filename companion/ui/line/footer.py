"""The line at the bottom: how things stand, always there and never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from companion.ui.dates import exact_time
from companion.ui.line.sentences import status_colour, status_words
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Dot
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, colour, tokens_now

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from companion.services.views import SyncStatus

_ROOMY = 900
"""Narrower than this, a message and the time of the draft do not both fit."""


class Footer(QWidget):
    """``pressed`` asks for the sync page, ``asked_keys`` for the list of keys,
    ``asked_compact`` for the other form of the window.
    """

    pressed = Signal()
    asked_keys = Signal()
    asked_compact = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(32)
        self._status: SyncStatus | None = None
        self._dot = Dot("muted")
        self.state = Link("")
        self.message = Words("", SMALL, "text", lines=1)
        self.kept = Words("", SMALL, "muted", lines=1)
        self.compact = Link("")
        self.keys = Link(self.tr("F1 keys"))
        self.compact.clicked.connect(self.asked_compact)
        self.state.clicked.connect(self.pressed)
        self.keys.clicked.connect(self.asked_keys)
        self._is_compact = False
        self._lay_out()
        self.show_compact(is_compact=False)  # laid out: a part shown alone would be a window

    def show_status(self, status: SyncStatus, now: datetime) -> None:
        """Show how the line stands."""
        self._status = status
        self._dot.show_colour(status_colour(status))
        self.state.show_words(status_words(status, now))

    def show_time(self, now: datetime) -> None:
        """Bring "2 min ago" up to date."""
        if self._status is not None:
            self.show_status(self._status, now)

    def show_compact(self, *, is_compact: bool) -> None:
        """Offer the other form of the window."""
        self.compact.show_words(self.tr("Whole window") if is_compact else self.tr("Compact"))
        self.keys.setHidden(is_compact)
        self.message.setHidden(is_compact)
        self._is_compact = is_compact
        self._place_kept()

    def show_message(self, sentence: str) -> None:
        """Show a sentence; empty takes it back."""
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        self._place_kept()

    def show_kept(self, at: datetime | None) -> None:
        """Say when the draft was kept last."""
        words = self.tr("Draft kept {time}")
        self.kept.setText(words.format(time=exact_time(at)) if at else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the message where there is little."""
        super().resizeEvent(event)
        self._place_kept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(tokens_now().surface))
        painter.fillRect(0, 0, self.width(), 1, colour(tokens_now().line))

    def _place_kept(self) -> None:
        is_crowded = self.width() < _ROOMY and bool(self.message.text())
        self.kept.setHidden(self._is_compact or is_crowded)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 1, 10, 0)
        row.setSpacing(0)
        row.addWidget(self._dot)
        row.addSpacing(2)  # the focus line of the words stands clear of the dot
        row.addWidget(self.state)
        row.addSpacing(12)
        row.addWidget(self.message, stretch=1)
        row.addSpacing(12)
        row.addWidget(self.kept)
        row.addSpacing(6)
        for link in (self.compact, self.keys):
            link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.compact)
        row.addWidget(self.keys)
