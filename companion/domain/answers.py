"""An answer: marketing's approved reply to an objection; and a decision about a group of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum

from companion.domain.objections import code_problems
from companion.domain.problems import MANY, TEXT, Problem, all_fit, fits, joined, needs_text


class AnswerStatus(StrEnum):
    """Whether reps may use an answer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Answer:
    """An approved reply. ``says`` is the objection as the prospect says it.

    ``campaign_id`` None means for every campaign. ``version`` counts published changes.
    """

    id: str
    category: str
    says: str
    reply: str
    concern: str = ""
    questions: tuple[str, ...] = ()
    proof: str = ""
    campaign_id: str | None = None
    version: int = 1
    status: AnswerStatus = AnswerStatus.DRAFT
    published_at: datetime | None = None
    why_changed: str = ""

    def problems(self) -> list[Problem]:
        """List what must be mended before this answer can be kept."""
        return joined(
            code_problems("category", self.category),
            needs_text("says", self.says, "the objection as the prospect says it", TEXT),
            needs_text("reply", self.reply, "the reply", TEXT),
            fits("concern", self.concern, TEXT),
            all_fit("questions", self.questions, TEXT),
            fits("proof", self.proof, TEXT),
            fits("why_changed", self.why_changed, TEXT),
        )


class DecisionKind(StrEnum):
    """What marketing did about a group of objections."""

    ANSWERED = "answered"
    PROMISE_CHANGED = "promise_changed"
    ACCEPTED = "accepted"
    PASSED_TO_PRODUCT = "passed_to_product"


@dataclass(frozen=True, slots=True)
class Decision:
    """What marketing did about objections; the reps who reported them are told."""

    id: str
    kind: DecisionKind
    decided_by: str
    decided_at: datetime
    objection_ids: tuple[str, ...] = ()
    note: str = ""
    promise_id: str | None = None
    promise_version_id: str | None = None
    answer_id: str | None = None

    def problems(self) -> list[Problem]:
        """List what must be mended before this decision can be kept."""
        most = MANY * 20
        if len(self.objection_ids) > most:
            return [Problem("objection_ids", "too_many", f"At most {most:,} fit one decision.")]
        return fits("note", self.note, TEXT)
