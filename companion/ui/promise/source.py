"""The line above the promise: from which campaign, seen when, and whether it says more now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from companion.ui.dates import day
from companion.ui.parts.buttons import Link, TagButton
from companion.ui.parts.cards import Dot
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, channel_colour

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.promises import PromiseVersion
    from companion.services.views import ProspectSheet


class Source(QWidget):
    """``compared`` asks for the two versions side by side, or back; the links act on the words
    that are selected: ``objected`` and ``reworded``.
    """

    compared = Signal()
    objected = Signal()
    reworded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = Dot()
        self._where = Words("", SMALL, "muted", lines=2)
        self._has_newer = False
        self._since = ""
        self.newer = TagButton("", "warning")
        self.newer.show_keys("Ctrl+D")
        self.newer.clicked.connect(self.compared)
        self._object = Link(self.tr("Objection"), "Ctrl+O")
        self._object.clicked.connect(self.objected)
        self._reword = Link(self.tr("Say it better"), "Ctrl+B")
        self._reword.clicked.connect(self.reworded)
        for button in (self.newer, self._object, self._reword):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_selected(has_words=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._where)
        row.addWidget(self.newer)
        row.addStretch(1)
        row.addWidget(self._object)
        row.addWidget(self._reword)
        row.setStretchFactor(self._where, 0)

    def show_sheet(self, sheet: ProspectSheet, now: datetime) -> None:
        """Say where the promise comes from, and since when there is a newer one."""
        self._where.setText(self._where_words(sheet))
        channel = sheet.campaign.channel if sheet.campaign else ""
        self._dot.show_colour(channel_colour(channel).name())
        self._since = self._newer_words(sheet.newer, now) if sheet.newer else ""
        self._has_newer = sheet.newer is not None
        self.newer.setVisible(self._has_newer and self._object.isHidden())
        self.show_compared(is_compared=False)

    def show_compared(self, *, is_compared: bool) -> None:
        """Offer the way back while the versions are compared."""
        self.newer.show_words(self.tr("Back to what they saw") if is_compared else self._since)

    def show_selected(self, *, has_words: bool) -> None:
        """Offer what can be done with words while some are selected; the badge makes room."""
        for link in (self._object, self._reword):
            link.setVisible(has_words)
        self.newer.setVisible(self._has_newer and not has_words)

    def _where_words(self, sheet: ProspectSheet) -> str:
        campaign, shown = sheet.campaign, sheet.shown
        parts = [campaign.name, campaign.channel] if campaign else []
        number = shown.number if shown else 0
        if sheet.seen_at:
            seen = self.tr("seen {day}, version {number}")
            when = day(sheet.seen_at).replace(" ", "\N{NO-BREAK SPACE}")
            parts.append(seen.format(day=when, number=number))
        else:
            parts.append(self.tr("version {number}").format(number=number))
        return " · ".join(each for each in parts if each)

    def _newer_words(self, newer: PromiseVersion, now: datetime) -> str:
        at = newer.published_at
        if at is None:
            return self.tr("version {number} is newer").format(number=newer.number)
        if at.astimezone().date() == now.astimezone().date():
            return self.tr("version {number} since today").format(number=newer.number)
        words = self.tr("version {number} since {day}")
        return words.format(number=newer.number, day=day(at))
