from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Disposition, Outcome
from companion.domain.drafts import ObjectionDraft
from companion.domain.ids import new_id
from companion.domain.promises import PromisePart, Span
from companion.ui.call_form.presenter import FormPresenter
from companion.ui.call_form.view import FormView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet
    from companion.ui.tasks import Tasks

PATIENCE = 20_000


@pytest.fixture
def presenter(
    suite: Suite, desk: Tasks, sheet: ProspectSheet, qtbot: QtBot
) -> Iterator[FormPresenter]:
    view = FormView(suite.clock.now)
    qtbot.addWidget(view)
    view.show()
    made = FormPresenter(view, suite.calls, suite.answers, desk, suite.clock)
    made.show_sheet(sheet)
    yield made
    made.stop_timers()


def view_of(presenter: FormPresenter) -> FormView:
    return presenter._view


def test_draft_when_typing_pauses_is_kept(
    presenter: FormPresenter, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(presenter.kept, timeout=PATIENCE) as kept:
        view_of(presenter).notes.setPlainText("Her boss decides")
    assert kept.args == [suite.clock.now()]
    draft = suite.prospects.open(sheet.prospect.id).draft
    assert draft.notes == "Her boss decides"
    assert sheet.shown is not None
    assert draft.promise_version_id == sheet.shown.id


def test_draft_when_the_prospect_is_switched_is_kept_and_restored(
    presenter: FormPresenter, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    other = next(row for row in suite.prospects.today().new if row.prospect_id != sheet.prospect.id)
    view = view_of(presenter)
    view.notes.setPlainText("half a sentence")
    presenter.show_sheet(suite.prospects.open(other.prospect_id))
    assert view.notes.toPlainText() == ""
    calls, first = suite.prospects, sheet.prospect.id
    qtbot.waitUntil(lambda: calls.open(first).draft.notes == "half a sentence", timeout=PATIENCE)
    presenter.show_sheet(suite.prospects.open(sheet.prospect.id))
    assert view.notes.toPlainText() == "half a sentence"


def test_save_when_the_line_is_missing_says_so_by_the_field(
    presenter: FormPresenter, qtbot: QtBot
) -> None:
    view = view_of(presenter)
    view.notes.setPlainText("Nobody")
    presenter.save()
    qtbot.waitUntil(lambda: "how the line ended" in view._line.sentence, timeout=PATIENCE)
    assert presenter.draft is not None


def test_save_when_an_objection_lacks_its_words_says_so_in_its_card(
    presenter: FormPresenter, qtbot: QtBot
) -> None:
    view = view_of(presenter)
    blank, wordless = ObjectionDraft(new_id()), ObjectionDraft(new_id(), "budget")
    draft = replace(
        presenter.draft, disposition=Disposition.CONNECTED, objections=(blank, wordless)
    )
    view.show_draft(draft)
    view.edited.emit(draft)
    presenter.save()
    qtbot.waitUntil(lambda: bool(view.objections.cards[1].sentence), timeout=PATIENCE)
    assert view.objections.cards[0].sentence == ""


def test_save_when_all_is_there_makes_the_call_once(
    presenter: FormPresenter, suite: Suite, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    view = view_of(presenter)
    view.line.choose("connected")
    view.result.choose("follow_up")
    with qtbot.waitSignal(presenter.saved, timeout=PATIENCE) as saved:
        presenter.save(is_next=True)
        presenter.save(is_next=True)
    assert saved.args[1:] == [sheet.prospect.id, True]
    after = suite.prospects.open(sheet.prospect.id)
    assert len(after.history) == len(sheet.history) + 1
    newest = max(after.history, key=lambda past: past.call.started_at)
    assert newest.call.outcome is Outcome.FOLLOW_UP
    assert after.draft.is_blank()


def test_result_when_nobody_was_on_the_line_is_cleared_and_rests(
    presenter: FormPresenter,
) -> None:
    view = view_of(presenter)
    view.line.choose("connected")
    view.result.choose("not_now")
    view.line.choose("no_answer")
    assert not view.result.isEnabled()
    assert presenter.draft is not None
    assert presenter.draft.outcome is None


def test_answers_when_words_are_typed_are_offered_and_taken(
    presenter: FormPresenter, qtbot: QtBot
) -> None:
    view = view_of(presenter)
    presenter.begin_objection(None)
    card = view.objections.cards[0]
    card.kind.chosen.emit("price_value")
    card.verbatim.setPlainText("It is too expensive, the price is too high")
    qtbot.waitUntil(lambda: bool(card.answers.answers), timeout=PATIENCE)
    first = card.answers.answers[0].answer
    card.verbatim.entered.emit()
    assert presenter.draft is not None
    assert presenter.draft.objections[0].answer_id == first.id


def test_words_when_selected_start_an_objection_about_them(
    presenter: FormPresenter, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    assert sheet.shown is not None
    words = sheet.shown.message[:12].strip()
    span = Span(PromisePart.MESSAGE, 0, len(words), words)
    with qtbot.waitSignal(presenter.marked) as marked:
        presenter.begin_objection(span)
    assert marked.args == [[span]]
    card = view_of(presenter).objections.cards[0]
    assert card.objection.span == span
    card.removed.emit(card.objection.id)
    assert presenter.draft is not None
    assert presenter.draft.objections == ()


def test_clock_when_a_number_is_dialled_runs(presenter: FormPresenter, suite: Suite) -> None:
    presenter.start_call("+4930123456")
    view = view_of(presenter)
    assert view.clock.is_running
    assert presenter.draft is not None
    assert presenter.draft.phone == "+4930123456"
    view.clock.press()
    assert presenter.draft.ended_at == suite.clock.now()
