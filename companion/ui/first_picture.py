"""The moment a person sees something: until then nothing else may take the processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LATEST = 250
"""Milliseconds after which nothing is waited for: a window behind others is never painted."""


class FirstPicture(QObject):
    """``taken`` comes once, after a widget was painted for the first time."""

    taken = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._is_taken = False
        widget.installEventFilter(self)
        QTimer.singleShot(_LATEST, self, self._take)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the paint, and go on when it is over."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._take)
        return False

    def _take(self) -> None:
        if not self._is_taken:
            self._is_taken = True
            self.taken.emit()
