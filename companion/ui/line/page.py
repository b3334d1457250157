"""The sync page: every record that is unsent, refused or doubled, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from companion.services.views import SyncState
from companion.ui.dates import moment
from companion.ui.line.labels import entity_label, field_label
from companion.ui.line.sentences import (
    clock_advice,
    lock_advice,
    state_advice,
    status_colour,
    status_words,
)
from companion.ui.parts.buttons import Button, Chip, Link
from companion.ui.parts.cards import Card, Dot, Tag
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import HEADING, MESSAGE, NAME, SMALL, STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QKeyEvent

    from companion.services.views import OutboxLine, SyncStatus

translate = QCoreApplication.translate

_WAITING = ("pending", "waiting", "sending")
_WIDTH = 760
_TEXT_LINES = 6
_LOST_LENGTH = 32
_DOT_DROP = 5
_TITLE_LEAST = 120
_FIRST = 1000
_WHOLE = 26
_SIGNED_OUT = (SyncState.SIGN_IN_NEEDED, SyncState.COPIED)


class LineCard(Card):
    """One record. The signals carry the id of its change."""

    edited = Signal(str)
    resent = Signal(str)
    copied = Signal(str)
    exported = Signal(str)
    discarded = Signal(str)

    def __init__(self, line: OutboxLine, *, is_date_unsure: bool = False) -> None:
        super().__init__()
        self._line = line
        self._is_date_unsure = is_date_unsure
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(self._build_first_row())
        if line.field:
            column.addWidget(Words(field_label(line.field), HEADING, "muted", lines=1))
        if line.sentence:
            column.addWidget(Words(said(line.sentence)))
        if line.text.strip() and not self.is_doubled:
            column.addWidget(Words(line.text.strip(), ink="muted", lines=_TEXT_LINES))
        if not self.is_waiting:
            column.addLayout(self._build_actions())

    @property
    def is_waiting(self) -> bool:
        """Whether it will be sent by itself."""
        return self._line.state in _WAITING

    @property
    def is_mendable(self) -> bool:
        """Whether it holds words that may be mended before it is sent again."""
        return bool(self._line.words)

    @property
    def change_id(self) -> str:
        """The change this card is about."""
        return self._line.change_id

    @property
    def is_doubled(self) -> bool:
        """Whether both values are on the server, and the person may choose."""
        return self._line.state == "doubled"

    def _refused_actions(self) -> tuple[tuple[str, SignalInstance], ...]:
        edited = ((self.tr("Edit and send …"), self.edited),) if self._line.words else ()
        return (
            *edited,
            (self.tr("Send as it is"), self.resent),
            (self.tr("Copy text"), self.copied),
            (self.tr("Save as file …"), self.exported),
            (self.tr("Discard …"), self.discarded),
        )

    def _doubled_actions(self) -> tuple[tuple[str, SignalInstance], ...]:
        lost = " ".join(self._line.lost.split())
        short = f"{lost[:_LOST_LENGTH].rstrip()} …" if len(lost) > _LOST_LENGTH else lost
        use = self.tr("Use “{value}”").format(value=short) if short else self.tr("Use the other")
        return (
            (use, self.resent),
            (self.tr("Leave it so"), self.discarded),
            (self.tr("Copy text"), self.copied),
            (self.tr("Save as file …"), self.exported),
        )

    def _build_first_row(self) -> QHBoxLayout:
        line = self._line
        row = QHBoxLayout()
        row.setSpacing(8)
        kind = entity_label(line.entity)
        if line.title:
            row.addWidget(_title(line.title), stretch=_FIRST)
        row.addWidget(Words(kind, SMALL if line.title else STRONG, "muted", lines=1))
        row.addStretch(1)
        row.addWidget(Words(self._entered(), SMALL, self._date_ink(), lines=1))
        row.addWidget(Tag(*self._tag()))
        return row

    def _entered(self) -> str:
        at = moment(self._line.entered_at)
        return self.tr("{time} by a wrong clock").format(time=at) if self._is_date_unsure else at

    def _date_ink(self) -> str:
        return "warning" if self._is_date_unsure else "muted"

    def _tag(self) -> tuple[str, str]:
        if self.is_waiting:
            return self.tr("not sent yet"), "plain"
        if self.is_doubled:
            return self.tr("both are kept"), "warning"
        return self.tr("refused"), "warning"

    def _build_actions(self) -> QHBoxLayout:
        actions = self._doubled_actions() if self.is_doubled else self._refused_actions()
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        for number, (words, signal) in enumerate(actions):
            button = Link(words) if number else Chip(words)
            button.setCheckable(False)
            button.setAccessibleName(f"{words}: {self._line.title}")
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self._line.change_id))
            row.addWidget(button)
        row.addStretch(1)
        return row


class LinePage(QWidget):
    """The page. ``left`` goes back to the work, ``asked_sync`` tries at once or goes on,
    ``asked_pause`` stops a first sync for now, ``asked_sign_in`` asks for a new code,
    ``asked_proxy`` for what opens the company's proxy.
    """

    left = Signal()
    asked_sync = Signal()
    asked_pause = Signal()
    asked_sign_in = Signal()
    asked_proxy = Signal()
    edited = Signal(str)
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
        self._clock = Words("", ink="warning")
        self._lock = Words("", ink="warning")
        self.sign_in = Button(self.tr("Sign in again …"), is_main=True)
        self.sign_in.clicked.connect(self.asked_sign_in)
        self.proxy = Button(self.tr("Name and password …"), is_main=True)
        self.proxy.clicked.connect(self.asked_proxy)
        self._nothing = Words(self.tr("Nothing is waiting. All you saved is on the server."))
        self.sync = Button(self.tr("Sync now"), is_main=True)
        self.pause = Button(self.tr("Pause fetching"))
        self.pause.clicked.connect(self.asked_pause)
        self.back = Button(self.tr("Back to the call"), "Esc")
        self.sync.clicked.connect(self.asked_sync)
        self.back.clicked.connect(self.left)
        self._lines = QVBoxLayout()
        self._shown: Sequence[OutboxLine] = ()
        self._is_clock_wrong = False
        self._lay_out()

    def show_status(self, status: SyncStatus, now: datetime) -> None:
        """Show how the line stands and what can be done about it."""
        self._dot.show_colour(status_colour(status))
        parts = status_words(status, now).split(" · ")
        self._state.setText(" · ".join(_unbroken(part) for part in parts))
        for part, words in (
            (self._advice, state_advice(status)),
            (self._clock, clock_advice(status)),
            (self._lock, lock_advice(status)),
        ):
            part.setText(words)
            part.setVisible(bool(words))
        if bool(status.clock_ahead) is not self._is_clock_wrong:
            self._is_clock_wrong = bool(status.clock_ahead)
            self.show_lines(self._shown)
        is_signed_out = status.state in _SIGNED_OUT
        self.sign_in.setVisible(is_signed_out)
        self.proxy.setVisible(status.state is SyncState.PROXY_SIGN_IN)
        self.pause.setVisible(status.is_first)
        is_paused = status.state is SyncState.PAUSED
        self.sync.show_words(self.tr("Go on fetching") if is_paused else self.tr("Sync now"))
        self.sync.setVisible(not is_signed_out and not status.is_first)
        self.sync.setEnabled(status.state not in (SyncState.ALONE, SyncState.WIPED))

    def show_lines(self, lines: Sequence[OutboxLine]) -> None:
        """Show the records, those that need the person first."""
        self._shown = lines
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
        card = LineCard(line, is_date_unsure=self._is_clock_wrong)
        card.edited.connect(self.edited)
        card.resent.connect(self.resent)
        card.copied.connect(self.copied)
        card.exported.connect(self.exported)
        card.discarded.connect(self.discarded)
        return card

    def _lay_out(self) -> None:
        area = ScrollingColumn((24, 24, 24, 24), spacing=12, most=_WIDTH - 48)
        column = area.column
        heading = QHBoxLayout()
        heading.addWidget(Words(self.tr("What is not on the server yet"), NAME), stretch=1)
        heading.addWidget(self.back)
        heading.addWidget(self.pause)
        heading.addWidget(self.sync)
        heading.addWidget(self.sign_in)
        heading.addWidget(self.proxy)
        heading.setSpacing(8)
        column.addLayout(heading)
        state = QHBoxLayout()
        state.setSpacing(8)
        beside = QVBoxLayout()  # the dot stands beside the first of several lines
        beside.setContentsMargins(0, _DOT_DROP, 0, 0)
        beside.addWidget(self._dot)
        beside.addStretch(1)
        state.addLayout(beside)
        state.addWidget(self._state, stretch=1)
        column.addLayout(state)
        for part in (self._advice, self._clock, self._lock, self._nothing):
            column.addWidget(part)
        column.addLayout(self._lines)
        self._lines.setSpacing(8)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)


def _title(name: str) -> Words:
    """Make the name that gives way when it is long: the kind and the date are short and stay."""
    words = Words(name, STRONG, lines=1)
    natural = words.sizeHint().width()
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    words.setMinimumWidth(min(natural, _TITLE_LEAST))
    words.setMaximumWidth(natural)
    return words


def _unbroken(part: str) -> str:
    """Keep a short part on one line: "3" and "h ago" say nothing apart."""
    return part.replace(" ", "\N{NO-BREAK SPACE}") if len(part) <= _WHOLE else part
