"""A proposal: better words for a promise, from somebody who says it on the phone every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum

from companion.domain.problems import TEXT, Problem, are_in_order, fits, joined, needs_text
from companion.domain.promises import Span  # noqa: TC001 - read at run time by the wire


class ProposalState(StrEnum):
    """What marketing made of a proposal."""

    OPEN = "open"
    ADOPTED = "adopted"
    DECLINED = "declined"


PROPOSED = frozenset({"promise_version_id", "proposed_by", "proposed_at", "span", "wording", "why"})
"""The fields that are the proposer's; they never change once marketing has answered."""

ANSWERED = frozenset({"state", "settled_by", "settled_at", "note", "adopted_version_id"})
"""The fields that are marketing's: what they made of it, and why."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other ``wording`` for the words of a ``span`` of one promise version, and why.

    ``settled_by``, ``settled_at`` (UTC) and ``note`` are marketing's answer to who proposed it;
    ``adopted_version_id`` is the version that says it better, once there is one.
    """

    id: str
    promise_version_id: str
    proposed_by: str
    proposed_at: datetime
    span: Span
    wording: str
    why: str = ""
    state: ProposalState = ProposalState.OPEN
    settled_by: str | None = None
    settled_at: datetime | None = None
    note: str = ""
    adopted_version_id: str | None = None

    def problems(self) -> list[Problem]:
        """List what must be mended before this proposal can be kept."""
        return joined(
            self.span.problems(),
            needs_text("wording", self.wording, "the words you would say instead", TEXT),
            self._sameness(),
            fits("why", self.why, TEXT),
            fits("note", self.note, TEXT),
            self._settlement(),
            are_in_order("settled_at", self.proposed_at, self.settled_at),
        )

    def _sameness(self) -> list[Problem]:
        if self.wording.split() == self.span.words.split():
            sentence = "These are the words of the promise. Please write what you would say."
            return [Problem("wording", "unchanged", sentence)]
        return []

    def _settlement(self) -> list[Problem]:
        if self.state is ProposalState.OPEN:
            if self.settled_by or self.settled_at or self.adopted_version_id:
                sentence = "An open proposal has no answer yet. Please adopt or decline it."
                return [Problem("state", "not_settled", sentence)]
        elif self.settled_by is None or self.settled_at is None:
            sentence = "Please say who answered this proposal, and when."
            return [Problem("settled_by", "missing", sentence)]
        return []
