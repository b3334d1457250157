"""Choosing, naming and switching profiles, in the window and at the start of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from companion.app.session import Session
from companion.domain.policies import Policy
from companion.services.profiles import Profiles
from companion.services.rosters import Roster
from companion.ui.profiles.chooser import Chooser
from tests.keychains import Box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from companion.domain.clock import Clock

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 20_000

_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from companion.app.running import run
from companion.ui.profiles.chooser import Chooser
from companion.ui.start import StartWindow

def look():
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Chooser) and each.isVisible():
            each.list.setCurrentRow(1)
            each.open_.click()
        if isinstance(each, StartWindow) and each.isVisible():
            print(each._profiles._folder, flush=True)
            each.close()
    QTimer.singleShot(50, look)

QTimer.singleShot(0, look)
sys.exit(run(None))
"""


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    made = Roster(tmp_path / "companion")
    made.first.mkdir()
    made.add("Leisewerk")
    return made


def names(chooser: Chooser) -> list[str]:
    return [chooser.list.item(row).text() for row in range(chooser.list.count())]


def test_chooser_when_used_lists_adds_renames_and_removes(roster: Roster, qtbot: QtBot) -> None:
    chooser = Chooser(roster, roster.first)
    qtbot.addWidget(chooser)
    assert names(chooser) == ["First profile (open now)", "Leisewerk (not set up yet)"]
    assert not chooser.remove.isEnabled()
    chooser.name.setText("Fjordline")
    chooser.rename.click()
    assert names(chooser)[0] == "Fjordline (open now)"
    chooser.name.setText("Third")
    chooser.add.click()
    assert chooser.list.currentItem().text() == "Third (not set up yet)"
    chooser.remove.click()
    assert len(names(chooser)) == 2
    chooser.add.click()
    assert "Please give a name" in chooser.sentence


def test_window_when_another_profile_is_chosen_asks_the_program_to_switch(
    roster: Roster, qtbot: QtBot, qapp: QApplication, clock: Clock
) -> None:
    box = Box()
    Profiles(roster.first, box, clock).work_alone("Rita Berg", "DE").close()
    session = Session(qapp, roster.first, box, Policy())
    with qtbot.waitSignal(session.opened, timeout=PATIENCE) as opened:
        session.start()
    window = opened.args[0]
    window.actions_.profiles.trigger()
    chooser = window.findChild(Chooser)
    chooser.list.setCurrentRow(1)
    with qtbot.waitSignal(session.switched, timeout=PATIENCE) as switched:
        chooser.open_.click()
    assert switched.args[0] == roster.entries()[1].folder
    session.end()
    session.deleteLater()


def test_program_when_there_are_several_profiles_asks_which_and_opens_that_one(
    roster: Roster, tmp_path: Path
) -> None:
    screen = f"offscreen:configfile={ROOT / 'tests' / 'screen.json'}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "COMPANION_PROFILE_DIR": str(roster.first),
        "QT_QPA_PLATFORM": screen,
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", _START],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(roster.entries()[1].folder)]
    assert roster.by_use()[0] == roster.entries()[1].folder
