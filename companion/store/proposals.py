"""Better words proposed for a promise, by this rep and by colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from companion.domain.errors import RejectedError
from companion.store.campaigns import live_records
from companion.store.tables import proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from companion.domain.proposals import Proposal


def read_proposal(cx: Connection, proposal_id: str) -> Proposal:
    """Return one proposal.

    Raises:
        RejectedError: ``gone``: it is not here any more.
    """
    found = find_proposal(cx, proposal_id)
    if found is None:
        raise RejectedError("This proposal is not here any more.", "gone")
    return found


def find_proposal(cx: Connection, proposal_id: str) -> Proposal | None:
    """Return one proposal, or None if it is none, or not here."""
    found = cast("list[Proposal]", live_records(cx, "proposal", proposal.c.id == proposal_id))
    return found[0] if found else None


def proposals_about(cx: Connection, version_ids: Sequence[str]) -> list[Proposal]:
    """Return what was proposed for versions of a promise, latest first."""
    about = proposal.c.promise_version_id.in_(version_ids)
    found = cast("list[Proposal]", live_records(cx, "proposal", about))
    return sorted(found, key=lambda each: (each.proposed_at, each.id), reverse=True)


def proposals_by(cx: Connection, user_id: str) -> list[Proposal]:
    """Return what a person proposed, what was answered last first, then what is open."""
    mine = proposal.c.proposed_by == user_id
    found = cast("list[Proposal]", live_records(cx, "proposal", mine))
    by_time = sorted(found, key=lambda each: each.settled_at or each.proposed_at, reverse=True)
    return sorted(by_time, key=lambda each: each.settled_at is None)
