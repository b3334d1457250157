"""One run on one profile folder: its first picture at once, and everything else after it.

Nothing is imported here that the picture does not need: ``opening`` and all it knows (SQLAlchemy,
the messages, the panels) is loaded on the desk's thread while the person reads the list already
(docs/decisions/041-the-first-picture.md).
"""

from __future__ import annotations

import gc
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.clock import SystemClock
from companion.services.glance import glance, may_glance
from companion.system.policies import read_policy
from companion.system.preferences import read_preferences, write_preferences
from companion.ui.first_picture import FirstPicture
from companion.ui.habits import Habits
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, wish_of
from companion.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from companion.app.opening import Opening
    from companion.domain.errors import CompanionError
    from companion.domain.policies import Policy
    from companion.services.profiles import OpenProfile, Profiles
    from companion.services.rows import TodayList
    from companion.system.keychain import Keychain


class Session(QObject):
    """What is shown of a profile, one window after the other.

    ``pictured`` comes with a window that shows the day's list before the profile is open,
    ``opened`` with each window that is whole, ``switched`` carries the folder of another profile
    to open in its place; ``ended`` when the person is done.
    """

    pictured = Signal(object)
    opened = Signal(object)
    switched = Signal(object)
    ended = Signal()

    def __init__(
        self,
        application: QApplication,
        folder: Path,
        keychain: Keychain,
        policy: Policy | None = None,
        theme: Theme | None = None,
    ) -> None:
        super().__init__(application)
        preferences = read_preferences(folder)
        self.habits = Habits(preferences, partial(write_preferences, folder), self)
        self.clock = SystemClock()
        self.folder = folder
        self.keychain = keychain
        self.policy = policy or read_policy()
        self.theme = theme or Theme(application)
        self.theme.choose(wish_of(preferences.theme))
        self.desk = Tasks("desk", self)
        self.habits.use_lane(self.desk)
        self.link = ""
        self._front: Window | None = None
        self._shown: QWidget | None = None
        self._opening: Opening | None = None

    @property
    def shown(self) -> QWidget | None:
        """What is on the screen now."""
        return self._shown

    def start(self, choose: Callable[[Profiles], OpenProfile] | None = None) -> None:
        """Open the profile; a new one is set up by ``choose``, or else by asking the person."""
        if choose is not None or not may_glance(self.folder):
            self._go_on(choose)
            return
        folder, keychain, lock_days = self.folder, self.keychain, self.policy.lock_days
        now = self.clock.now()
        self.desk.run(
            self,
            lambda: glance(folder, keychain, now, lock_days),
            self._on_glanced,
            lambda error: self._go_on(error=error),
        )
        self._front = Window(self.clock, self.theme, self.habits)  # while the desk is reading

    def visit(self, link: str) -> None:
        """Bring the window forward and open whom a link names, as soon as there is a window."""
        if self._opening is not None:
            self._opening.visit(link)
            return
        self.link = link or self.link
        self.come_forward()

    def come_forward(self) -> None:
        """Bring whatever is shown before the other windows."""
        if self._shown is not None:
            self._shown.raise_()
            self._shown.activateWindow()

    def end(self) -> None:
        """Close whatever is shown, in order; the drafts are kept."""
        if self._shown is not None:
            self._shown.close()
        self.desk.shut_down()
        self.ended.emit()

    def show(self, widget: QWidget) -> None:
        """Show something in place of what is shown now."""
        before, self._shown = self._shown, widget
        widget.show()
        if before is not None and before is not widget:
            before.close()
            before.deleteLater()

    def take_front(self) -> Window:
        """Give the window of the first picture, or a new one that is not shown yet."""
        front, self._front = self._front, None
        if front is None or front.is_closed:
            front = Window(self.clock, self.theme, self.habits)
        return front

    def renew_desk(self) -> None:
        """Finish what the desk has begun, and go on with a new one."""
        self.desk.shut_down()
        self.leave_desk()

    def leave_desk(self) -> None:
        """Leave the desk to the window that ends it when it is closed, and take a new one."""
        self.desk = Tasks("desk", self)
        self.habits.use_lane(self.desk)

    def _on_glanced(self, today: TodayList | None) -> None:
        front = self._front
        if today is None or front is None or not front.has_room_for_list:
            self._go_on()
            return
        front.show_day(today)
        FirstPicture(front.today.list.viewport()).taken.connect(self._load)
        self.show(front)
        self.pictured.emit(front)

    def _load(self) -> None:
        self.desk.run(self, _load_opening, lambda _: self._go_on())

    def _go_on(
        self,
        choose: Callable[[Profiles], OpenProfile] | None = None,
        error: CompanionError | None = None,
    ) -> None:
        from companion.app.opening import Opening  # noqa: PLC0415 - see above

        if self._front is not None and self._front.is_closed:
            return  # the person saw what they wanted, and left
        self._opening = Opening(self)
        if error is None:
            self._opening.start(choose)
        else:
            self._opening.tell_trouble(error)


def _load_opening() -> None:
    """Load the rest; no collection of garbage holds up the window meanwhile."""
    gc.disable()
    try:
        import_module("companion.app.opening")
    finally:
        gc.freeze()  # what was loaded stays to the end
        gc.enable()
