"""Where windows stand: remembered, and always to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt

from companion.domain.preferences import Place, Preferences
from companion.ui.furniture import furnished_window
from companion.ui.habits import Habits
from companion.ui.placement import fitted
from companion.ui.tasks import Tasks
from companion.ui.workplace import Arrangement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.theme import Theme
    from companion.ui.window import Window


LAPTOP, DESK = QRect(0, 0, 1366, 768), QRect(1366, -200, 2560, 1440)


def test_place_when_it_is_on_a_screen_stays_to_the_pixel() -> None:
    assert fitted(Place(1500, 0, 1280, 800), [LAPTOP, DESK]) == QRect(1500, 0, 1280, 800)


def test_place_when_its_screen_is_gone_comes_to_the_first() -> None:
    box = fitted(Place(1500, 0, 1280, 760), [LAPTOP])
    assert LAPTOP.contains(box)
    assert box.size().toTuple() == (1280, 760)


def test_place_when_it_is_larger_than_the_screen_is_cut_to_it() -> None:
    assert fitted(Place(0, 0, 2400, 1300), [LAPTOP]) == QRect(0, 0, 1366, 768)


def test_place_when_only_its_lower_edge_is_seen_comes_back() -> None:
    assert LAPTOP.contains(fitted(Place(100, -790, 1280, 760), [LAPTOP]))


sizes = st.integers(200, 5_000)
spots = st.integers(-9_000, 9_000)
screens = st.lists(st.builds(QRect, spots, spots, sizes, sizes), min_size=1, max_size=4)


@given(st.builds(Place, spots, spots, sizes, sizes), screens)
def test_place_when_anywhere_has_a_title_to_drag_it_by(place: Place, seen: list[QRect]) -> None:
    box = fitted(place, seen)
    title = QRect(box.left(), box.top(), box.width(), 32)
    held = [title.intersected(each) for each in seen]
    assert any(each.width() >= 96 and each.height() >= 16 for each in held)


class Keeper:
    """Stands where the file would."""

    def __init__(self) -> None:
        self.kept = Preferences()

    def keep(self, preferences: Preferences) -> None:
        self.kept = preferences


@pytest.fixture
def open_window(suite: Suite, theme: Theme, qtbot: QtBot) -> Iterator[Opener]:
    opener = Opener(suite, theme, qtbot)
    yield opener
    opener.close()


class Opener:
    """Opens one window after another, as one start after another does."""

    def __init__(self, suite: Suite, theme: Theme, qtbot: QtBot) -> None:
        self._suite, self._theme, self._qtbot = suite, theme, qtbot
        self._window: Window | None = None
        self.keeper = Keeper()

    def __call__(self) -> Window:
        self.close()
        lanes = (Tasks("desk"), Tasks("line"), Tasks("ear"))
        habits = Habits(self.keeper.kept, self.keeper.keep)
        self._window = furnished_window(self._suite, *lanes, self._theme, habits)
        self._window.show()
        self._qtbot.waitExposed(self._window)
        return self._window

    def close(self) -> None:
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None


def place_of(window: Window) -> tuple[int, int, int, int]:
    return window.x(), window.y(), window.width(), window.height()


def test_window_when_moved_and_sized_opens_there_next_time(open_window: Opener) -> None:
    window = open_window()
    window.move(210, 120)
    window.resize(1440, 810)
    assert place_of(open_window()) == (210, 120, 1440, 810)


def test_compact_form_when_closed_opens_compact_in_its_own_place(open_window: Opener) -> None:
    window = open_window()
    window.move(100, 90)
    window.actions_.compact.trigger()
    window.move(1700, 30)
    window.resize(400, 700)
    again = open_window()
    assert again.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert place_of(again) == (1700, 30, 400, 700)
    assert again.workplace.arrangement is Arrangement.COMPACT
    assert again.menuBar().isHidden()
    again.actions_.compact.trigger()
    assert place_of(again) == (100, 90, 1280, 800)
    assert not again.menuBar().isHidden()


def test_window_when_its_screen_is_gone_opens_on_one_that_is_there(open_window: Opener) -> None:
    open_window.keeper.kept = Preferences(whole=Place(-5_000, 3_000, 1300, 820))
    window = open_window()
    screen = window.screen().availableGeometry()
    assert screen.contains(window.geometry())
    assert window.size().toTuple() == (1300, 820)


def test_window_when_screens_change_under_it_comes_back(open_window: Opener, qtbot: QtBot) -> None:
    window = open_window()
    window.move(9_000, 9_000)
    window.screen().availableGeometryChanged.emit(window.screen().availableGeometry())
    screen = window.screen().availableGeometry()
    qtbot.waitUntil(lambda: screen.contains(window.geometry()))


def test_columns_when_sized_by_key_are_so_next_time(open_window: Opener, qtbot: QtBot) -> None:
    window = open_window()
    before = window.form.width()
    window.actions_.wider.trigger()
    window.actions_.wider.trigger()
    window.actions_.narrower.trigger()
    qtbot.waitUntil(lambda: window.form.width() == before + 32)
    again = open_window()
    qtbot.waitUntil(lambda: again.form.width() == before + 32)
    assert again.today.width() == 256


@pytest.mark.parametrize("width", [900, 1000, 1099, 1100, 1280, 1920, 3840])
def test_columns_when_the_window_is_of_any_width_leave_the_promise_readable(
    open_window: Opener, width: int, qtbot: QtBot
) -> None:
    open_window.keeper.kept = Preferences(list_width=480, form_width=680)
    window = open_window()
    window.resize(width, 600)
    qtbot.waitUntil(lambda: window.workplace.width() == width)
    assert window.promise.width() >= 340
    assert window.form.width() >= 360
    assert window.workplace.arrangement is (
        Arrangement.COLUMNS if width >= 1100 else Arrangement.DRAWER
    )


def test_preferences_when_nothing_changes_are_not_written(open_window: Opener) -> None:
    open_window()
    open_window.close()
    kept = open_window.keeper.kept
    open_window()
    open_window.close()
    assert open_window.keeper.kept is kept
