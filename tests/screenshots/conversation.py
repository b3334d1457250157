"""Pictures of the promise and the call: comparing, proposing, answering, taking back, a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.promises import PromisePart
from companion.ui.theme import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from companion.ui.theme import Theme
    from companion.ui.window import Window


def crowd(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """Yield the states of somebody with everything at its worst, who is open in the window."""
    yield "crowd", window
    window.actions_.compare.trigger()
    settle()
    yield "crowd-compared", window
    window.actions_.compare.trigger()
    window.actions_.objection.trigger()
    card = window.form.objections.cards[0]
    card.kind.chosen.emit("price_value")
    card.begin()
    card.verbatim.setPlainText(card.verbatim.toPlainText() + "<b>Bold</b> alert reversed")
    window.promise.bring_into_sight(window.promise.heard)
    settle()
    yield "crowd-heard", window
    window.set_compact(is_compact=True)
    settle()
    yield "crowd-compact", window
    window.form.objections.remove()
    window.form.line.choose("connected")
    window.form.result.choose("do_not_call")
    settle()
    yield "compact-do-not-call", window
    window.set_compact(is_compact=False)
    window.form.result.choose("not_now")
    settle()


def conversation(
    theme: Theme, window: Window, settle: Callable[[], None]
) -> Iterator[tuple[str, QWidget]]:
    """Yield each state by name; the window shows somebody whose promise has a newer version."""
    yield from _compared(theme, window, settle)
    yield from _proposed(window, settle)
    yield from _heard(window, settle)
    yield from _answered(window, settle)
    yield from _outcomes(window, settle)
    yield from _taken_back(window, settle)


def _compared(
    theme: Theme, window: Window, settle: Callable[[], None]
) -> Iterator[tuple[str, QWidget]]:
    window.actions_.compare.trigger()
    for wish in (Wish.DARK, Wish.LIGHT):
        theme.choose(wish)
        settle()
        yield ("compared-dark" if wish is Wish.DARK else "compared"), window
    window.actions_.compare.trigger()


def _proposed(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    message = window.promise.paper.part(PromisePart.MESSAGE)
    cursor = message.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(len(message.toPlainText().split(",")[0]), cursor.MoveMode.KeepAnchor)
    message.setTextCursor(cursor)
    settle()
    yield "words-selected", window
    window.actions_.proposal.trigger()
    form = window.promise.proposal_form
    form.wording.setPlainText("When a fridge warms up")
    form.why.setPlainText("“Drifts” is our word. They say “warms up”.")
    settle()
    yield "proposing", window
    form.why.entered.emit()
    settle()
    window.promise.bring_into_sight(window.promise.proposals)
    settle()
    yield "proposed", window
    window.promise.scroll_to_top()


def _heard(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    window.promise.bring_into_sight(window.promise.heard)
    settle()
    yield "heard-most", window
    window.promise.scroll_to_top()


def _answered(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    form = window.form
    form.line.choose("connected")
    form.result.choose("follow_up")
    window.actions_.objection.trigger()
    card = form.objections.cards[0]
    card.kind.show_kind("trust_proof", card.kind._categories)
    card.kind.chosen.emit("trust_proof")
    card.begin()
    card.verbatim.setPlainText("Who says that works? Can I ask somebody who has it?")
    settle()
    yield "answers-as-you-type", window
    card.answers.take()
    settle()
    yield "answer-used", window


def _outcomes(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    form = window.form
    for outcome in ("meeting_booked", "do_not_call"):
        form.result.choose(outcome)
        settle()
        yield f"result-{outcome.replace('_', '-')}", window
    form.result.choose("not_now")
    form.objections.remove()
    settle()
    yield "objection-removed", window
    form.line.choose("no_answer")
    settle()
    yield "no-answer", window


def _taken_back(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    window.form.next_step.chips[0].click()
    window.form_presenter.save()
    settle()
    yield "saved", window
    window.actions_.undo.trigger()
    settle()
    yield "taken-back", window
    window.form_presenter.save()
    settle()
    window.form.bar.undo.withdraw()
