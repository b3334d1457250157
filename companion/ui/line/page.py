"""The sync page: every record that is unsent, refused or doubled, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.dates import moment
from companion.ui.line.sentences import state_advice, status_colour, status_words
from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.cards import Card, Dot, Tag
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.words import Words
from companion.ui.tokens import MESSAGE, NAME, SMALL, STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from companion.services.views import OutboxLine, SyncStatus

translate = QCoreApplication.translate

_WAITING = ("pending", "waiting", "sending")
_WIDTH = 760
_TEXT_LINES = 6


class LineCard(Card):
    """One record. The signals carry the id of its change."""

    opened = Signal(str)
    resent = Signal(str)
    copied = Signal(str)
    exported = Signal(str)
    discarded = Signal(str)

    def __init__(self, line: OutboxLine) -> None:
        super().__init__()
        self._line = line
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(self._build_first_row())
        if line.sentence:
            column.addWidget(Words(line.sentence))
        if line.text.strip():
            column.addWidget(Words(line.text.strip(), ink="muted", lines=_TEXT_LINES))
        if not self.is_waiting:
            column.addLayout(self._build_actions())

    @property
    def is_waiting(self) -> bool:
        """Whether it will be sent by itself."""
        return self._line.state in _WAITING

    def _build_first_row(self) -> QHBoxLayout:
        line = self._line
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Words(line.title, STRONG, lines=1), stretch=1)
        row.addWidget(Words(moment(line.entered_at), SMALL, "muted", lines=1))
        waiting = self.tr("not sent yet")
        tag = (waiting, "plain") if self.is_waiting else (self.tr("needs you"), "warning")
        row.addWidget(Tag(*tag))
        return row

    def _build_actions(self) -> QHBoxLayout:
        is_doubled = self._line.state == "doubled"
        actions = (
            (self.tr("Use the other") if is_doubled else self.tr("Send again"), self.resent),
            (self.tr("Copy text"), self.copied),
            (self.tr("Save as file …"), self.exported),
            (self.tr("Leave it so") if is_doubled else self.tr("Discard …"), self.discarded),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, signal in actions:
            button = Link(words)
            button.setAccessibleName(f"{words}: {self._line.title}")
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self._line.change_id))
            row.addWidget(button)
        row.addStretch(1)
        return row


class LinePage(QWidget):
    """The page. ``left`` goes back to the work, ``asked_sync`` tries at once."""

    left = Signal()
    asked_sync = Signal()
    resent = Signal(str)
    copied = Signal(str)
    exported = Signal(str)
    discarded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dot = Dot("muted")
        self._state = Words("", MESSAGE)
        self._advice = Words("", ink="muted")
        self._nothing = Words(self.tr("Nothing is waiting. All you saved is on the server."))
        self.sync = Button(self.tr("Sync now"), is_main=True)
        self.back = Button(self.tr("Back to the call"), "Esc")
        self.sync.clicked.connect(self.asked_sync)
        self.back.clicked.connect(self.left)
        self._lines = QVBoxLayout()
        self._lay_out()

    def show_status(self, status: SyncStatus, now: datetime) -> None:
        """Show how the line stands and what can be done about it."""
        self._dot.show_colour(status_colour(status))
        self._state.setText(status_words(status, now))
        self._advice.setText(state_advice(status))
        self._advice.setVisible(bool(self._advice.text()))
        self.sync.setEnabled(status.state != "alone")

    def show_lines(self, lines: Sequence[OutboxLine]) -> None:
        """Show the records, those that need the person first."""
        clear(self._lines)
        self._nothing.setVisible(not lines)
        for line in sorted(lines, key=lambda each: each.state in _WAITING):
            self._lines.addWidget(self._build_card(line))

    @property
    def cards(self) -> list[LineCard]:
        """The cards shown, top to bottom."""
        widgets = (self._lines.itemAt(n) for n in range(self._lines.count()))
        found = [item.widget() for item in widgets if item is not None]
        return [each for each in found if isinstance(each, LineCard)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build_card(self, line: OutboxLine) -> LineCard:
        card = LineCard(line)
        card.resent.connect(self.resent)
        card.copied.connect(self.copied)
        card.exported.connect(self.exported)
        card.discarded.connect(self.discarded)
        return card

    def _lay_out(self) -> None:
        area = ScrollingColumn((24, 24, 24, 24), spacing=12)
        column = area.column
        heading = QHBoxLayout()
        heading.addWidget(Words(self.tr("What is not on the server yet"), NAME), stretch=1)
        heading.addWidget(self.back)
        heading.addWidget(self.sync)
        heading.setSpacing(8)
        column.addLayout(heading)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self._dot)
        state.addWidget(self._state, stretch=1)
        column.addLayout(state)
        for part in (self._advice, self._nothing):
            column.addWidget(part)
        column.addLayout(self._lines)
        self._lines.setSpacing(8)
        column.addStretch(1)
        area.setMaximumWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(area, stretch=100)
        row.addStretch(1)
