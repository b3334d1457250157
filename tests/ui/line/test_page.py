from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from companion.services.views import OutboxLine, SyncState, SyncStatus
from companion.ui.line.mending import MendDialog
from companion.ui.line.page import LinePage
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words

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
    buttons = page.cards[0].findChildren(Button)
    assert len(buttons) == 4
    for button, signal in zip(
        buttons, (page.resent, page.copied, page.exported, page.discarded), strict=True
    ):
        with qtbot.waitSignal(signal) as said:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert said.args == ["2"]


def test_page_when_it_is_sent_by_itself_offers_nothing(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert page.cards[1].findChildren(Button) == []


def words_of(page: LinePage, number: int = 0) -> list[str]:
    return [button.words for button in page.cards[number].findChildren(Button)]


def test_page_when_a_refused_entry_has_words_offers_to_mend_them(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    page.show_lines([replace(REFUSED, words=(("notes", "His words"),))])
    assert words_of(page)[0] == "Edit and send …"
    with qtbot.waitSignal(page.edited) as said:
        qtbot.mouseClick(page.cards[0].findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert said.args == ["2"]


def test_page_when_two_values_met_offers_the_other_by_name(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    both = replace(REFUSED, state="doubled", lost="Two\nvans", field="notes")
    page.show_lines([both, replace(both, lost="A long value " * 9), replace(both, lost="")])
    assert words_of(page, 0)[:2] == ["Use “Two vans”", "Leave it so"]
    assert words_of(page, 1)[0].endswith(" …”")
    assert words_of(page, 2)[0] == "Use the other"


@pytest.mark.parametrize("state", list(SyncState))
def test_page_when_in_a_state_offers_to_sign_in_or_to_sync(qtbot: QtBot, state: SyncState) -> None:
    page = make_page(qtbot)
    page.show_status(SyncStatus(state, last_sync_at=NOW), NOW)
    is_signed_out = state in (SyncState.SIGN_IN_NEEDED, SyncState.COPIED)
    assert page.sign_in.isVisible() is is_signed_out
    assert page.sync.isVisible() is not is_signed_out


def test_page_when_everything_is_fetched_for_the_first_time_offers_to_pause_and_to_go_on(
    qtbot: QtBot,
) -> None:
    page = make_page(qtbot)
    page.show_status(SyncStatus(SyncState.SYNCING, fetched=500), NOW)
    assert (page.pause.isVisible(), page.sync.isVisible()) == (True, False)
    with qtbot.waitSignal(page.asked_pause):
        page.pause.click()
    page.show_status(SyncStatus(SyncState.PAUSED), NOW)
    assert (page.pause.isVisible(), page.sync.words) == (False, "Go on fetching")
    with qtbot.waitSignal(page.asked_sync):
        page.sync.click()
    page.show_status(SyncStatus(SyncState.SYNCING, last_sync_at=NOW), NOW)
    assert (page.pause.isVisible(), page.sync.words) == (False, "Sync now")


def test_page_when_the_clock_is_wrong_marks_each_date_until_it_is_right(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    wrong = SyncStatus(SyncState.IN_STEP, clock_ahead=timedelta(hours=2))

    def marked() -> int:
        dates = [word.text() for card in page.cards for word in card.findChildren(Words)]
        return sum("by a wrong clock" in each for each in dates)

    page.show_status(wrong, NOW)
    assert marked() == 2
    assert any("clock is 2 hours ahead" in each.text() for each in page.findChildren(Words))
    page.show_status(SyncStatus(SyncState.IN_STEP), NOW)
    assert marked() == 0


def test_mending_when_agreed_carries_each_field_as_it_stands(qtbot: QtBot) -> None:
    line = replace(REFUSED, words=(("notes", "His words"), ("emails", "a@b.example\nc@")))
    dialog = MendDialog(line)
    qtbot.addWidget(dialog)
    dialog.fields["emails"].setPlainText("a@b.example")
    with qtbot.waitSignal(dialog.agreed) as said:
        dialog.send.click()
    assert said.args == [{"notes": "His words", "emails": "a@b.example"}]


def test_page_when_escape_is_pressed_is_left(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
