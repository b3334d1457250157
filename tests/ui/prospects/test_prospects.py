"""The form of a prospect, with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from companion.services.entries import ProspectEntry
from companion.ui.prospects.view import ProspectDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window

PATIENCE = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(qtbot: QtBot) -> ProspectDialog:
    qtbot.waitUntil(
        lambda: isinstance(QApplication.activeModalWidget(), ProspectDialog), timeout=PATIENCE
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProspectDialog)
    return dialog


def texts_of(dialog: ProspectDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_prospect_when_entered_wrong_shows_each_problem_by_its_field_and_keeps_the_words(
    window: Window, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, CONTROL)
    dialog = shown(qtbot)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()), timeout=PATIENCE)
    QTest.keyClicks(QApplication.focusWidget(), "Ada Cole")
    dialog.phones.setFocus()
    QTest.keyClicks(dialog.phones, "nine nine")
    dialog.do_not_call.setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    why = "Please say why, so that a colleague understands it."
    qtbot.waitUntil(lambda: why in texts_of(dialog), timeout=PATIENCE)
    assert any("nine nine" in text and "country code" in text for text in texts_of(dialog))
    assert dialog.phones.hasFocus()
    assert dialog.entry().name == "Ada Cole"
    dialog.reject()


def test_prospect_when_mended_shows_the_change_on_the_sheet(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    _, prospect_id = suite.entries.create(ProspectEntry(name="Ada", phones=("+49307654321",)))
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(prospect_id)
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL)
    dialog = shown(qtbot)
    assert dialog.phones.toPlainText() == "+49 30 7654321"
    dialog.phones.moveCursor(dialog.phones.textCursor().MoveOperation.End)
    QTest.keyClick(dialog.phones, Qt.Key.Key_Return)
    QTest.keyClicks(dialog.phones, "+351 21 555 0142")
    with qtbot.waitSignal(window.annexes.prospects.changed, timeout=PATIENCE):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    assert suite.prospects.open(prospect_id).prospect.phones == ("+49307654321", "+351215550142")
    assert window.sheet_presenter.prospect_id == prospect_id
