"""Covers the window while it is locked, and uncovers it; never in the middle of a call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.services.views import SyncState
from companion.ui.line.lock import LockPage

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QStackedWidget

    from companion.domain.clock import Clock
    from companion.services.views import SyncStatus
    from companion.ui.window import Window


_LONGEST_CALL = timedelta(hours=4)
"""A clock that runs for longer was forgotten: it is no reason not to lock."""


class Guard(QObject):
    """``covers`` holds what it covers and the lock page; ``wiped`` says that all is gone."""

    wiped = Signal()

    def __init__(
        self, window: Window, covers: QStackedWidget, server_url: str, clock: Clock
    ) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._covers = covers
        self.page = LockPage()
        self.page.show_server(server_url)
        self.page.asked_sync.connect(window.line_presenter.sync)
        self.page.asked_sign_in.connect(window.sign_in_asked)
        self._resting: list[QAction] = []
        self._status: SyncStatus | None = None
        covers.addWidget(self.page)

    @property
    def is_locked(self) -> bool:
        """Whether the window is covered."""
        return self._covers.currentWidget() is self.page

    def take_in(self, status: SyncStatus) -> None:
        """Cover or uncover as the line tells it."""
        self._status = status
        if status.state is SyncState.WIPED:
            self.wiped.emit()
        self.look()

    def look(self) -> None:
        """Cover what is to be covered, unless a call is under way; it is covered after it."""
        if self._status is None:
            return
        self.page.show_status(self._status)
        if not self._status.is_locked:
            self._uncover()
        elif not self.is_locked and not self.is_calling():
            self._cover()

    def is_calling(self) -> bool:
        """Tell whether a call is under way."""
        draft = self._window.form_presenter.draft
        if draft is None or draft.started_at is None or draft.ended_at is not None:
            return False
        return self._clock.now() - draft.started_at < _LONGEST_CALL

    def _cover(self) -> None:
        window = self._window
        window.form_presenter.flush()
        staying = {window.actions_.sync, window.actions_.quit, window.actions_.keys}
        staying |= set(window.actions_.themes.values())
        self._resting = [
            each for each in window.actions() if each.isEnabled() and each not in staying
        ]
        for action in self._resting:
            action.setEnabled(False)
        self._covers.setCurrentWidget(self.page)
        window.show_title()
        self.page.sync.setFocus()

    def _uncover(self) -> None:
        if not self.is_locked:
            return
        for action in self._resting:
            action.setEnabled(True)
        self._resting = []
        self._covers.setCurrentIndex(0)
        self._window.show_title()
