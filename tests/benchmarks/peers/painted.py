"""Tells when a widget was first painted with something in it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """``painted`` comes once, when the paint that shows something is over; its line is written."""

    painted = Signal()

    def __init__(self, widget: QWidget, is_filled: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._is_filled, self._is_over = is_filled, False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look for the paint."""
        if event.type() == QEvent.Type.Paint and not self._is_over and self._is_filled():
            self._is_over = True
            QTimer.singleShot(0, self, self._tell)  # the paint itself comes first
        return False

    def _tell(self) -> None:
        print(f"answer {json.dumps({'at': time.monotonic(), 'peak': peak()})}", flush=True)
        self.painted.emit()


def peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    with open("/proc/self/status") as told:  # noqa: PTH123 - before anything else is loaded
        lines = dict(line.split(":", 1) for line in told)
    return int(lines["VmHWM"].split()[0]) / 1024
