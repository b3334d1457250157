"""A whole call with keys alone: how many it takes, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.domain.calls import Disposition, Outcome
from companion.domain.promises import PromisePart
from companion.store.meta import read_meta
from companion.store.replica import put_base
from companion.ui.call_form.next_step import tomorrow
from companion.ui.dialling.reason import ReasonDialog
from companion.ui.parts.buttons import Link
from tests.screenshots.crowd import HOSTILE, crowded

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet
    from companion.ui.window import Window
    from tests.ui.conftest import Phone

PATIENCE = 20_000
TEN_WORDS = "It is about twice what we pay for paper now"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Keyboard:
    """Presses keys where the keyboard is, and counts them: of a chord, every key."""

    window: Window
    count: int = 0

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        self.count += 1 if held == NONE else 2
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)

    def letter(self, letter: str) -> None:
        self.count += 1
        self.words(letter)

    def words(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)


@pytest.fixture
def keyboard(window: Window, sheet: ProspectSheet, qtbot: QtBot) -> Keyboard:
    """Return the keyboard over somebody who has a phone and was promised something."""
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(sheet.prospect.id)
    window.activateWindow()
    window.today.take_focus()
    return Keyboard(window)


def log_call(keyboard: Keyboard) -> None:
    """Dial, connected, follow-up, one objection in ten words, follow-up tomorrow."""
    keyboard.press(Qt.Key.Key_F5)
    keyboard.letter("c")
    keyboard.press(Qt.Key.Key_2, CTRL)
    keyboard.letter("f")
    keyboard.press(Qt.Key.Key_O, CTRL)
    keyboard.letter("p")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.words(TEN_WORDS)
    keyboard.press(Qt.Key.Key_4, CTRL)
    keyboard.press(Qt.Key.Key_Space)


def save(keyboard: Keyboard, qtbot: QtBot, key: Qt.Key = Qt.Key.Key_S) -> None:
    window = keyboard.window
    with qtbot.waitSignals(
        [window.form_presenter.saved, window.sheet_presenter.opened], timeout=PATIENCE
    ):
        keyboard.press(key, CTRL)


def test_call_when_logged_with_keys_alone_then_at_most_25_and_the_words(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, phone: Phone, qtbot: QtBot
) -> None:
    assert len(TEN_WORDS.split()) == 10
    log_call(keyboard)
    keyboard.press(Qt.Key.Key_F6)
    save(keyboard, qtbot, Qt.Key.Key_Return)
    assert phone.numbers == [f"tel:{sheet.prospect.phones[0]}"]
    after = suite.prospects.open(sheet.prospect.id)
    call, objections = after.history[0].call, after.history[0].objections
    assert (call.disposition, call.outcome) == (Disposition.CONNECTED, Outcome.FOLLOW_UP)
    assert [(each.category, each.verbatim) for each in objections] == [("price_value", TEN_WORDS)]
    assert [each.due_at for each in after.follow_ups] == [tomorrow(suite.clock.now())]
    assert keyboard.window.sheet_presenter.prospect_id != sheet.prospect.id
    assert keyboard.count == 15  # of at most 25; with every key of a chord


def test_call_when_saved_by_mistake_then_one_key_brings_it_back_to_be_mended(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, phone: Phone, qtbot: QtBot
) -> None:
    window, before = keyboard.window, len(sheet.history)
    log_call(keyboard)
    save(keyboard, qtbot, Qt.Key.Key_Return)
    assert sheet.prospect.name in window.form.bar.undo.sentence
    assert window.form.bar.undo.isVisible()
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        keyboard.press(Qt.Key.Key_Z, CTRL)
    assert window.sheet_presenter.prospect_id == sheet.prospect.id
    assert [each.verbatim for each in window.form.objections.objections] == [TEN_WORDS]
    assert window.form.line.value == Disposition.CONNECTED
    assert len(suite.prospects.open(sheet.prospect.id).history) == before
    assert not window.form.bar.undo.isVisible()
    save(keyboard, qtbot)
    after = suite.prospects.open(sheet.prospect.id)
    assert len(after.history) == before + 1
    assert len(after.follow_ups) == 1


def test_save_when_another_call_was_begun_then_taking_back_says_why_not(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, phone: Phone, qtbot: QtBot
) -> None:
    window = keyboard.window
    log_call(keyboard)
    save(keyboard, qtbot)
    window.form.notes.setPlainText("They ring back at once")
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.form.bar.undo.button.click()
    assert "begun another call" in window.footer.message.text()
    assert window.form.notes.toPlainText() == "They ring back at once"
    assert suite.prospects.open(sheet.prospect.id).draft.notes == "They ring back at once"


def test_objection_when_removed_by_key_then_one_key_brings_it_back(
    keyboard: Keyboard, qtbot: QtBot
) -> None:
    form = keyboard.window.form
    for letter, words in (("b", "No budget"), ("n", "No need")):
        keyboard.press(Qt.Key.Key_O, CTRL)
        keyboard.letter(letter)
        keyboard.press(Qt.Key.Key_Return)
        keyboard.words(words)
    keyboard.press(Qt.Key.Key_Up, ALT)
    assert [each.verbatim for each in form.objections.objections] == ["No need", "No budget"]
    keyboard.press(Qt.Key.Key_Delete, ALT)
    assert [each.verbatim for each in form.objections.objections] == ["No budget"]
    assert "No need" in form.bar.undo.sentence
    keyboard.press(Qt.Key.Key_Z, CTRL)
    assert [each.verbatim for each in form.objections.objections] == ["No need", "No budget"]


def test_call_when_somebody_was_searched_for_then_the_next_is_of_the_days_list(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    window = keyboard.window
    keyboard.press(Qt.Key.Key_K, CTRL)
    with qtbot.waitSignal(window.today_presenter.filled, timeout=PATIENCE):
        keyboard.words(sheet.prospect.name)
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_F6)
    keyboard.letter("n")
    assert window.form.line.value == Disposition.NO_ANSWER
    keyboard.press(Qt.Key.Key_5, CTRL)
    save(keyboard, qtbot, Qt.Key.Key_Return)

    today = suite.prospects.today()
    waiting = {row.prospect_id for row in (*today.due, *today.new, *today.drafts)}
    assert window.today.search.text() == ""
    assert window.sheet_presenter.prospect_id in waiting - {sheet.prospect.id}
    assert window.focusWidget() is window.form.clock.button
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        keyboard.press(Qt.Key.Key_Z, CTRL)
    assert window.sheet_presenter.prospect_id == sheet.prospect.id
    assert window.focusWidget() is window.form.clock.button


def test_undo_when_there_is_nothing_then_it_says_so(keyboard: Keyboard) -> None:
    keyboard.window.form.clock.button.setFocus()
    keyboard.press(Qt.Key.Key_Z, CTRL)
    assert keyboard.window.footer.message.text() == "There is nothing to take back."


def test_removal_when_somebody_else_is_opened_then_it_is_past(
    keyboard: Keyboard, suite: Suite, qtbot: QtBot
) -> None:
    window = keyboard.window
    keyboard.press(Qt.Key.Key_O, CTRL)
    keyboard.letter("b")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.words("No budget")
    keyboard.press(Qt.Key.Key_Delete, ALT)
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(suite.prospects.today().new[0].prospect_id)
    assert window.form.bar.undo.sentence == ""


def test_do_not_call_when_chosen_then_said_saved_and_never_dialled_again(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, phone: Phone, qtbot: QtBot
) -> None:
    window = keyboard.window
    keyboard.press(Qt.Key.Key_F5)
    keyboard.letter("c")
    keyboard.press(Qt.Key.Key_2, CTRL)
    keyboard.letter("d")
    assert not window.form.next_step.isVisible()
    keyboard.press(Qt.Key.Key_5, CTRL)
    keyboard.words("Never again, she said")
    save(keyboard, qtbot)
    prospect = suite.prospects.open(sheet.prospect.id).prospect
    assert prospect.do_not_call_reason == "Never again, she said"
    assert suite.prospects.open(sheet.prospect.id).follow_ups == ()
    keyboard.press(Qt.Key.Key_F5)
    asks = QApplication.activeModalWidget()
    assert isinstance(asks, ReasonDialog)
    asks.reject()
    assert len(phone.numbers) == 1


def test_form_when_nobody_answered_then_only_what_is_needed_is_asked(keyboard: Keyboard) -> None:
    form = keyboard.window.form
    keyboard.press(Qt.Key.Key_1, CTRL)
    keyboard.letter("n")
    assert not form.objections.isVisible()
    assert not form.result.isVisible()
    assert form.next_step.isVisible()
    keyboard.letter("c")
    assert form.objections.isVisible()


def test_answer_when_taken_by_mistake_then_it_is_taken_back_and_offered_again(
    keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Qt.Key.Key_O, CTRL)
    keyboard.letter("p")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.words("too expensive")
    card = keyboard.window.form.objections.cards[0]
    qtbot.waitUntil(lambda: bool(card.answers.answers), timeout=PATIENCE)
    keyboard.press(Qt.Key.Key_Return)
    assert card.objection.answer_id is not None
    assert card.verbatim.hasFocus()
    card.answers.untaken.emit()
    assert card.objection.answer_id is None
    qtbot.waitUntil(lambda: bool(card.answers.answers), timeout=PATIENCE)


def test_step_when_ticked_off_then_it_goes_and_one_key_brings_it_back(
    keyboard: Keyboard, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    window = keyboard.window
    (step,) = sheet.follow_ups
    done = next(each for each in window.promise.steps.findChildren(Link) if each.isVisible())
    done.setFocus()
    with qtbot.waitSignal(window.sheet_presenter.completed, timeout=PATIENCE):
        keyboard.press(Qt.Key.Key_Space)
    assert step not in suite.prospects.open(sheet.prospect.id).follow_ups
    qtbot.waitUntil(lambda: not window.promise.steps.isVisible(), timeout=PATIENCE)
    assert step.what in window.form.bar.undo.sentence
    with qtbot.waitSignal(window.sheet_presenter.reopened, timeout=PATIENCE):
        window.form.bar.undo.button.click()
    assert suite.prospects.open(sheet.prospect.id).follow_ups == (step,)


def test_objection_when_begun_then_three_keys_besides_its_words(keyboard: Keyboard) -> None:
    chords = [lambda: keyboard.press(Qt.Key.Key_O, CTRL), lambda: keyboard.letter("b")]
    chords.append(lambda: keyboard.press(Qt.Key.Key_Return))
    for press in chords:
        press()
    keyboard.words("No money this year")
    (objection,) = keyboard.window.form.objections.objections
    assert (objection.category, objection.verbatim) == ("budget", "No money this year")
    assert len(chords) == 3


def test_crowd_when_opened_then_no_word_of_it_breaks_the_layout(
    keyboard: Keyboard, suite: Suite, profile: OpenProfile, qtbot: QtBot
) -> None:
    window = keyboard.window
    with profile.database.write() as cx:
        prospect_id, records = crowded(suite.clock.now(), read_meta(cx).user_id or "")
        put_base(cx, records, rev=1_000_000)
    width = window.form.width()
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(prospect_id)
    window.actions_.compare.trigger()
    window.actions_.objection.trigger()
    window.form.objections.cards[0].verbatim.setPlainText(HOSTILE * 20)
    qtbot.waitUntil(lambda: bool(window.form.objections.cards[0].answers.answers), timeout=PATIENCE)
    assert (window.width(), window.form.width()) == (1280, width)
    assert window.promise.paper.width() <= window.promise.width()
    shown = window.promise.paper.comparison.texts[PromisePart.MESSAGE].toPlainText()
    assert "<img src=x onerror=alert(1)>" in shown
