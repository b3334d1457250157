"""A call: how the line ended, what the talk achieved, and the promise in force, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum

from companion.domain.problems import NOTES, Problem, are_in_order, fits, joined


class Direction(StrEnum):
    """Who rang."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class Disposition(StrEnum):
    """How the line ended."""

    CONNECTED = "connected"
    GATEKEEPER = "gatekeeper"
    VOICEMAIL_LEFT = "voicemail_left"
    NO_VOICEMAIL = "no_voicemail"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    NOT_IN_SERVICE = "not_in_service"


class Outcome(StrEnum):
    """What the talk achieved."""

    MEETING_BOOKED = "meeting_booked"
    FOLLOW_UP = "follow_up"
    INFO_SENT = "info_sent"
    QUALIFIED = "qualified"
    NOT_NOW = "not_now"
    NOT_A_FIT = "not_a_fit"
    NOT_INTERESTED = "not_interested"
    DO_NOT_CALL = "do_not_call"
    WON = "won"
    LOST = "lost"


DECIDED = frozenset({Outcome.WON, Outcome.LOST})
"""Outcomes that are a decision. "Not now" is none, nor is a refusal to talk."""


class PromiseUse(StrEnum):
    """Whether the rep said the promise as it was written."""

    SAID = "said"
    ADAPTED = "adapted"
    NOT_USED = "not_used"


TALKED = frozenset({Disposition.CONNECTED, Disposition.GATEKEEPER})
"""Dispositions in which somebody spoke, so that an outcome can be given."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call with a prospect by a rep. ``promise_version_id`` is frozen when the call starts.

    ``called_despite`` is why somebody was called who must not be; empty if nothing stood against
    it.
    """

    id: str
    prospect_id: str
    rep_id: str
    started_at: datetime
    direction: Direction = Direction.OUTBOUND
    ended_at: datetime | None = None
    phone: str = ""
    disposition: Disposition | None = None
    outcome: Outcome | None = None
    promise_use: PromiseUse | None = None
    notes: str = ""
    promise_version_id: str | None = None
    called_despite: str = ""

    def problems(self) -> list[Problem]:
        """List what must be mended before this call can be kept."""
        return joined(
            self._disposition_problems(),
            are_in_order("ended_at", self.started_at, self.ended_at),
            fits("phone", self.phone, 40),
            fits("called_despite", self.called_despite),
            fits("notes", self.notes, NOTES),
        )

    def _disposition_problems(self) -> list[Problem]:
        if self.disposition is None:
            sentence = (
                "Please say how the line ended: connected, voicemail, no answer\N{NO-BREAK SPACE}…"
            )
            return [Problem("disposition", "missing", sentence)]
        if self.outcome is not None and self.disposition not in TALKED:
            sentence = "A result needs somebody on the line. Please clear it or choose Connected."
            return [Problem("outcome", "not_talked", sentence)]
        return []
