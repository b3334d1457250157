"""What marketing made of the words this rep proposed, as news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.proposals import ProposalState
from companion.services.views import NewsRow, ProposalLine, ProposalThread
from companion.store.campaigns import campaigns_by_id, promise_of_version, user_names, versions_of
from companion.store.news import read_mark
from companion.store.proposals import proposals_by

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign
    from companion.domain.promises import Promise
    from companion.domain.proposals import Proposal


def answered_proposals(
    cx: Connection, user_id: str | None, since: datetime, *, is_all: bool
) -> list[NewsRow]:
    """Return a rep's proposals that were answered since a time; unread ones unless ``is_all``."""
    mine = proposals_by(cx, user_id) if user_id else []
    settled = [each for each in mine if each.state is not ProposalState.OPEN]
    rows = [_row(cx, each, each.settled_at) for each in settled if each.settled_at]
    return [each for each in rows if each.decided_at >= since and (is_all or not each.is_read)]


def proposal_thread(cx: Connection, proposal: Proposal) -> ProposalThread:
    """Return a proposal, marketing's answer, and when this rep was told."""
    promise, campaign = _about(cx, proposal)
    names = user_names(cx)
    return ProposalThread(
        line=ProposalLine(
            proposal=proposal,
            proposer_name=names.get(proposal.proposed_by, ""),
            is_mine=True,
            adopted_number=_number(cx, promise, proposal),
        ),
        answered_by=names.get(proposal.settled_by or "", ""),
        campaign_name=campaign.name if campaign else "",
        read_at=read_mark(cx, proposal.id),
    )


def _row(cx: Connection, proposal: Proposal, settled_at: datetime) -> NewsRow:
    promise, campaign = _about(cx, proposal)
    return NewsRow(
        decision_id=proposal.id,
        verbatim=proposal.wording,
        kind=None,
        decided_at=settled_at,
        version=_number(cx, promise, proposal),
        campaign_name=campaign.name if campaign else "",
        channel=campaign.channel if campaign else "",
        is_read=read_mark(cx, proposal.id) is not None,
        proposal=proposal.state,
    )


def _about(cx: Connection, proposal: Proposal) -> tuple[Promise | None, Campaign | None]:
    promise = promise_of_version(cx, proposal.promise_version_id)
    campaigns = campaigns_by_id(cx, [promise.campaign_id]) if promise else {}
    return promise, campaigns.get(promise.campaign_id) if promise else None


def _number(cx: Connection, promise: Promise | None, proposal: Proposal) -> int | None:
    versions = versions_of(cx, promise.id) if promise and proposal.adopted_version_id else []
    return next((v.number for v in versions if v.id == proposal.adopted_version_id), None)
