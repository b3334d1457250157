"""Where the window stands: remembered for both its forms, and never off every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from companion.domain.preferences import Place
from companion.ui.pauses import Pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QScreen

    from companion.ui.habits import Habits
    from companion.ui.window import Window

WHOLE = (1280, 800)
COMPACT = (360, 760)
_TITLE, _GRIP = 32, 96
"""How much of the title must be on a screen, so that a window can be dragged by it."""

_QUIET, _LATEST = 400, 2_000


def fitted(place: Place, screens: Sequence[QRect]) -> QRect:
    """Return where a window of this place can stand and be seen, given the screens there are.

    The first screen takes in whatever would be on none of them; nothing is larger than its screen.
    """
    wanted = QRect(place.x, place.y, place.width, place.height)
    home = next((each for each in screens if _can_be_held(wanted, each)), screens[0])
    wanted.setSize(wanted.size().boundedTo(home.size()))
    if not _can_be_held(wanted, home):
        wanted.moveCenter(home.center())
    return wanted


def _can_be_held(window: QRect, screen: QRect) -> bool:
    title = QRect(window.left(), window.top(), window.width(), _TITLE)
    seen = title.intersected(screen)
    return seen.width() >= min(_GRIP, window.width()) and seen.height() >= _TITLE // 2


class Placement(QObject):
    """Puts the window where it was, notes where it goes, and brings it back when a screen goes."""

    def __init__(self, window: Window, habits: Habits) -> None:
        super().__init__(window)
        self._window = window
        self._habits = habits
        self._is_compact = False
        self._pause = Pause(self, _QUIET, _LATEST)
        self._pause.due.connect(self._note)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._on_screen_added)
            application.screenRemoved.connect(self._on_screens_changed)
            application.primaryScreenChanged.connect(self._on_screens_changed)
        for screen in QGuiApplication.screens():
            self._on_screen_added(screen)

    def restore(self) -> None:
        """Stand where the window stood last time, in the form it had."""
        if self._habits.now.is_compact:
            self.set_compact(is_compact=True)
        else:
            self._take_place()
        self._window.installEventFilter(self)

    def set_compact(self, *, is_compact: bool) -> None:
        """Become the narrow form that stays on top, or the whole window again."""
        self.note()
        window = self._window
        is_shown = window.isVisible()
        self._is_compact = is_compact
        self._habits.change(is_compact=is_compact)
        if window.isMaximized():
            window.setWindowState(Qt.WindowState.WindowNoState)
        window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, is_compact)
        self._take_place()
        if is_shown:
            window.show()
            window.activateWindow()  # the system made it anew, and the keyboard must stay with it

    def note(self) -> None:
        """Remember the present place now."""
        self._pause.stop()
        self._note()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window was moved or sized."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._pause.touch()
        return super().eventFilter(watched, event)

    def _take_place(self) -> None:
        now = self._habits.now
        place = now.compact if self._is_compact else now.whole
        screens = [each.availableGeometry() for each in _screens()]
        if place is None:
            width, height = COMPACT if self._is_compact else WHOLE
            corner = screens[0].topRight() if self._is_compact else None
            self._window.resize(min(width, screens[0].width()), min(height, screens[0].height()))
            if corner is not None:
                self._window.move(corner.x() - width, corner.y())
            return
        box = fitted(place, screens)
        self._window.resize(box.size())
        self._window.move(box.topLeft())
        if place.is_maximized:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)

    def _note(self) -> None:
        window = self._window
        if not window.isVisible() or window.isMinimized():
            return
        name = "compact" if self._is_compact else "whole"
        known: Place | None = getattr(self._habits.now, name)
        if window.isMaximized() or window.isFullScreen():
            box = window.normalGeometry()
            size = (box.x(), box.y(), box.width(), box.height())
            place = Place(*size, is_maximized=True) if box.isValid() else known
        else:
            place = Place(window.x(), window.y(), window.width(), window.height())
        self._habits.change(**{name: place})

    def _on_screen_added(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._on_screens_changed)

    def _on_screens_changed(self) -> None:
        # The system moves windows itself as well: look only when it is done with that.
        QTimer.singleShot(0, self, self._come_back)

    def _come_back(self) -> None:
        window = self._window
        if window.isMaximized() or window.isMinimized() or not window.isVisible():
            return
        at = Place(window.x(), window.y(), window.width(), window.height())
        box = fitted(at, [each.availableGeometry() for each in _screens()])
        if box != QRect(at.x, at.y, at.width, at.height):
            window.resize(box.size())
            window.move(box.topLeft())


def _screens() -> list[QScreen]:
    first = QGuiApplication.primaryScreen()
    return [first, *(each for each in QGuiApplication.screens() if each is not first)]
