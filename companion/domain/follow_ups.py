"""A follow-up: the next step promised to the prospect, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time by the wire

from companion.domain.problems import TEXT, Problem, fits


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next step with a prospect: due at ``due_at``; open while ``done_at`` is None."""

    id: str
    prospect_id: str
    rep_id: str
    due_at: datetime
    what: str = ""
    call_id: str | None = None
    done_at: datetime | None = None

    def problems(self) -> list[Problem]:
        """List what must be mended before this follow-up can be kept."""
        return fits("what", self.what, TEXT)
