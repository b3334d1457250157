"""What marketing made of the words this rep proposed, as news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import ProposalLine, ProposalThread
from companion.store.campaigns import campaigns_by_id, promise_of_version, user_names, versions_of
from companion.store.news import read_mark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign
    from companion.domain.promises import Promise
    from companion.domain.proposals import Proposal


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


def _about(cx: Connection, proposal: Proposal) -> tuple[Promise | None, Campaign | None]:
    promise = promise_of_version(cx, proposal.promise_version_id)
    campaigns = campaigns_by_id(cx, [promise.campaign_id]) if promise else {}
    return promise, campaigns.get(promise.campaign_id) if promise else None


def _number(cx: Connection, promise: Promise | None, proposal: Proposal) -> int | None:
    versions = versions_of(cx, promise.id) if promise and proposal.adopted_version_id else []
    return next((v.number for v in versions if v.id == proposal.adopted_version_id), None)
