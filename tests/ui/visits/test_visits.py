"""Links that come to an open window."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from companion.services.entries import ProspectEntry
from companion.ui.prospects.view import ProspectDialog
from companion.ui.visits.choice import ChoiceDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window

PATIENCE = 20_000
Dialog = TypeVar("Dialog")


def shown(kind: type[Dialog], qtbot: QtBot) -> Dialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=PATIENCE)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def test_visit_when_one_person_has_the_number_opens_them(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    _, wanted = suite.entries.create(ProspectEntry(name="Ada", phones=("+49307654321",)))
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        assert window.annexes.visits.open("companion://call?phone=0049%2030%207654321")
    assert window.sheet_presenter.prospect_id == wanted


def test_visit_when_it_names_a_prospect_opens_them_from_any_page(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    _, wanted = suite.entries.create(ProspectEntry(name="Ada"))
    window.show_sync_page()
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.annexes.visits.open(f"companion://prospect?id={wanted}")
    assert window.sheet_presenter.prospect_id == wanted
    assert window.pages.currentWidget() is window.workplace


def test_visit_when_several_have_the_number_asks_who_it_is(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    ids = [
        suite.entries.create(ProspectEntry(name=name, phones=("+49307654321",)))[1]
        for name in ("Ada", "Bob")
    ]
    window.annexes.visits.open("companion://call?phone=+49307654321")
    dialog = shown(ChoiceDialog, qtbot)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.sheet_presenter.prospect_id == ids[1]


def test_visit_when_nobody_has_the_number_offers_somebody_new_with_it(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    window.annexes.visits.open("companion://call?phone=+49307654321")
    box = shown(QMessageBox, qtbot)
    assert "+49 30 7654321" in box.text()
    agree = next(each for each in box.buttons() if each.text() == "New prospect")
    agree.click()
    dialog = shown(ProspectDialog, qtbot)
    assert dialog.entry().phones == ("+49307654321",)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()), timeout=PATIENCE)
    QTest.keyClicks(QApplication.focusWidget(), "Ada Cole")
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (row,) = suite.prospects.by_phone("+49307654321").rows
    assert (row.name, row.prospect_id) == ("Ada Cole", window.sheet_presenter.prospect_id)


@pytest.mark.parametrize("link", ["companion://call?phone=<b>1", "http://x", "companion://x/../y"])
def test_visit_when_the_link_is_hostile_does_nothing_but_say_so(window: Window, link: str) -> None:
    before = window.sheet_presenter.prospect_id
    assert not window.annexes.visits.open(link)
    assert "Nothing was opened" in window.footer.message.text()
    assert window.sheet_presenter.prospect_id == before
    assert QApplication.activeModalWidget() is None


def test_visit_when_the_prospect_is_unknown_says_so_and_keeps_the_open_one(
    window: Window, qtbot: QtBot
) -> None:
    before = window.sheet_presenter.prospect_id
    window.annexes.visits.open("companion://prospect?id=01900000-0000-7000-8000-000000000404")
    qtbot.waitUntil(lambda: "not here any more" in window.footer.message.text(), timeout=PATIENCE)
    assert window.sheet_presenter.prospect_id == before
