from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.domain.promises import PromisePart
from companion.domain.proposals import ProposalState
from companion.ui.proposals.lines import state_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet
    from companion.ui.window import Window

PATIENCE = 20_000


def open_and_select(window: Window, sheet: ProspectSheet, qtbot: QtBot) -> str:
    """Open somebody and select the first word of the promise with keys; return it."""
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(sheet.prospect.id)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_P, control)
    message = window.promise.paper.part(PromisePart.MESSAGE)
    qtbot.waitUntil(message.hasFocus)
    QTest.keyClick(message, Qt.Key.Key_Right, control | shift)
    span = window.promise.paper.selection()
    assert span is not None
    return span.words


def test_words_when_proposed_with_keys_then_they_wait_for_marketing(
    window: Window, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    before = len(suite.proposals.mine())
    words = open_and_select(window, sheet, qtbot)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    form = window.promise.proposal_form
    qtbot.waitUntil(form.wording.hasFocus)
    assert form.wording.toPlainText() == words
    QTest.keyClicks(form.wording, "Whenever")
    QTest.keyClick(form.wording, Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "They ask how often")
    with qtbot.waitSignal(window.conversation.proposals.changed, timeout=PATIENCE):
        QTest.keyClick(form.why, Qt.Key.Key_Return)
    assert not form.isVisible()
    mine = next(each for each in suite.proposals.mine() if each.wording == "Whenever")
    assert len(suite.proposals.mine()) == before + 1
    assert (mine.span.words, mine.why) == (words, "They ask how often")
    assert sheet.shown is not None
    assert mine.promise_version_id == sheet.shown.id


def test_words_when_they_are_the_same_then_the_card_says_so_and_stays(
    window: Window, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    before = suite.proposals.mine()
    open_and_select(window, sheet, qtbot)
    window.actions_.proposal.trigger()
    form = window.promise.proposal_form
    form.why.entered.emit()
    qtbot.waitUntil(lambda: bool(form.sentence), timeout=PATIENCE)
    assert form.isVisible()
    assert suite.proposals.mine() == before


def test_words_when_left_with_escape_then_they_are_there_when_begun_again(
    window: Window, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    open_and_select(window, sheet, qtbot)
    window.actions_.proposal.trigger()
    form = window.promise.proposal_form
    form.wording.setPlainText("Half a thought")
    QTest.keyClick(form.wording, Qt.Key.Key_Escape)
    assert not form.isVisible()
    window.actions_.proposal.trigger()
    assert form.wording.toPlainText() == "Half a thought"


def test_proposal_when_no_words_are_selected_then_told_how(window: Window) -> None:
    window.promise.paper.drop_selection()
    window.actions_.proposal.trigger()
    assert "Ctrl+P" in window.footer.message.text()
    assert not window.promise.proposal_form.isVisible()


def test_states_when_shown_then_each_has_its_words(suite: Suite) -> None:
    sheets = [suite.prospects.open(row.prospect_id) for row in suite.prospects.today().due]
    lines = {line.proposal.id: line for sheet in sheets for line in sheet.proposals}
    words = {state_words(line)[0] for line in lines.values()}
    assert "adopted in version 2" in words
    assert all(
        line.proposal.state is ProposalState.OPEN for line in lines.values() if not line.is_mine
    )
