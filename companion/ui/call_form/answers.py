"""Approved answers under the words as they are typed: read without moving, taken with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Rule, Tag
from companion.ui.parts.columns import clear
from companion.ui.parts.shapes import cap_width, draw_box, draw_cap
from companion.ui.parts.words import Words
from companion.ui.tokens import BODY, SMALL, STRONG, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from companion.services.views import RankedAnswer

_SHOWN = 3
_REPLY_LINES = 8


class KeyCap(QWidget):
    """A key as it stands on the keyboard."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setFixedSize(cap_width(keys), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key."""
        draw_cap(QPainter(self), QRectF(self.rect()), self._keys, tokens_now())


def worked_words(ranked: RankedAnswer) -> str:
    """Say how often an answer ended the objection, out of how many uses known here."""
    words = QCoreApplication.translate("Answers", "resolved {resolved} of {uses}")
    resolved = round((ranked.resolved_share or 0) * ranked.uses)
    return words.format(resolved=resolved, uses=ranked.uses)


class AnswerRow(QWidget):
    """One answer: the first in line is shown in full, the others in one line."""

    pressed = Signal()

    def __init__(self, ranked: RankedAnswer, *, is_first: bool, is_taken: bool = False) -> None:
        super().__init__()
        self.ranked = ranked
        self._is_on = is_first or is_taken
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addLayout(self._build_words(), stretch=1)
        top = Qt.AlignmentFlag.AlignTop
        if is_taken:
            row.addWidget(Tag(self.tr("used"), "accent"), alignment=top)
        elif is_first:
            row.addWidget(KeyCap(self.tr("Enter")), alignment=top)
        elif ranked.uses:
            row.addWidget(Words(worked_words(ranked), SMALL, "muted", lines=1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press takes the answer."""
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint under the one that a key would take."""
        if self._is_on:
            draw_box(QPainter(self), QRectF(self.rect()), 6, tokens_now().accent_tint)

    def _build_words(self) -> QVBoxLayout:
        answer = self.ranked.answer
        column = QVBoxLayout()
        column.setSpacing(0)
        if not self._is_on:
            column.addWidget(Words(answer.reply, BODY, lines=1))
            return column
        column.addWidget(Words(answer.reply, STRONG, lines=_REPLY_LINES))
        under = answer.questions[0] if answer.questions else answer.concern
        if under:
            column.addWidget(Words(under, SMALL, "muted", lines=2))
        if self.ranked.uses:
            column.addWidget(Words(worked_words(self.ranked), SMALL, "good", lines=1))
        return column


class AnswerList(QWidget):
    """The answers that fit. ``taken`` carries the one that was used, ``untaken`` takes it back."""

    taken = Signal(object)
    untaken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: tuple[RankedAnswer, ...] = ()
        self._place = 0
        self.setAccessibleName(self.tr("Answers that fit"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(Rule())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.hide()

    @property
    def answers(self) -> tuple[RankedAnswer, ...]:
        """What is offered now, best first."""
        return self._answers

    def show_answers(self, answers: Sequence[RankedAnswer]) -> None:
        """Offer these; the first can be taken at once."""
        shown = tuple(answers[:_SHOWN])
        if shown != self._answers:
            self._answers = shown
            self._place = 0
            self._build_rows()

    def show_taken(self, ranked: RankedAnswer) -> None:
        """Show the answer that was used, and offer nothing else."""
        self._answers = ()
        clear(self._rows)
        self._rows.addWidget(AnswerRow(ranked, is_first=False, is_taken=True))
        untake = Link(self.tr("Not used after all"))
        untake.clicked.connect(self.untaken)
        self._rows.addWidget(untake, alignment=Qt.AlignmentFlag.AlignRight)

    def walk(self, step: int) -> None:
        """Move to the next answer."""
        if self._answers:
            self._place = (self._place + step) % len(self._answers)
            self._build_rows()

    def take(self) -> bool:
        """Take the answer in line; tell whether there was one."""
        if not self._answers:
            return False
        self.taken.emit(self._answers[self._place])
        return True

    def _build_rows(self) -> None:
        clear(self._rows)
        for number, ranked in enumerate(self._answers):
            row = AnswerRow(ranked, is_first=number == self._place)
            row.pressed.connect(lambda ranked=ranked: self.taken.emit(ranked))
            self._rows.addWidget(row)
        reply = self._answers[self._place].answer.reply if self._answers else ""
        self.setAccessibleDescription(reply)
