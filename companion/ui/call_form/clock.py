"""The clock of the call, and the button that starts and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.ui.dates import duration
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_BEAT = 250


class ClockView(QWidget):
    """Shows how long the call takes. ``started`` and ``stopped`` say what was pressed."""

    started = Signal()
    stopped = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._started: datetime | None = None
        self._ended: datetime | None = None
        self._time = Words("00:00", NAME, lines=1)
        self._time.setMinimumWidth(96)
        self._time.setAccessibleDescription(self.tr("Length of the call"))
        self.button = Button("", "F6")
        self.button.setAutoDefault(False)
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT)
        self._beat.timeout.connect(self._on_beat)
        self.button.clicked.connect(self.press)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._time)
        row.addStretch(1)
        row.addWidget(self.button)
        self.show_call(None, None)

    @property
    def is_running(self) -> bool:
        """Whether somebody is on the line."""
        return self._started is not None and self._ended is None

    def show_call(self, started: datetime | None, ended: datetime | None) -> None:
        """Show a call that runs, is over, or has not begun."""
        self._started, self._ended = started, ended
        words = self.tr("Hang up") if self.is_running else self.tr("Start")
        self.button.show_words(self.tr("Go on") if started and ended else words)
        self._on_beat()
        if self.is_running:
            self._beat.start()
        else:
            self._beat.stop()

    def press(self) -> None:
        """Start the clock, or stop it."""
        (self.stopped if self.is_running else self.started).emit()

    def stop_timer(self) -> None:
        """End the beat: the window closes."""
        self._beat.stop()

    def _on_beat(self) -> None:
        end = self._ended or self._now()
        seconds = (end - self._started).total_seconds() if self._started else 0
        if self._time.text() != duration(seconds):
            self._time.setText(duration(seconds))
