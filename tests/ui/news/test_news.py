"""Marketing's answers in today's list and on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from companion.ui.today.model import Heading, NewsLine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window

PATIENCE = 20_000


def _news(window: Window) -> list[NewsLine]:
    return [each for each in window.today.model.entries if isinstance(each, NewsLine)]


def test_answer_when_chosen_by_keyboard_shows_its_thread_and_is_read(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    before = _news(window)
    heading = next(
        each
        for each in window.today.model.entries
        if isinstance(each, Heading) and each.title == "Marketing answered you"
    )
    assert heading.count == len(before) > 0
    row = window.today.model.entries.index(before[0])
    window.today.list.setFocus()
    window.today.list.setCurrentIndex(window.today.model.index(row, 0))
    with qtbot.waitSignal(window.annexes.news.shown, timeout=PATIENCE):
        QTest.keyClick(window.today.list, Qt.Key.Key_Return)
    page = window.pages.currentWidget()
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert before[0].name in texts
    assert {"You heard", "Marketing decided", "You were told"} <= set(texts)
    qtbot.waitUntil(lambda: len(_news(window)) == len(before) - 1, timeout=PATIENCE)
    assert suite.news.thread(before[0].decision_id).read_at is not None
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.workplace


def test_answers_when_all_are_read_can_be_opened_again_by_key(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    for row in suite.news.recent():
        suite.news.mark_read(row.decision_id)
    with qtbot.waitSignal(window.annexes.news.shown, timeout=PATIENCE):
        QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    texts = [label.text() for label in window.pages.currentWidget().findChildren(QLabel)]
    assert "You were told" in texts


def test_thread_when_its_customer_is_chosen_opens_them(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    thread = suite.news.thread(suite.news.recent()[0].decision_id)
    with qtbot.waitSignal(window.annexes.news.shown, timeout=PATIENCE):
        window.annexes.news.open(thread.decision.id)
    wanted = thread.heard[0].objection.prospect_id
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.pages.currentWidget().opened.emit(wanted)
    assert window.sheet_presenter.prospect_id == wanted
    assert window.pages.currentWidget() is window.workplace


def test_answer_when_it_is_to_proposed_words_shows_them_changed_and_what_was_said(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    row = next(each for each in suite.news.recent() if each.proposal is not None)
    line = next(each for each in _news(window) if each.decision_id == row.decision_id)
    with qtbot.waitSignal(window.annexes.news.shown, timeout=PATIENCE):
        window.today.asked_news.emit(row.decision_id)
    page = window.pages.currentWidget()
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert {"Better words proposed", "You were told"} <= set(texts)
    assert any(each.startswith("Marketing: ") for each in texts)
    qtbot.waitUntil(lambda: line not in _news(window), timeout=PATIENCE)
