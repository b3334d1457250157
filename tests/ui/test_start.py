from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from companion.services.profiles import Profiles
from companion.system.keychain import FolderKeychain
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.domain.clock import Clock

PATIENCE = 20_000


def make_start(folder: Path, clock: Clock, qtbot: QtBot) -> tuple[StartWindow, Tasks]:
    desk = Tasks("desk")
    start = StartWindow(Profiles(folder, FolderKeychain(folder), clock), desk)
    qtbot.addWidget(start)
    start.show()
    return start, desk


@pytest.mark.qt_log_ignore("not accepted")  # it is at work when the key comes up again
def test_start_when_working_alone_opens_a_profile(
    tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    start, desk = make_start(tmp_path, clock, qtbot)
    start.name.setText("Rita Berg")
    start.region.setText("de")
    with qtbot.waitSignal(start.opened, timeout=PATIENCE) as opened:
        qtbot.keyClick(start.name, Qt.Key.Key_Return)
    profile = opened.args[0]
    assert profile.meta.user_name == "Rita Berg"
    assert profile.meta.region == "DE"
    profile.close()
    desk.shut_down()


def test_start_when_the_name_is_missing_says_so_in_the_card(
    tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    start, desk = make_start(tmp_path, clock, qtbot)
    start.alone.chosen.emit()
    qtbot.waitUntil(lambda: "your name" in start.alone.sentence, timeout=PATIENCE)
    assert start.isEnabled()
    desk.shut_down()


def test_start_when_the_address_is_wrong_says_so_in_the_card(
    tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    start, desk = make_start(tmp_path, clock, qtbot)
    start.sign_in.server.setText("not an address")
    start.sign_in.chosen.emit()
    qtbot.waitUntil(lambda: bool(start.sign_in.sentence), timeout=PATIENCE)
    assert not start.demo.sentence
    desk.shut_down()
