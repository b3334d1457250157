"""What was promised to do next for this person, above everything that was promised to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.dates import moment
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Tag
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.domain.follow_ups import FollowUp

_SHOWN = 2


class Steps(QWidget):
    """The open next steps, soonest first. ``done`` carries the one that was ticked off."""

    done = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)

    def show_steps(self, steps: Sequence[FollowUp], now: datetime) -> None:
        """Show what is due and what comes; nothing promised, nothing shown."""
        clear(self._lines)
        self.setVisible(bool(steps))
        for step in steps[:_SHOWN]:
            self._lines.addWidget(self._build_line(step, now))
        if len(steps) > _SHOWN:
            words = self.tr("and {count} later").format(count=len(steps) - _SHOWN)
            self._lines.addWidget(Words(words, SMALL, "muted", lines=1))

    def _build_line(self, step: FollowUp, now: datetime) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        is_late = step.due_at < now
        tag = Tag(moment(step.due_at), "bad" if is_late else "accent")
        row.addWidget(tag, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Words(step.what.strip() or self.tr("Next step"), lines=2), stretch=1)
        done = Link(self.tr("Done"))
        done.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        done.setAccessibleName(self.tr("Done: {step}").format(step=step.what.strip()))
        done.clicked.connect(lambda: self.done.emit(step))
        row.addWidget(done, alignment=Qt.AlignmentFlag.AlignVCenter)
        return line
