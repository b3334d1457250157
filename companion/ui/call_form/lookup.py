"""Looks answers up while words are typed: off the main thread, one at a time, the newest first.

Typing never waits for it, and an answer to words that were changed meanwhile is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.ui.pauses import Pause

if TYPE_CHECKING:
    from companion.domain.drafts import ObjectionDraft
    from companion.domain.errors import CompanionError
    from companion.services.answers import Answers
    from companion.services.views import RankedAnswer
    from companion.ui.tasks import Tasks

_QUIET, _LATEST = 100, 250
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Question:
    objection_id: str
    words: str
    kind: str


class AnswerLookup(QObject):
    """``found`` carries the id of an objection and the answers that fit it now."""

    found = Signal(str, tuple)
    failed = Signal(object)

    def __init__(self, answers: Answers, desk: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._answers = answers
        self._desk = desk
        self._campaign_id: str | None = None
        self._open: dict[str, _Question] = {}
        self._asked: _Question | None = None
        self._typing = Pause(self, _QUIET, _LATEST)
        self._typing.due.connect(self._ask_next)

    def begin(self, campaign_id: str | None, objections: tuple[ObjectionDraft, ...]) -> None:
        """Start with somebody's form: look up what is in it, forget what was asked before."""
        self.stop()
        self._campaign_id = campaign_id
        for each in objections:
            self._note(each)
        self._ask_next()

    def look_up(self, objection: ObjectionDraft) -> None:
        """Words or kind of an objection changed: look again at the next pause."""
        self._note(objection)
        self._typing.touch()

    def stop(self) -> None:
        """Forget every question; an answer under way will be dropped."""
        self._typing.stop()
        self._open.clear()

    def _note(self, objection: ObjectionDraft) -> None:
        self._open.pop(objection.id, None)
        if not objection.is_blank():
            asked = _Question(objection.id, objection.verbatim, objection.category)
            self._open[objection.id] = asked

    def _ask_next(self) -> None:
        if self._asked is not None or not self._open:
            return
        question, campaign_id = list(self._open.values())[-1], self._campaign_id
        self._asked = question
        self._desk.run(
            self,
            lambda: self._answers.rank(question.words, question.kind or None, campaign_id, _SHOWN),
            lambda found: self._on_found(question, found),
            lambda error: self._on_failed(question, error),
        )

    def _on_found(self, question: _Question, found: tuple[RankedAnswer, ...]) -> None:
        if self._settle(question):
            self.found.emit(question.objection_id, found)

    def _on_failed(self, question: _Question, error: CompanionError) -> None:
        self._settle(question)
        self.failed.emit(error)

    def _settle(self, question: _Question) -> bool:
        """Close a question and go on; tell whether it was still the one to be answered."""
        self._asked = None
        is_current = self._open.get(question.objection_id) == question
        if is_current:
            del self._open[question.objection_id]
        if not self._typing.is_waiting:
            self._ask_next()
        return is_current
