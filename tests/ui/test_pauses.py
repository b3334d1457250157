from __future__ import annotations

from typing import TYPE_CHECKING

from companion.ui.pauses import Pause

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_pause_when_typing_stops_is_due(qtbot: QtBot) -> None:
    pause = Pause(quiet=20, latest=5_000)
    with qtbot.waitSignal(pause.due, timeout=2_000):
        pause.touch()
    assert not pause.is_waiting


def test_pause_when_typing_goes_on_is_due_at_the_latest(qtbot: QtBot) -> None:
    pause = Pause(quiet=60_000, latest=50)
    with qtbot.waitSignal(pause.due, timeout=2_000):
        pause.touch()
        pause.touch()


def test_pause_when_stopped_is_not_due(qtbot: QtBot) -> None:
    pause = Pause(quiet=1, latest=1)
    with qtbot.assertNotEmitted(pause.due, wait=30):
        pause.touch()
        pause.stop()
