from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from companion.domain.calls import Disposition, Outcome, PromiseUse
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.ui.call_form.hints import hints_for

BLANK = CallDraft("c", "p", "f")
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_hints_when_nothing_is_known_then_everything_is_asked() -> None:
    hints = hints_for(BLANK)
    assert (hints.has_talk, hints.has_step, hints.step) == (True, True, "Next step")


@pytest.mark.parametrize(
    "disposition", [Disposition.NO_ANSWER, Disposition.BUSY, Disposition.VOICEMAIL_LEFT]
)
def test_hints_when_nobody_was_there_then_nothing_is_asked_about_a_talk(disposition) -> None:
    hints = hints_for(replace(BLANK, disposition=disposition))
    assert not hints.has_talk
    assert hints.step == "When will you try again?"


@pytest.mark.parametrize(
    "entered", [{"objections": (ObjectionDraft("o"),)}, {"promise_use": PromiseUse.SAID}]
)
def test_hints_when_something_was_entered_about_a_talk_then_it_stays_in_sight(entered) -> None:
    assert hints_for(replace(BLANK, disposition=Disposition.BUSY, **entered)).has_talk


def test_hints_when_a_meeting_is_booked_then_the_step_is_the_meeting() -> None:
    hints = hints_for(
        replace(BLANK, disposition=Disposition.CONNECTED, outcome=Outcome.MEETING_BOOKED)
    )
    assert (hints.step, hints.what) == ("When is the meeting?", "Where, and who comes?")


def test_hints_when_it_is_over_then_no_step_is_asked_but_one_entered_stays() -> None:
    over = replace(BLANK, disposition=Disposition.CONNECTED, outcome=Outcome.NOT_INTERESTED)
    assert not hints_for(over).has_step
    assert hints_for(replace(over, follow_up_due=AT)).has_step


def test_hints_when_they_asked_not_to_be_called_then_the_consequence_is_said() -> None:
    never = replace(BLANK, disposition=Disposition.CONNECTED, outcome=Outcome.DO_NOT_CALL)
    assert "every laptop" in hints_for(never).consequence
    assert not hints_for(replace(never, outcome=Outcome.LOST)).consequence
