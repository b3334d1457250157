"""Better words proposed by reps, as marketing reads and answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from companion.domain.errors import RejectedError
from companion.domain.proposals import Proposal, ProposalState
from companion.server.kept import kept_records, row_fields
from companion.server.ledgers import lock_counter
from companion.server.records import patch_records
from companion.server.tables import proposal
from companion.wire.messages import utc_text
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.wire.records import Fields


def open_proposals(cx: Connection, org: str) -> list[Proposal]:
    """Return the proposals that marketing has not answered, oldest first."""
    columns = proposal.c
    query = select(proposal).where(
        columns.org == org, columns.deleted_at.is_(None), columns.state == ProposalState.OPEN.value
    )
    rows = cx.execute(query.order_by(columns.proposed_at, columns.id)).mappings()
    return [
        cast("Proposal", from_fields("proposal", row["id"], row_fields("proposal", row)))
        for row in rows
    ]


def settle_proposal(
    cx: Connection,
    org: str,
    proposal_id: str,
    actor_id: str,
    now: datetime,
    state: ProposalState,
    note: str = "",
    adopted_version_id: str | None = None,
) -> int:
    """Answer a proposal, or answer it differently; who proposed it is told with the next pull.

    ``adopted_version_id`` names the version that says it better, if there is one already.
    Returns how many records changed: 1, or 0 when it stood so.

    Raises:
        RejectedError: ``gone``: it was taken back; ``invalid``: there is no such version.
    """
    lock_counter(cx, org)  # or it might be taken back between looking and answering
    kept = kept_records(cx, org, "proposal", [proposal_id]).get(proposal_id)
    if kept is None or kept.deleted_at is not None:
        raise RejectedError("This proposal was taken back.", "gone")
    answer: Fields = {
        "state": state.value,
        "settled_by": actor_id,
        "settled_at": utc_text(now),
        "note": note.strip(),
        "adopted_version_id": adopted_version_id,
    }
    return patch_records(cx, org, [("proposal", proposal_id, answer)], actor_id, now)
