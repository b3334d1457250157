"""Puts the icon, the notices and the window together, once the first picture is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.ui.tray.icon import TrayIcon
from companion.ui.tray.presenter import NEWS, PROSPECT, ReminderPresenter

if TYPE_CHECKING:
    from companion.services.suite import Suite
    from companion.services.views import SyncStatus
    from companion.ui.tasks import Tasks
    from companion.ui.window import Window


class BesideTheClock(QObject):
    """A window that is looked at says it itself; one that is not lets the system say it."""

    def __init__(self, window: Window, suite: Suite, desk: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._suite = suite
        actions = window.actions_
        entries = (actions.search, actions.news, actions.compact, actions.settings, actions.quit)
        self.icon = TrayIcon(window.windowIcon(), entries, self)
        habits = window.habits
        self.reminders = ReminderPresenter(suite.reminders, desk, suite.clock, habits, self)
        for action in (actions.search, actions.news, actions.settings):
            action.triggered.connect(self._on_asked_from_outside)
        self.icon.asked.connect(window.come_forward)
        self.icon.answered.connect(self._on_answered)
        self.reminders.came_up.connect(self._on_came_up)
        window.line_presenter.told.connect(self._on_told)
        window.line_presenter.changed.connect(self.reminders.look_after)
        window.habits.changed.connect(self._on_habits_changed)
        window.closed.connect(self._on_closed)
        self._on_habits_changed()
        self._on_told(window.line_presenter.status)
        self.reminders.start()

    def _on_told(self, status: SyncStatus) -> None:
        self.icon.show_status(status, self._suite.clock.now())

    def _on_habits_changed(self) -> None:
        self.icon.show(is_wanted=self._window.habits.now.is_in_tray)

    def _on_asked_from_outside(self) -> None:
        if not self._window.isActiveWindow():
            self._window.come_forward()

    def _on_came_up(self, title: str, text: str, link: str) -> None:
        window = self._window
        if window.guard.is_locked:
            return
        if window.isActiveWindow():
            window.messages.say(f"{title} {text}")
        else:
            self.icon.tell(title, text, link)

    def _on_answered(self, link: str) -> None:
        window = self._window
        window.come_forward()
        if window.guard.is_locked:
            return
        if link.startswith(PROSPECT):
            window.open_prospect(link.removeprefix(PROSPECT))
        elif link.startswith(NEWS):
            window.annexes.news.open(link.removeprefix(NEWS))

    def _on_closed(self) -> None:
        self.reminders.stop_timer()
        self.icon.close()
