"""Puts the presenter of updates, the strip, the care page and the window together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.services.updates import UpdateState
from companion.services.views import SyncState
from companion.ui.updates.presenter import UpdatePresenter

if TYPE_CHECKING:
    from datetime import datetime

    from companion.services.suite import Suite
    from companion.services.updates import UpdateStatus
    from companion.services.views import SyncStatus
    from companion.ui.care.page import CarePage
    from companion.ui.window import Window


class UpdateSide(QObject):
    """The strip is there when an update is ready, unless somebody is on the line or put it off."""

    def __init__(self, window: Window, suite: Suite) -> None:
        super().__init__(window)
        self._window = window
        self._clock = suite.clock
        self._page: CarePage | None = None
        self._put_off_at: datetime | None = None
        self._was_needed = False
        self.presenter = UpdatePresenter(
            suite.updates, window.messages, window.guard.is_calling, self
        )
        self.presenter.told.connect(self._on_told)
        self.presenter.handed.connect(window.close)
        window.strip.asked.connect(self.presenter.install)
        window.strip.put_off.connect(self._on_put_off)
        window.form_presenter.kept.connect(self._place_strip)
        window.line_presenter.told.connect(self._on_line_told)
        window.watch.woke.connect(self.presenter.wake_up)
        window.closed.connect(self.presenter.stop)

    def start(self) -> None:
        """Begin to look."""
        self.presenter.start()

    def show_on(self, page: CarePage) -> None:
        """Show how it stands on the care page, too."""
        self._page = page
        page.asked_look.connect(self.presenter.look)
        page.asked_install.connect(self.presenter.install)
        self._on_told(self.presenter.status)

    def ask(self) -> None:
        """Look now; where one is ready already, stand on what installs it."""
        if self._page is not None and self.presenter.may_install:
            self._page.install.setFocus()
        else:
            self.presenter.look()

    def _on_told(self, status: UpdateStatus) -> None:
        if self._page is not None:
            may_install = self.presenter.may_install
            self._page.show_update(status, self._clock.now(), may_install=may_install)
        if status.release is not None and status.state is UpdateState.READY:
            self._window.strip.show_release(status.release)
        self._place_strip()

    def _on_line_told(self, status: SyncStatus) -> None:
        """Look at once when the server says that it needs a newer Companion; once is enough."""
        is_needed = status.state is SyncState.UPDATE_NEEDED
        if is_needed and not self._was_needed:
            self.presenter.look()
        self._was_needed = is_needed
        self._place_strip()

    def _on_put_off(self) -> None:
        self._put_off_at = self._clock.now()
        self._place_strip()

    def _place_strip(self) -> None:
        at = self._put_off_at
        is_put_off = at is not None and at.date() == self._clock.now().date()
        self._window.strip.setVisible(self.presenter.may_install and not is_put_off)
