"""Notices what a clock does while nobody looks: it goes on, another day begins, the laptop slept.

Only the wall clock tells it. Timers and the monotonic clock stand still while a laptop sleeps (on
Windows the latter goes on), so that none of them knows that a night went by.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, timedelta

BEAT = 5.0
"""Seconds between two looks, and the longest that a wake is not noticed."""

HALF_A_MINUTE = 30.0
LEEWAY = 15.0
"""A machine that is only busy looks as much too late; whoever was away for longer was asleep."""


class Watch(QObject):
    """``passed`` comes each half minute; ``woke`` when the clock jumped, because the laptop slept
    or because somebody set it; ``turned`` when it is another day, or the same one elsewhere.
    """

    passed = Signal()
    woke = Signal()
    turned = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now
        self._seen_at = self._told_at = now()
        self._day = _day_of(now())
        self._beat = QTimer(self)
        self._beat.setInterval(int(BEAT * 1_000))
        self._beat.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on: at every beat, and at once when the person comes back."""
        self._beat.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)

    def stop(self) -> None:
        """Look no more: the window closes."""
        self._beat.stop()

    def look(self) -> None:
        """Look at the clock, and tell what it did since the last look."""
        now = self._now()
        gone = (now - self._seen_at).total_seconds()
        self._seen_at = now
        is_jump = not -LEEWAY <= gone <= BEAT + LEEWAY
        day, self._day = self._day, _day_of(now)
        if is_jump:
            self.woke.emit()
        if day != self._day:
            self.turned.emit()
        if is_jump or (now - self._told_at).total_seconds() >= HALF_A_MINUTE:
            self._told_at = now
            self.passed.emit()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self._beat.isActive():
            self.look()


def _day_of(now: datetime) -> tuple[date, timedelta | None]:
    """Return the day where the person is, and by how much their clock differs from UTC."""
    if hasattr(time, "tzset"):
        time.tzset()  # else the C library keeps the zone of the start, however far one travels
    local = now.astimezone()
    return local.date(), local.utcoffset()
