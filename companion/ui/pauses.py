"""When to keep what is typed: at every pause, and at the latest a second after it was entered."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

_QUIET = 300
_LATEST = 1_000


class Pause(QObject):
    """``due`` comes 300 ms after the last touch, and never later than 1 s after the first."""

    due = Signal()

    def __init__(
        self, parent: QObject | None = None, quiet: int = _QUIET, latest: int = _LATEST
    ) -> None:
        super().__init__(parent)
        self._quiet = self._build_timer(quiet)
        self._latest = self._build_timer(latest)

    @property
    def is_waiting(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self._quiet.isActive() or self._latest.isActive()

    def touch(self) -> None:
        """Something was entered."""
        self._quiet.start()
        if not self._latest.isActive():
            self._latest.start()

    def stop(self) -> None:
        """Forget about it: what was entered is kept, or given up."""
        self._quiet.stop()
        self._latest.stop()

    def _build_timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._on_due)
        return timer

    def _on_due(self) -> None:
        self.stop()
        self.due.emit()
