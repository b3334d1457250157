"""The rules of each noun, as the problems a person is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from companion.domain.answers import Answer, Decision, DecisionKind
from companion.domain.calls import Call, Disposition
from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.external_ids import ExternalId
from companion.domain.follow_ups import FollowUp
from companion.domain.objections import Category, Objection, default_categories
from companion.domain.people import Organisation, User
from companion.domain.promises import (
    Promise,
    PromisePart,
    PromiseVersion,
    Span,
    in_force,
    part_text,
)
from companion.domain.proposals import Proposal, ProposalState
from companion.domain.prospects import Prospect, is_email
from companion.domain.touches import Touch, Utm, originating

AT = datetime(2026, 5, 4, tzinfo=UTC)
PROSPECT = Prospect("p", "Ann Lee")
CAMPAIGN = Campaign("c", "Spring", "S-1")
VERSION = PromiseVersion("v", "p", 1, "Headline", "Message")
CALL = Call("c", "p", "r", AT, disposition=Disposition.BUSY)
PROPOSAL = Proposal("x", "v", "r", AT, Span(PromisePart.OFFER, 0, 4, "Free"), "Free for a week")
OBJECTION = Objection("o", "c", "p", "need", "No need")


@pytest.mark.parametrize(
    "right",
    [
        PROSPECT,
        Prospect("p", "", phones=("+4930901820",)),
        CAMPAIGN,
        Promise("p", "c", "Name"),
        VERSION,
        CALL,
        OBJECTION,
        Answer("a", "need", "Says", "Reply"),
        Decision("d", DecisionKind.ACCEPTED, "u", AT),
        FollowUp("f", "p", "r", AT),
        PROPOSAL,
        replace(PROPOSAL, state=ProposalState.DECLINED, settled_by="m", settled_at=AT),
        Touch("t", "p", AT),
        User("u", "Rhea", "rhea@x.example"),
        Organisation("o", "Leisewerk"),
        *default_categories(),
    ],
)
def test_noun_when_right_then_no_problem(right) -> None:
    assert right.problems() == []


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (Prospect("p", " "), "name", "missing"),
        (replace(PROSPECT, phones=("030 901820",)), "phones", "invalid"),
        (replace(PROSPECT, phones=("+0301234567",)), "phones", "invalid"),
        (replace(PROSPECT, emails=("ann at lee",)), "emails", "invalid"),
        (replace(PROSPECT, notes="x" * 20_001), "notes", "too_long"),
        (replace(PROSPECT, external_ids=(ExternalId("", "7"),)), "external_ids", "missing"),
        (replace(PROSPECT, external_ids=(ExternalId("x", "7"),) * 51), "external_ids", "too_many"),
        (replace(CAMPAIGN, code=""), "code", "missing"),
        (replace(CAMPAIGN, typical_days=0), "typical_days", "out_of_range"),
        (
            replace(CAMPAIGN, starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 1)),
            "ends_on",
            "out_of_order",
        ),
        (
            replace(CAMPAIGN, match_rules=(MatchRule("form", MatchKind.EXACT, " "),)),
            "match_rules",
            "missing",
        ),
        (Promise("p", "c", ""), "name", "missing"),
        (replace(VERSION, headline=""), "headline", "missing"),
        (replace(VERSION, message=" "), "message", "missing"),
        (replace(VERSION, number=0), "number", "out_of_range"),
        (replace(VERSION, creative="https://x.example/a.png"), "creative", "invalid"),
        (replace(VERSION, creative="x" * 50_000), "creative", "too_long"),
        (replace(CALL, disposition=None), "disposition", "missing"),
        (replace(CALL, ended_at=AT - timedelta(seconds=1)), "ended_at", "out_of_order"),
        (replace(OBJECTION, category="Need!"), "category", "invalid"),
        (replace(OBJECTION, verbatim=""), "verbatim", "missing"),
        (replace(OBJECTION, span=Span(PromisePart.OFFER, 3, 3, "")), "span", "out_of_range"),
        (Category("c", "", "Label", 1), "code", "invalid"),
        (Answer("a", "need", "", "Reply"), "says", "missing"),
        (Decision("d", DecisionKind.ACCEPTED, "u", AT, ("o",) * 1001), "objection_ids", "too_many"),
        (replace(PROPOSAL, wording=" "), "wording", "missing"),
        (replace(PROPOSAL, wording=" Free\n"), "wording", "unchanged"),
        (replace(PROPOSAL, why="x" * 4_001), "why", "too_long"),
        (replace(PROPOSAL, settled_by="m"), "state", "not_settled"),
        (replace(PROPOSAL, state=ProposalState.ADOPTED), "settled_by", "missing"),
        (
            replace(
                PROPOSAL,
                state=ProposalState.ADOPTED,
                settled_by="m",
                settled_at=AT - timedelta(days=1),
            ),
            "settled_at",
            "out_of_order",
        ),
        (Touch("t", "p", AT, utm=Utm(utm_term="x" * 301)), "utm.utm_term", "too_long"),
        (User("u", "Rhea", "rhea"), "email", "invalid"),
        (Organisation("o", ""), "name", "missing"),
    ],
)
def test_noun_when_a_rule_is_broken_then_told_by_the_field(wrong, field: str, code: str) -> None:
    assert [(each.field, each.code) for each in wrong.problems()] == [(field, code)]
    assert all(each.sentence[-1] in ".…" for each in wrong.problems())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a@b", True), ("a b@c", False), ("a@b@c", False), ("@b", False), ("x" * 253 + "@b", False)],
)
def test_email_when_checked_then_one_at_sign_and_no_blanks(text: str, expected: bool) -> None:
    assert is_email(text) is expected


def test_categories_when_new_then_the_sixteen_with_fixed_ids() -> None:
    found = default_categories()
    assert len({each.id for each in found}) == len({each.code for each in found}) == 16
    assert found == default_categories()


def test_version_in_force_when_several_are_published_then_the_newest_by_then() -> None:
    versions = [
        replace(VERSION, id=str(number), number=number, published_at=AT + timedelta(days=number))
        for number in (1, 2, 3)
    ]
    drafted = replace(VERSION, id="4", number=4)
    assert in_force([*versions, drafted], AT + timedelta(days=2)) == versions[1]
    assert in_force([*versions, drafted], AT + timedelta(days=9)) == versions[2]
    assert in_force(versions, AT) is None


def test_part_when_a_list_then_its_lines() -> None:
    version = replace(VERSION, proof_points=("one", "two"))
    assert part_text(version, PromisePart.PROOF_POINTS) == "one\ntwo"
    assert part_text(version, PromisePart.HEADLINE) == "Headline"


def test_origin_when_touches_name_campaigns_then_the_first_that_does() -> None:
    touches = [
        Touch("3", "p", AT + timedelta(days=2), campaign_id="b"),
        Touch("2", "p", AT + timedelta(days=1), campaign_id="a"),
        Touch("1", "p", AT),
    ]
    assert originating(touches) == touches[1]
    assert originating(touches[2:]) is None
