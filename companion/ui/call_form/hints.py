"""What the form asks for, given how the line ended and what came of it: no more than is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.domain.calls import TALKED, Disposition, Outcome

if TYPE_CHECKING:
    from companion.domain.drafts import CallDraft

translate = QCoreApplication.translate

_ENDS = frozenset({Outcome.NOT_A_FIT, Outcome.NOT_INTERESTED, Outcome.LOST, Outcome.DO_NOT_CALL})
"""Outcomes after which nobody expects a next step; one can still be entered."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Which parts of the form are asked for, and in which words."""

    has_talk: bool
    has_step: bool
    step: str
    what: str
    notes: str
    consequence: str = ""


def hints_for(draft: CallDraft) -> Hints:
    """Return what to ask; whatever holds something already stays in sight."""
    disposition, outcome = draft.disposition, draft.outcome
    has_step = outcome not in _ENDS or draft.follow_up_due is not None
    plain = Hints(
        has_talk=disposition is None or disposition in TALKED or _is_about_a_talk(draft),
        has_step=has_step or bool(draft.follow_up_what),
        step=translate("Hints", "Next step"),
        what=translate("Hints", "What will you do then?"),
        notes=translate("Hints", "Notes"),
    )
    return _after_outcome(plain, outcome) if outcome else _after_line(plain, disposition)


def _is_about_a_talk(draft: CallDraft) -> bool:
    return bool(draft.objections or draft.promise_use or draft.outcome)


def _after_line(plain: Hints, disposition: Disposition | None) -> Hints:
    if disposition is None or disposition is Disposition.CONNECTED:
        return plain
    if disposition in (Disposition.WRONG_NUMBER, Disposition.NOT_IN_SERVICE):
        return replace(
            plain, notes=translate("Hints", "Whose number is it? Is there a better one?")
        )
    return replace(plain, step=translate("Hints", "When will you try again?"))


def _after_outcome(plain: Hints, outcome: Outcome) -> Hints:
    step = {
        Outcome.MEETING_BOOKED: translate("Hints", "When is the meeting?"),
        Outcome.FOLLOW_UP: translate("Hints", "When will you ring again?"),
        Outcome.INFO_SENT: translate("Hints", "When will you ask about it?"),
        Outcome.NOT_NOW: translate("Hints", "When may you ask again?"),
    }
    what = {
        Outcome.MEETING_BOOKED: translate("Hints", "Where, and who comes?"),
        Outcome.INFO_SENT: translate("Hints", "What did you send?"),
        Outcome.NOT_NOW: translate("Hints", "What will be different then?"),
    }
    decided = translate("Hints", "What decided it, in their words?")
    notes = {
        Outcome.WON: decided,
        Outcome.LOST: decided,
        Outcome.NOT_A_FIT: translate("Hints", "What would have to be different?"),
        Outcome.NOT_INTERESTED: decided,
        Outcome.DO_NOT_CALL: translate("Hints", "Why, in their words? It is kept with the mark."),
    }
    blocked = translate("Hints", "Saving marks them “do not call” on every laptop.")
    return replace(
        plain,
        step=step.get(outcome, plain.step),
        what=what.get(outcome, plain.what),
        notes=notes.get(outcome, plain.notes),
        consequence=blocked if outcome is Outcome.DO_NOT_CALL else "",
    )
