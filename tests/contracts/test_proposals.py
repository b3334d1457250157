"""A proposal has two authors: its words are the rep's, the answer is marketing's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.domain.campaigns import Campaign
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.promises import Promise, PromisePart, PromiseVersion, Span
from companion.domain.proposals import Proposal, ProposalState
from companion.server.proposals import open_proposals, settle_proposal
from tests.salesroom import NOW, change, creating

ANSWER = {"state": "declined", "settled_at": "2026-11-23T09:00:00Z", "note": "It stays."}


@pytest.fixture
def version(room) -> PromiseVersion:
    campaign = Campaign(new_id(), "Quiet", "Q")
    promise = Promise(new_id(), campaign.id, "Half the noise")
    version = PromiseVersion(new_id(), promise.id, 1, "Half the noise", "In two nights.")
    room.put(campaign, promise, replace(version, published_at=NOW))
    return version


@pytest.fixture
def laptop(room):
    return room.laptop()


@pytest.fixture
def proposal(laptop, version) -> Proposal:
    span = Span(PromisePart.MESSAGE, 3, 13, "two nights")
    made = Proposal(new_id(), version.id, laptop.user.id, NOW, span, "two nights, no dust", "Dust")
    result = laptop.push_one(creating(made, "proposal"))
    assert result["outcome"] == "applied", result
    return made


def settle(room, marketer, proposal, state=ProposalState.DECLINED, **more) -> int:
    with room.database.write() as cx:
        return settle_proposal(cx, room.org, proposal.id, marketer.id, NOW, state, **more)


def outcome(laptop, proposal, op: str, fields: dict) -> tuple:
    result = laptop.push_one(change("proposal", proposal.id, op, fields, base_rev=999))
    return result["outcome"], result.get("code")


def test_proposal_when_pushed_then_marketing_finds_it_open(room, proposal):
    with room.database.read() as cx:
        assert open_proposals(cx, room.org) == [proposal]


def test_proposal_when_adopted_then_its_author_is_told_with_the_next_pull(
    room, laptop, proposal, version
):
    marketer = room.add_user(Role.MARKETER)
    better = PromiseVersion(new_id(), version.promise_id, 2, "Half the noise", "Two nights, clean.")
    room.put(better)
    laptop.pull()
    settled = {"state": ProposalState.ADOPTED, "note": " Yes. ", "adopted_version_id": better.id}
    assert settle(room, marketer, proposal, **settled) == 1
    assert settle(room, marketer, proposal, **settled) == 0
    told = laptop.pulled("proposal")[proposal.id]["data"]
    assert (told["state"], told["note"], told["adopted_version_id"]) == (
        "adopted",
        "Yes.",
        better.id,
    )
    assert (told["settled_by"], told["wording"]) == (marketer.id, "two nights, no dust")
    with room.database.read() as cx:
        assert open_proposals(cx, room.org) == []


def test_proposal_when_its_author_rewords_or_withdraws_it_while_open_then_they_may(
    room, laptop, proposal
):
    assert outcome(laptop, proposal, "patch", {"wording": "two nights, swept"})[0] == "applied"
    assert outcome(laptop, proposal, "delete", {})[0] == "applied"
    marketer = room.add_user(Role.MARKETER)
    with pytest.raises(RejectedError, match="taken back"):
        settle(room, marketer, proposal)
    with room.database.read() as cx:
        assert open_proposals(cx, room.org) == []


def test_proposal_when_answered_then_its_words_rest(room, laptop, proposal):
    settle(room, room.add_user(Role.MARKETER), proposal)
    for who in (laptop, room.laptop(role=Role.MANAGER)):
        for op, fields in (("patch", {"wording": "No"}), ("delete", {})):
            assert outcome(who, proposal, op, fields) == ("rejected", "forbidden")


def test_rep_when_they_answer_a_proposal_then_it_is_refused(laptop, proposal, version):
    assert outcome(laptop, proposal, "patch", {**ANSWER, "settled_by": laptop.user.id}) == (
        "rejected",
        "forbidden",
    )
    answered = replace(proposal, id=new_id(), note="Adopted, says the rep")
    result = laptop.push_one(creating(answered, "proposal"))
    assert (result["outcome"], result["code"]) == ("rejected", "forbidden")


def test_colleague_when_they_touch_anothers_words_then_it_is_refused(room, proposal):
    for role in (Role.REP, Role.MARKETER):
        colleague = room.laptop(role=role)
        for op, fields in (
            ("patch", {"wording": "Mine"}),
            ("patch", {"proposed_by": colleague.user.id}),
            ("delete", {}),
        ):
            assert outcome(colleague, proposal, op, fields) == ("rejected", "forbidden")
        assert colleague.pulled("proposal")[proposal.id]["data"]["wording"] == proposal.wording


def test_marketer_when_they_answer_from_a_laptop_then_they_may(room, proposal):
    laptop = room.laptop(role=Role.MARKETER)
    answer = {**ANSWER, "settled_by": laptop.user.id}
    assert outcome(laptop, proposal, "patch", answer) == ("applied", None)


def test_proposal_when_made_in_a_colleagues_name_then_it_is_refused(room, laptop, proposal):
    other = replace(proposal, id=new_id(), proposed_by=room.add_user().id)
    result = laptop.push_one(creating(other, "proposal"))
    assert (result["outcome"], result["code"]) == ("rejected", "forbidden")
