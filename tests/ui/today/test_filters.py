"""Filters and saved searches, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from companion.domain.searches import Search
from companion.ui.parts.buttons import TagButton
from companion.ui.today.filters import FilterMenu
from companion.ui.today.model import Heading

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window

PATIENCE = 20_000


def opened(window: Window, qtbot: QtBot) -> FilterMenu:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in window.findChildren(FilterMenu)), timeout=PATIENCE
    )
    return next(each for each in window.findChildren(FilterMenu) if each.isVisible())


def choose(menu: QMenu, *path: str) -> None:
    """Follow the texts of a menu and its submenus, and choose the last."""
    whole = menu
    for words in path:
        action = next(each for each in menu.actions() if each.text().replace("&", "") == words)
        if action.menu() is None:
            action.trigger()
        else:
            menu = action.menu()
    whole.close()


def headings(window: Window) -> list[tuple[str, int]]:
    entries = window.today.model.entries
    return [(each.title, each.count) for each in entries if isinstance(each, Heading)]


def test_filter_when_chosen_narrows_the_list_and_its_tag_takes_it_off(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    (campaign_id, name), *_ = suite.searches.choices().campaigns
    wanted = suite.searches.find(Search(campaign_id=campaign_id)).count
    choose(opened(window, qtbot), "Campaign", name)
    qtbot.waitUntil(lambda: headings(window) == [("Found", wanted)], timeout=PATIENCE)
    assert window.today.filter.is_filled
    (tag,) = window.today.tags.findChildren(TagButton)
    assert tag.words.startswith(name)
    QTest.keyClick(tag, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: headings(window)[0][0] == "Due now", timeout=PATIENCE)
    assert not window.today.filter.is_filled


def test_search_when_kept_under_a_name_is_chosen_again_from_the_menu(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    choose(opened(window, qtbot), "Due", "Overdue")
    qtbot.waitUntil(lambda: headings(window)[0][0] == "Found", timeout=PATIENCE)
    found = headings(window)
    choose(opened(window, qtbot), "Keep this search …")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == "Overdue"
    dialog.setTextValue("My late ones")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(suite.searches.choices().saved), timeout=PATIENCE)
    choose(opened(window, qtbot), "Show everybody again")
    qtbot.waitUntil(lambda: headings(window)[0][0] == "Due now", timeout=PATIENCE)
    choose(opened(window, qtbot), "1  My late ones")
    qtbot.waitUntil(lambda: headings(window) == found, timeout=PATIENCE)
    choose(opened(window, qtbot), "Forget a saved search", "My late ones")
    qtbot.waitUntil(lambda: not suite.searches.choices().saved, timeout=PATIENCE)
