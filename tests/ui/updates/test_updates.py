"""An update from the first look to the system's installer, in the window; never during a call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from companion.services.suite import open_suite
from companion.services.updates import Updates, UpdateState
from companion.ui.care.page import CarePage
from companion.ui.furniture import furnished_window
from companion.ui.tasks import Tasks
from tests.repositories import Depot, keys_in, serving_depot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.ui.theme import Theme
    from companion.ui.window import Window
    from tests.ui.conftest import HandClock

PATIENCE = 20_000


class Installer(QObject):
    """Stands where the system's package tool would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def installer() -> Iterator[Installer]:
    made = Installer()
    QDesktopServices.setUrlHandler("file", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def depot(tmp_path: Path) -> Iterator[Depot]:
    with serving_depot(tmp_path / "depot", keys_in(tmp_path / "keys")) as served:
        served.offer()
        yield served


@pytest.fixture
def window(
    profile: OpenProfile, clock: HandClock, theme: Theme, qtbot: QtBot, depot: Depot, tmp_path: Path
) -> Iterator[Window]:
    folder = tmp_path / "laptop"
    updates = Updates(folder, lambda: depot.connect(folder / "updates"), clock)
    suite = replace(open_suite(replace(profile, connect=None), clock), updates=updates)
    shown = furnished_window(suite, Tasks("desk"), Tasks("line"), Tasks("ear"), theme)
    shown.show()
    with qtbot.waitSignal(shown.sheet_presenter.opened, timeout=PATIENCE):
        shown.start()
    yield shown
    shown.close()
    shown.deleteLater()
    qtbot.wait_until(lambda: True)


def look(window: Window, qtbot: QtBot) -> None:
    presenter = window.annexes.updates.presenter
    with qtbot.waitSignal(
        presenter.told, timeout=PATIENCE, check_params_cb=lambda told: told.state == "ready"
    ):
        presenter.look()


def answer(window: Window) -> None:
    (box,) = window.findChildren(QMessageBox)
    box.buttons()[0].click()


def test_update_when_ready_then_a_strip_says_so_and_the_installer_opens_and_the_window_closes(
    window: Window, qtbot: QtBot, installer: Installer
) -> None:
    assert window.strip.isHidden()
    look(window, qtbot)
    assert not window.strip.isHidden()
    assert window.strip.words.text() == "Companion 0.2.0 is ready to install. Faster."

    window.strip.install.click()
    with qtbot.waitSignal(window.closed, timeout=PATIENCE):
        answer(window)

    (path,) = installer.opened
    assert path.endswith("sales-call-companion_0.2.0_amd64.deb")


def test_update_during_a_call_then_it_waits_until_the_call_is_over(
    window: Window, qtbot: QtBot, installer: Installer
) -> None:
    window.form.clock.button.click()
    look(window, qtbot)
    assert window.strip.isHidden()
    window.annexes.updates.presenter.install()
    assert not window.findChildren(QMessageBox)
    assert "end the call" in window.footer.message.text()

    window.form.clock.button.click()
    qtbot.wait_until(lambda: not window.strip.isHidden(), timeout=PATIENCE)
    assert installer.opened == []


def test_update_when_it_rings_while_the_question_stands_then_it_waits_too(
    window: Window, qtbot: QtBot, installer: Installer
) -> None:
    look(window, qtbot)
    window.strip.install.click()
    window.form.clock.button.click()
    answer(window)
    qtbot.wait_until(lambda: "end the call" in window.footer.message.text(), timeout=PATIENCE)
    assert installer.opened == []
    assert window.isVisible()
    window.form.clock.button.click()


def test_update_when_asked_for_in_the_menu_then_it_is_looked_for_and_then_stands_on_install(
    window: Window, qtbot: QtBot
) -> None:
    presenter = window.annexes.updates.presenter
    with qtbot.waitSignal(
        presenter.told, timeout=PATIENCE, check_params_cb=lambda told: told.state == "ready"
    ):
        window.actions_.updates.trigger()
    window.actions_.updates.trigger()
    page = window.findChild(CarePage)
    qtbot.wait_until(lambda: window.focusWidget() is page.install, timeout=PATIENCE)
    page.install.click()
    assert window.findChildren(QMessageBox)


def test_update_when_put_off_then_the_strip_is_gone_until_tomorrow(
    window: Window, qtbot: QtBot, clock: HandClock
) -> None:
    look(window, qtbot)
    window.strip.later.click()
    assert window.strip.isHidden()
    clock.pass_seconds(24 * 3600)
    look(window, qtbot)
    assert not window.strip.isHidden()


def test_update_when_its_file_was_changed_then_says_so_and_opens_nothing(
    window: Window, qtbot: QtBot, installer: Installer
) -> None:
    look(window, qtbot)
    presenter = window.annexes.updates.presenter
    presenter._updates.installer().write_bytes(b"something else")
    window.strip.install.click()
    answer(window)
    qtbot.wait_until(lambda: "not what was verified" in window.footer.message.text())
    assert installer.opened == []
    assert window.strip.isHidden()
    assert presenter.status.state is UpdateState.FAILED
