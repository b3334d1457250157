from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from companion.ui.crash import CrashDialog, CrashHook, crash_details

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def crashed() -> Exception:
    try:
        raise ValueError("the words of a customer")
    except ValueError as error:
        return error


def test_details_when_written_hold_the_place_and_no_words() -> None:
    details = crash_details(crashed())
    assert "ValueError" in details
    assert "test_crash.py" in details
    assert "words of a customer" not in details.split("Traceback")[0].replace(
        'raise ValueError("the words of a customer")', ""
    )


def test_copy_when_pressed_puts_the_details_on_the_clipboard(qtbot: QtBot) -> None:
    dialog = CrashDialog("where it happened")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "where it happened"


def test_hook_when_two_bugs_come_shows_one_dialog_and_logs_both(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    hook = CrashHook()
    for _ in range(2):
        error = crashed()
        hook(type(error), error, error.__traceback__)
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog)]
    visible = [each for each in shown if each.isVisible()]
    assert len(visible) == 1
    assert len([record for record in caplog.records if record.levelname == "CRITICAL"]) == 2
    visible[0].accept()
