from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from companion.services.views import OutboxLine
from companion.ui.line.page import LinePage
from companion.ui.parts.buttons import Link

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)
WAITING = OutboxLine("1", "call", "a", "Marta Oliveira", NOW, "pending")
REFUSED = OutboxLine(
    "2", "call", "b", "Jonas", NOW, "rejected", "invalid", "The name is too long.", "His words"
)


def make_page(qtbot: QtBot) -> LinePage:
    page = LinePage()
    qtbot.addWidget(page)
    page.show_lines([WAITING, REFUSED])
    page.show()
    return page


def test_page_when_shown_begins_with_what_needs_the_person(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert [card.is_waiting for card in page.cards] == [False, True]


def test_page_when_a_decision_is_pressed_says_for_which(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    buttons = page.cards[0].findChildren(Link)
    assert len(buttons) == 4
    for button, signal in zip(
        buttons, (page.resent, page.copied, page.exported, page.discarded), strict=True
    ):
        with qtbot.waitSignal(signal) as said:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert said.args == ["2"]


def test_page_when_it_is_sent_by_itself_offers_nothing(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert page.cards[1].findChildren(Link) == []


def test_page_when_escape_is_pressed_is_left(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
