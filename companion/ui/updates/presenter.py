"""Looks for updates now and then, says how it stands, and hands an installer to the system.

The lane exists only while there is something to look for, and nothing of this is loaded before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from companion.services.updates import UpdateState
from companion.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from companion.services.updates import Updates, UpdateStatus
    from companion.ui.messages import Messages

_LOOK = 500
"""How often a download is looked at, in milliseconds."""

_LONGEST_TIMER = 24 * 3600
"""Seconds: Qt's timers count milliseconds in 31 bits."""


class UpdatePresenter(QObject):
    """``told`` carries the status whenever it is another; ``handed`` says that the installer is
    open, so that the window can close.
    """

    told = Signal(object)
    handed = Signal()

    def __init__(
        self,
        updates: Updates,
        messages: Messages,
        is_calling: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._updates = updates
        self._messages = messages
        self._is_calling = is_calling
        self._lane: Tasks | None = None
        self._is_running = self._is_over = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self.look)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self._tell)

    @property
    def status(self) -> UpdateStatus:
        """How it stands."""
        return self._updates.status()

    @property
    def may_install(self) -> bool:
        """Whether an installer may be opened now: one is ready, and nobody is on the line."""
        return self.status.state is UpdateState.READY and not self._is_calling()

    def start(self) -> None:
        """Look for the first time when it is due."""
        self._wait()
        self._tell()

    def wake_up(self) -> None:
        """The laptop slept, and the timer with it: look when it is due by the clock."""
        if not self._is_running:
            self._wait()

    def look(self) -> None:
        """Look now, and fetch what is found."""
        if self._is_running or self._is_over or self.status.state is UpdateState.OFF:
            return
        self._is_running = True
        self._next.stop()
        self._lane = self._lane or Tasks("updates", self)
        self._looking.start()
        self._lane.run(self, self._updates.run, self._on_done)

    def install(self) -> None:
        """Ask, then hand the installer to the system; never while a call is under way."""
        release = self.status.release
        if release is None or self.status.state is not UpdateState.READY:
            return
        if self._is_calling():
            self._messages.say(self.tr("Please end the call first. The update waits."))
            return
        self._messages.ask(
            self.tr("Install Companion {version}?").format(version=release.version),
            self.tr(
                "Companion closes, and your system's installer opens; it may ask for your "
                "password. What you are writing is kept. Your data is copied before the new "
                "version changes it."
            ),
            self.tr("Close and install"),
            self._hand_over,
        )

    def stop(self) -> None:
        """The window closes: what is under way ends at once."""
        self._is_over = True
        self._next.stop()
        self._looking.stop()
        self._updates.hang_up()
        if self._lane is not None:
            self._lane.give_up()

    def _hand_over(self) -> None:
        self._lane = self._lane or Tasks("updates", self)
        self._lane.run(self, self._updates.installer, self._on_verified, self._on_refused)

    def _on_verified(self, path: Path) -> None:
        if self._is_calling():  # it rang meanwhile
            self._messages.say(self.tr("Please end the call first. The update waits."))
        elif QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.handed.emit()
        else:
            words = self.tr("No program opened {path}. Please open it yourself.")
            self._messages.say(words.format(path=path))

    def _on_refused(self, error: object) -> None:
        self._messages.say_error(error)  # type: ignore[arg-type] # the lane hands on what failed
        self._tell()

    def _on_done(self, status: UpdateStatus) -> None:
        self._is_running = False
        self._looking.stop()
        self._wait()
        self.told.emit(status)

    def _wait(self) -> None:
        seconds = self._updates.seconds_to_next()
        if seconds is not None and not self._is_over:
            self._next.start(int(min(seconds, _LONGEST_TIMER) * 1_000))

    def _tell(self) -> None:
        self.told.emit(self.status)
