"""Keeps the line to the server: rounds by a timer, at once after a save, and when news is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.changes import Changes
from companion.services.views import SyncState, SyncStatus

if TYPE_CHECKING:
    from companion.services.line import Line, LineResult
    from companion.ui.tasks import Tasks

_SECOND = 1_000
_ANYBODY = Changes.of("prospect", "")
_LOOK = 1_000
"""How often a sync that takes long is looked at, in milliseconds: its count goes down meanwhile."""


class LinePresenter(QObject):
    """``told`` carries the status, ``changed`` what a round brought."""

    told = Signal(object)
    changed = Signal(object)

    def __init__(
        self, service: Line, desk: Tasks, line: Tasks, ear: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._desk, self._line, self._ear = desk, line, ear
        self._status = SyncStatus(SyncState.STARTING)
        self._is_running = False
        self._is_wanted = False
        self._is_over = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self.sync)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self.look)

    @property
    def status(self) -> SyncStatus:
        """How the line stood when it was last asked."""
        return self._status

    def start(self) -> None:
        """Say how things stand, sync, and listen for news."""
        self.look()
        self.sync()
        self._listen()

    def look(self) -> None:
        """Ask how the line stands, without syncing."""
        self._desk.run(self, self._service.status, self._on_status)

    def sync(self) -> None:
        """Send and fetch now; if that is under way already, once more after it."""
        if self._is_over:
            return
        if self._is_running:
            self._is_wanted = True
            return
        self._is_running = True
        self._next.stop()
        self._looking.start()
        self._line.run(self, self._service.sync, self._on_synced)

    def pause(self) -> None:
        """Let fetching rest after what is under way, until the person wants it again."""
        self._service.pause()
        self.look()

    def go_on(self) -> None:
        """Sync at the person's wish: now, and also if it was paused."""
        self._service.resume()
        self.sync()

    def wake_up(self) -> None:
        """The laptop slept: connect anew, and sync soon."""
        if self._is_over:
            return
        seconds = self._service.wake_up()
        if self._is_running:
            self._is_wanted = True  # what is under way was cut
        else:
            self._next.start(int(seconds * _SECOND))

    def stop(self) -> None:
        """The window closes: no more rounds, and what is under way ends at once."""
        self._is_over = True
        self._next.stop()
        self._looking.stop()
        self._service.hang_up()

    def _listen(self) -> None:
        if not self._is_over:
            self._ear.run(self, self._service.wait, self._on_heard)

    def _on_heard(self, is_news: bool) -> None:
        if is_news:
            self.sync()
        self._listen()

    def _on_status(self, status: SyncStatus) -> None:
        before, self._status = self._status, status
        self.told.emit(status)
        if status.is_first and status.fetched > before.fetched:
            self.changed.emit(_ANYBODY)  # the list fills while the first round goes on

    def _on_synced(self, result: LineResult) -> None:
        self._is_running = False
        self._looking.stop()
        self._on_status(result.status)
        if result.changes:
            self.changed.emit(result.changes)
        if self._is_wanted:
            self._is_wanted = False
            self.sync()
        elif not self._is_over:
            self._next.start(int(result.next_in * _SECOND))
