"""Whoever asked not to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.entries import ProspectEntry
from companion.ui.dialling.reason import ReasonDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window
    from tests.ui.conftest import Phone

PATIENCE = 20_000


@pytest.fixture
def nora(window: Window, suite: Suite, qtbot: QtBot) -> Prospect:
    person = Prospect(
        new_id(),
        "Nora Vale",
        phones=("+4930123456",),
        do_not_call=True,
        do_not_call_reason="Asked on 3 November",
    )
    suite.prospects.add(person)
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(person.id)
    return person


def asked(window: Window) -> ReasonDialog:
    QTest.keyClick(window, Qt.Key.Key_F5)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReasonDialog)
    return dialog


def test_do_not_call_when_set_shows_its_reason_and_is_not_dialled_by_escape(
    window: Window, nora: Prospect, phone: Phone
) -> None:
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert "Do not call: Asked on 3 November" in texts
    dialog = asked(window)
    assert "Asked on 3 November" in [label.text() for label in dialog.findChildren(QLabel)]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert phone.numbers == []
    assert window.form_presenter.draft is not None
    assert window.form_presenter.draft.started_at is None


def test_do_not_call_when_no_reason_is_given_is_not_dialled(
    window: Window, nora: Prospect, phone: Phone
) -> None:
    dialog = asked(window)
    assert not dialog.call.isEnabled()
    QTest.keyClicks(dialog.reason, "   ")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert phone.numbers == []
    dialog.reject()


def test_do_not_call_when_a_reason_is_given_is_dialled_and_the_reason_is_noted(
    window: Window, nora: Prospect, suite: Suite, phone: Phone, qtbot: QtBot
) -> None:
    window.form.notes.setPlainText("earlier words")
    dialog = asked(window)
    QTest.keyClicks(dialog.reason, "She rang us")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert phone.numbers == ["tel:+4930123456"]
    said = "Called in spite of “do not call”: She rang us\nearlier words"
    qtbot.waitUntil(
        lambda: suite.prospects.open(nora.id).draft.notes == said and window.isVisible(),
        timeout=PATIENCE,
    )
    assert suite.prospects.open(nora.id).draft.started_at is not None


def test_do_not_call_when_saving_and_going_on_is_passed_over(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    """The list may hold such a person as a draft; nobody is led to them."""
    first = window.sheet_presenter.prospect_id
    assert first is not None
    follower = window.today_presenter.after(first)
    assert follower is not None
    assert not suite.prospects.open(follower).prospect.do_not_call


def test_call_when_the_system_hands_it_back_to_us_says_so_and_opens_nobody_anew(
    window: Window, suite: Suite, phone: Phone, qtbot: QtBot
) -> None:
    _, prospect_id = suite.entries.create(ProspectEntry(name="Ada", phones=("+49307654321",)))
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(prospect_id)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert phone.numbers == ["tel:+49307654321"]
    assert window.annexes.visit(phone.numbers[0])
    assert "No phone program took the call" in window.footer.message.text()
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.annexes.visit(phone.numbers[0])  # the next one is somebody who rings
