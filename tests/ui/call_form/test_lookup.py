"""Answers as words are typed: never late, never for other words, never more than one at a time."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from companion.domain.drafts import ObjectionDraft
from companion.domain.errors import UnavailableError
from companion.ui.call_form.lookup import AnswerLookup

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.tasks import Tasks

PATIENCE = 20_000


class SlowAnswers:
    """Answers that wait at a gate, as a laptop busy with other things does."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self.gate = threading.Event()
        self.asked: list[str] = []
        self.is_broken = False

    def rank(self, words, *more):
        self.asked.append(words)
        self.gate.wait(20)
        if self.is_broken:
            raise UnavailableError("The disk rests.", "disk_full")
        return self._inner.rank(words, *more)


@pytest.fixture
def slow(suite: Suite) -> SlowAnswers:
    return SlowAnswers(suite.answers)


@pytest.fixture
def lookup(slow: SlowAnswers, desk: Tasks):
    owner = QObject()
    yield AnswerLookup(slow, desk, owner)
    slow.gate.set()
    owner.deleteLater()


def worded(words: str) -> ObjectionDraft:
    return ObjectionDraft("one", verbatim=words)


def test_answers_when_words_changed_meanwhile_then_only_the_last_ones_are_answered(
    lookup: AnswerLookup, slow: SlowAnswers, qtbot: QtBot
) -> None:
    found: list[tuple] = []
    lookup.found.connect(lambda objection_id, answers: found.append((objection_id, answers)))
    lookup.look_up(worded("too exp"))
    qtbot.waitUntil(lambda: slow.asked == ["too exp"], timeout=PATIENCE)
    for words in ("too expensive", "too expensive for", "think about it"):
        lookup.look_up(worded(words))
    slow.gate.set()
    qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE)
    assert slow.asked == ["too exp", "think about it"]
    assert [objection_id for objection_id, _ in found] == ["one"]


def test_answers_when_somebody_else_is_opened_then_old_ones_are_dropped(
    lookup: AnswerLookup, slow: SlowAnswers, qtbot: QtBot
) -> None:
    found: list[str] = []
    lookup.found.connect(lambda objection_id, _: found.append(objection_id))
    lookup.begin(None, (worded("too expensive"),))
    qtbot.waitUntil(lambda: len(slow.asked) == 1, timeout=PATIENCE)
    lookup.begin(None, (replace(worded("no time"), id="other"),))
    slow.gate.set()
    qtbot.waitUntil(lambda: found == ["other"], timeout=PATIENCE)


def test_answers_when_a_form_has_several_objections_then_each_is_answered(
    lookup: AnswerLookup, slow: SlowAnswers, qtbot: QtBot
) -> None:
    slow.gate.set()
    found: set[str] = set()
    lookup.found.connect(lambda objection_id, _: found.add(objection_id))
    lookup.begin(None, tuple(ObjectionDraft(each, "stall") for each in ("a", "b", "c")))
    qtbot.waitUntil(lambda: found == {"a", "b", "c"}, timeout=PATIENCE)


def test_answers_when_it_fails_then_said_and_the_next_words_are_looked_up(
    lookup: AnswerLookup, slow: SlowAnswers, qtbot: QtBot
) -> None:
    slow.is_broken = True
    slow.gate.set()
    with qtbot.waitSignal(lookup.failed, timeout=PATIENCE):
        lookup.look_up(worded("too expensive"))
    slow.is_broken = False
    with qtbot.waitSignal(lookup.found, timeout=PATIENCE):
        lookup.look_up(worded("too expensive for us"))


def test_answers_when_nothing_is_typed_then_nothing_is_asked(
    lookup: AnswerLookup, slow: SlowAnswers, qtbot: QtBot
) -> None:
    lookup.begin(None, (ObjectionDraft("one"),))
    lookup.look_up(replace(worded(" "), id="two"))
    slow.gate.set()
    with qtbot.waitSignal(lookup.found, timeout=PATIENCE):
        lookup.look_up(replace(worded("too expensive"), id="three"))
    assert slow.asked == ["too expensive"]
