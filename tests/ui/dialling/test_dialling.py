"""Whoever asked not to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from companion.domain.ids import new_id
from companion.domain.people import BarredCalls
from companion.domain.prospects import Prospect
from companion.services.entries import ProspectEntry
from companion.store.meta import write_meta
from companion.ui.dialling.reason import ReasonDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.ui.window import Window
    from tests.ui.conftest import Phone

PATIENCE = 20_000


def show(window: Window, suite: Suite, qtbot: QtBot, **more: Any) -> Prospect:
    person = Prospect(new_id(), "Nora Vale", phones=("+4930123456",), **more)
    suite.prospects.add(person)
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(person.id)
    return person


@pytest.fixture
def nora(window: Window, suite: Suite, qtbot: QtBot) -> Prospect:
    reason = "Asked on 3 November"
    return show(window, suite, qtbot, do_not_call=True, do_not_call_reason=reason)


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


def test_do_not_call_when_a_reason_is_given_is_dialled_and_the_reason_stays_with_the_call(
    window: Window, nora: Prospect, suite: Suite, phone: Phone, qtbot: QtBot
) -> None:
    window.form.notes.setPlainText("earlier words")
    dialog = asked(window)
    QTest.keyClicks(dialog.reason, "She rang us")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert phone.numbers == ["tel:+4930123456"]
    window.form.line.choose("connected")
    with qtbot.waitSignal(window.form_presenter.saved, timeout=PATIENCE):
        window.actions_.save.trigger()
    (past,) = suite.prospects.open(nora.id).history
    assert (past.call.called_despite, past.call.notes) == ("She rang us", "earlier words")
    said = "Called in spite of “do not call”: She rang us"
    qtbot.waitUntil(
        lambda: said in [label.text() for label in window.findChildren(QLabel)], timeout=PATIENCE
    )


def test_do_not_call_when_a_list_says_so_names_it_and_asks_all_the_same(
    window: Window, suite: Suite, phone: Phone, qtbot: QtBot
) -> None:
    show(window, suite, qtbot, do_not_call_lists=("Robinson list",))
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert "Do not call: on the list Robinson list" in texts
    dialog = asked(window)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Nora Vale must not be called." in said
    assert "on the list Robinson list" in said
    dialog.reject()
    assert phone.numbers == []


def test_do_not_call_when_the_organisation_allows_no_exception_is_never_dialled(
    window: Window, suite: Suite, profile: OpenProfile, phone: Phone, qtbot: QtBot
) -> None:
    with profile.database.write() as cx:
        write_meta(cx, barred_calls=BarredCalls.REFUSED.value)
    show(window, suite, qtbot, do_not_call_lists=("Robinson list",))
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert QApplication.activeModalWidget() is None
    assert phone.numbers == []
    assert "must not be called" in window.footer.message.text()
    assert window.form_presenter.draft is not None
    assert window.form_presenter.draft.started_at is None


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
