"""The page of one decision: what was heard, what marketing decided, and that this rep was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.services.views import ProposalThread
from companion.ui.news.cards import decided_card, heard_card, proposed_card, told_card
from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.words import Words
from companion.ui.today.model import news_line
from companion.ui.tokens import HEADING, NAME, SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.services.rows import NewsRow
    from companion.services.views import NewsThread

_WIDTH = 760


class NewsPage(QWidget):
    """``left`` goes back to the work, ``opened`` to a prospect, ``asked`` to another decision."""

    left = Signal()
    opened = Signal(str)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = Button(self.tr("Back to the call"), "Esc")
        self.back.clicked.connect(self.left)
        self._nothing = Words(
            self.tr(
                "Marketing has not answered anything you reported yet. "
                "When it does, you read it here and in today's list."
            ),
            ink="muted",
        )
        self._thread = QVBoxLayout()
        self._thread.setSpacing(16)
        self._earlier_title = Words(self.tr("All answers to you"), HEADING, "muted", lines=1)
        self._earlier = QVBoxLayout()
        self._earlier.setSpacing(4)
        self._lay_out()

    def show_nothing(self) -> None:
        """Say that there is nothing yet."""
        self.show_thread(None)

    def show_thread(self, thread: NewsThread | ProposalThread | None) -> None:
        """Show one decision from what was heard to when this rep was told."""
        clear(self._thread)
        self._nothing.setVisible(thread is None)
        if thread is None:
            return
        if isinstance(thread, ProposalThread):
            self._thread.addWidget(proposed_card(thread))
        else:
            self._thread.addWidget(heard_card(thread, self.opened.emit))
            self._thread.addWidget(decided_card(thread))
        self._thread.addWidget(told_card(thread))

    def show_earlier(self, rows: Sequence[NewsRow], now: datetime, shown: str) -> None:
        """List the other decisions, the unread ones said to be so."""
        clear(self._earlier)
        others = [each for each in rows if each.decision_id != shown]
        self._earlier_title.setVisible(bool(others))
        for row in others:
            self._earlier.addLayout(self._build_row(row, now))

    def _build_row(self, row: NewsRow, now: datetime) -> QHBoxLayout:
        entry = news_line(row, now)
        link = Link(entry.name)
        link.setAccessibleName(entry.spoken())
        link.clicked.connect(lambda: self.asked.emit(row.decision_id))
        new = "" if row.is_read else self.tr("new")
        words = " · ".join(each for each in (new, entry.under, entry.when) if each)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(link)
        line.addWidget(Words(words, SMALL, "muted", lines=1), stretch=1)
        return line

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Words(self.tr("Marketing answered you"), NAME), stretch=1)
        head.addWidget(self.back)
        area = ScrollingColumn((24, 20, 24, 20), spacing=16, most=_WIDTH)
        area.column.addLayout(head)
        area.column.addWidget(self._nothing)
        area.column.addLayout(self._thread)
        area.column.addWidget(self._earlier_title)
        area.column.addLayout(self._earlier)
        area.column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)
