from __future__ import annotations

import pytest

from companion.domain.campaigns import Campaign
from companion.domain.errors import DeniedError, RejectedError
from companion.domain.ids import new_id
from companion.domain.promises import Promise, PromisePart, PromiseVersion, Span
from companion.domain.proposals import ProposalState
from companion.server.proposals import open_proposals, settle_proposal
from companion.server.records import put_records
from companion.services.outbox import Outbox
from companion.services.proposals import Proposals
from companion.store.meta import write_meta
from companion.store.outbox import pending_changes

SPAN = Span(PromisePart.MESSAGE, 0, 13, "No set-up fee")


@pytest.fixture
def proposals(database, clock, world) -> Proposals:
    return Proposals(database, clock)


def test_proposal_when_made_then_it_is_kept_and_waits_to_be_sent(
    proposals, database, clock, rid
) -> None:
    changes = proposals.propose(rid.first, SPAN, " Nothing to pay at the start \n", "They ask")
    (mine,) = proposals.mine()
    assert changes.touches("proposal")
    assert (mine.span, mine.wording, mine.why) == (SPAN, "Nothing to pay at the start", "They ask")
    assert (mine.proposed_by, mine.proposed_at, mine.state) == (
        rid.me,
        clock.at,
        ProposalState.OPEN,
    )
    with database.read() as cx:
        (sent,) = pending_changes(cx, clock.at, 10, 10_000)
    assert (sent.entity, sent.id) == ("proposal", mine.id)
    (line,) = Outbox(database, clock).lines()
    assert line.text == "Nothing to pay at the start\nThey ask"


@pytest.mark.parametrize("wording", ["", "  ", "No  set-up fee"])
def test_proposal_when_it_says_nothing_new_then_it_is_refused_by_the_field(
    proposals, rid, wording: str
) -> None:
    with pytest.raises(RejectedError) as caught:
        proposals.propose(rid.first, SPAN, wording)
    assert [each.field for each in caught.value.problems] == ["wording"]
    assert proposals.mine() == ()


def test_proposal_when_nobody_is_signed_in_then_it_is_refused(proposals, database, rid) -> None:
    with database.write() as cx:
        write_meta(cx, user_id=None)
    with pytest.raises(DeniedError):
        proposals.propose(rid.first, SPAN, "Other words")


def test_proposal_when_withdrawn_before_it_was_sent_then_it_is_gone(proposals, rid) -> None:
    proposals.propose(rid.first, SPAN, "Other words")
    changes = proposals.withdraw(proposals.mine()[0].id)
    assert changes.touches("proposal")
    assert proposals.mine() == ()
    with pytest.raises(RejectedError, match="not here"):
        proposals.withdraw(rid.of(99))


def test_proposals_when_several_then_answered_ones_first_and_latest_first(
    proposals, database, clock, rid
) -> None:
    for wording in ("First", "Second", "Third"):
        proposals.propose(rid.first, SPAN, wording)
        clock.move(hours=1)
    assert [each.wording for each in proposals.mine()] == ["Third", "Second", "First"]


def test_proposal_when_marketing_answers_then_its_author_reads_it(office, desk, clock) -> None:
    campaign = Campaign(new_id(), "Fleet", "F")
    promise = Promise(new_id(), campaign.id, "Every note")
    version = PromiseVersion(new_id(), promise.id, 1, "Every note", "No set-up fee.")
    with office.database.write() as cx:
        put_records(cx, office.org, [campaign, promise, version], None, clock.now())
    desk.round()
    proposals = Proposals(desk.database, clock)
    proposals.propose(version.id, SPAN, "Nothing to pay at the start")
    assert (desk.round().error, desk.unsent()) == (None, 0)
    clock.move(hours=2)
    with office.database.write() as cx:
        (waiting,) = open_proposals(cx, office.org)
        state, now = ProposalState.DECLINED, clock.now()
        settle_proposal(cx, office.org, waiting.id, office.marketer.id, now, state, "Law says so.")
    desk.round()
    (mine,) = proposals.mine()
    assert (mine.state, mine.note, mine.settled_at) == (state, "Law says so.", now)
