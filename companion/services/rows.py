"""The lines of today's list and of a search: what the first picture of the window shows.

They stand apart from the other views because they are all that is loaded for that picture
(docs/decisions/041-the-first-picture.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.answers import DecisionKind
    from companion.domain.proposals import ProposalState


@dataclass(frozen=True, slots=True)
class ProspectRow:
    """One line of today's list or of a search. ``when`` is due, last touch or draft time."""

    prospect_id: str
    name: str
    company: str
    detail: str = ""
    when: datetime | None = None
    is_overdue: bool = False
    channel: str = ""
    is_do_not_call: bool = False


@dataclass(frozen=True, slots=True)
class TodayList:
    """Whom to call: the shown rows per group, and how many there are in all."""

    due: tuple[ProspectRow, ...] = ()
    new: tuple[ProspectRow, ...] = ()
    drafts: tuple[ProspectRow, ...] = ()
    news: tuple[NewsRow, ...] = ()
    due_count: int = 0
    new_count: int = 0
    draft_count: int = 0


@dataclass(frozen=True, slots=True)
class FoundList:
    """Whom a search found: the rows shown, and how many there are in all."""

    rows: tuple[ProspectRow, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class NewsRow:
    """A decision of marketing about this rep's objections; ``verbatim`` is the latest of them.

    ``heard`` counts the rep's own; ``version`` is the number of the promise's new version.
    ``kind`` is None for one that only a newer Companion knows. With ``proposal`` it is the answer
    to words this rep proposed, which stand in ``verbatim``, and ``decision_id`` is the proposal's.
    """

    decision_id: str
    verbatim: str
    kind: DecisionKind | None
    decided_at: datetime
    heard: int = 1
    version: int | None = None
    campaign_name: str = ""
    channel: str = ""
    is_read: bool = False
    proposal: ProposalState | None = None
