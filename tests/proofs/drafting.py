"""A call as a rep enters it, for proofs that only need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.calls import Disposition
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.domain.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime


def call_with_next_step(
    prospect_id: str, now: datetime, notes: str = "Said on the phone", due: datetime | None = None
) -> CallDraft:
    """Draft a connected call with one objection and a next step, due ``now`` if not later."""
    return CallDraft(
        new_id(), prospect_id, new_id(), now, now,
        disposition=Disposition.CONNECTED,
        objections=(ObjectionDraft(new_id(), "stall", "Later, maybe"),),
        notes=notes,
        follow_up_due=due or now,
    )  # fmt: skip
