"""What is chosen in the settings holds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from companion.domain.preferences import DIAL
from companion.ui.about.view import AboutDialog
from companion.ui.settings.view import SettingsDialog
from companion.ui.theme import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.ui.theme import Theme
    from companion.ui.window import Window

PATIENCE = 20_000


@pytest.fixture
def dialog(window: Window) -> Iterator[SettingsDialog]:
    window.actions_.settings.trigger()
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, SettingsDialog)
    yield shown
    shown.close()


def test_theme_when_chosen_changes_the_colours_and_is_kept(
    window: Window, dialog: SettingsDialog, theme: Theme
) -> None:
    dialog.theme.setCurrentIndex(dialog.theme.findData(Wish.DARK.value))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert theme.wish is Wish.DARK
    assert window.habits.now.theme == "dark"
    theme.choose(Wish.LIGHT)


def test_starting_when_the_program_is_installed_then_it_is_offered_and_the_choice_comes_out(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    assert dialog.starting.isHidden()
    dialog.show_starting(is_on=True)
    assert dialog.starting.isChecked()
    with qtbot.waitSignal(dialog.asked_start) as asked:
        dialog.starting.click()
    assert asked.args == [False]


def test_notices_when_switched_off_by_key_are_off(window: Window, dialog: SettingsDialog) -> None:
    assert window.habits.now.tells_due
    dialog.due.setFocus()
    QTest.keyClick(dialog.due, Qt.Key.Key_Space)
    assert not window.habits.now.tells_due


def test_phone_program_when_it_is_none_says_so_and_keeps_the_last_good_one(
    window: Window, dialog: SettingsDialog
) -> None:
    dialog.dial.clear()
    QTest.keyClicks(dialog.dial, "sip:{phone}")
    assert window.habits.now.dial == "sip:{phone}"
    dialog.dial.clear()
    QTest.keyClicks(dialog.dial, "file:///{phone}")
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert f"Please write an address such as {DIAL}, with one {{phone}} in it." in texts
    assert window.habits.now.dial != "file:///{phone}"


def test_settings_when_this_laptop_works_alone_say_so(dialog: SettingsDialog, qtbot: QtBot) -> None:
    said = "This laptop works on its own, without a server."
    qtbot.waitUntil(
        lambda: said in [label.text() for label in dialog.findChildren(QLabel)], timeout=PATIENCE
    )
    assert not dialog.sync.isEnabled()


def test_about_when_asked_shows_versions_and_everybody_elses_licences(
    window: Window, qtbot: QtBot
) -> None:
    window.actions_.about.trigger()
    qtbot.waitUntil(
        lambda: isinstance(QApplication.activeModalWidget(), AboutDialog), timeout=PATIENCE
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AboutDialog)
    qtbot.waitUntil(lambda: dialog.notices.model().rowCount() > 20, timeout=PATIENCE)
    dialog.copy.click()
    assert QApplication.clipboard().text().startswith("Companion ")
    dialog.close()
