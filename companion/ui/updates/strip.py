"""The strip above everything that says an update is ready; not there during a call, nor again today
once somebody said "later".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.ui.parts.buttons import Chip, Link
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, colour, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from companion.domain.releases import Release


class UpdateStrip(QWidget):
    """``asked`` installs, ``put_off`` leaves it for later."""

    asked = Signal()
    put_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words("", SMALL, lines=2)
        self.install = Chip(self.tr("Install …"))
        self.install.setCheckable(False)
        self.install.clicked.connect(self.asked)
        self.later = Link(self.tr("Later"))
        self.later.clicked.connect(self.put_off)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        row.addWidget(self.words, stretch=1)
        row.addWidget(self.install)
        row.addWidget(self.later)
        self.hide()

    def show_release(self, release: Release) -> None:
        """Say which version is ready and what is new in it."""
        ready = self.tr("Companion {version} is ready to install.").format(version=release.version)
        notes = " ".join(release.notes_in(QLocale().name()).split())
        self.words.setText(f"{ready} {notes}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint."""
        QPainter(self).fillRect(self.rect(), colour(tokens_now().accent_tint))
