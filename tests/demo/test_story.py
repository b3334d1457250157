"""The twelve weeks tell what the product is for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from companion.domain.answers import Decision, DecisionKind
from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.campaigns import Campaign
from companion.domain.follow_ups import FollowUp
from companion.domain.objections import Objection
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch

if TYPE_CHECKING:
    from companion.demo.content import DemoContent


def of_type(demo: DemoContent, kind: type) -> list:
    return [record for record in demo.records if isinstance(record, kind)]


def search_versions(demo: DemoContent) -> list[PromiseVersion]:
    campaign = next(each for each in of_type(demo, Campaign) if each.channel == "search ad")
    promise = next(each for each in of_type(demo, Promise) if each.campaign_id == campaign.id)
    return [each for each in of_type(demo, PromiseVersion) if each.promise_id == promise.id]


def price_rate(demo: DemoContent, version: PromiseVersion) -> tuple[float, int]:
    calls = [
        each
        for each in of_type(demo, Call)
        if each.promise_version_id == version.id and each.disposition is Disposition.CONNECTED
    ]
    price = [
        each
        for each in of_type(demo, Objection)
        if each.promise_version_id == version.id and each.category == "price_value"
    ]
    return len(price) / len(calls), len(calls)


def test_price_objections_when_the_second_version_is_out_then_drop(demo: DemoContent) -> None:
    first, second = search_versions(demo)
    (before, calls_before), (after, calls_after) = price_rate(demo, first), price_rate(demo, second)
    assert calls_before >= 40
    assert calls_after >= 40
    assert before > 0.4
    assert after < 0.2
    assert second.why_changed


def test_second_version_when_published_then_it_is_week_seven(
    demo: DemoContent, now: datetime
) -> None:
    second = search_versions(demo)[1]
    assert second.published_at is not None
    assert second.published_at.date() == (now - timedelta(weeks=6)).date()


def test_early_not_now_when_waited_for_then_becomes_a_meeting(demo: DemoContent) -> None:
    outcomes: dict[str, list[Outcome]] = {}
    for call in of_type(demo, Call):
        if call.outcome:
            outcomes.setdefault(call.prospect_id, []).append(call.outcome)
    turned = [
        each
        for each in outcomes.values()
        if each[0] is Outcome.NOT_NOW and Outcome.MEETING_BOOKED in each
    ]
    assert len(turned) >= 10


def test_calls_when_made_then_lie_in_working_hours_one_at_a_time(demo: DemoContent) -> None:
    ends: dict[str, datetime] = {}
    for call in of_type(demo, Call):
        assert call.started_at.weekday() < 5
        assert time(8) <= call.started_at.time() < call.ended_at.time() <= time(17, 45)
        assert call.started_at > ends.get(call.rep_id, call.started_at - timedelta(1))
        ends[call.rep_id] = call.ended_at


def test_follow_ups_when_looked_at_now_then_some_are_due_and_some_overdue(
    demo: DemoContent, now: datetime
) -> None:
    rep, midnight = demo.users[0], now.replace(hour=0, minute=0)
    still_open = [each for each in of_type(demo, FollowUp) if each.done_at is None]
    own = [each for each in still_open if each.rep_id == rep.id]
    assert sum(midnight <= each.due_at < midnight + timedelta(1) for each in own) == 6
    assert sum(each.due_at < midnight for each in own) >= 3
    assert all(each.due_at > now for each in still_open if each.rep_id != rep.id)


def test_new_prospects_when_looked_at_now_then_have_just_written(
    demo: DemoContent, now: datetime
) -> None:
    called = {each.prospect_id for each in of_type(demo, Call)}
    fresh = {
        each.prospect_id
        for each in of_type(demo, Touch)
        if now - each.occurred_at < timedelta(hours=8)
    }
    owners = {each.id: each.owner_id for each in of_type(demo, Prospect)}
    assert len(fresh) == 7
    assert not fresh & called
    assert {owners[each] for each in fresh} == {demo.users[0].id}


def test_prospects_when_divided_then_mostly_belong_to_the_demo_rep(demo: DemoContent) -> None:
    prospects = of_type(demo, Prospect)
    own = sum(each.owner_id == demo.users[0].id for each in prospects)
    second = sum(each.owner_id == demo.users[1].id for each in prospects)
    assert own + second == len(prospects)
    assert 0.1 * len(prospects) < second < 0.35 * len(prospects)


def test_decision_when_the_promise_changed_then_says_how_many_were_heard(
    demo: DemoContent,
) -> None:
    second = search_versions(demo)[1]
    decisions = of_type(demo, Decision)
    changed = next(each for each in decisions if each.promise_version_id == second.id)
    assert changed.kind is DecisionKind.PROMISE_CHANGED
    assert len(changed.objection_ids) >= 15
    assert str(len(changed.objection_ids)) in changed.note
    assert all(each.objection_ids for each in decisions)


def test_do_not_call_when_asked_for_then_is_kept(demo: DemoContent) -> None:
    asked = {
        each.prospect_id for each in of_type(demo, Call) if each.outcome is Outcome.DO_NOT_CALL
    }
    kept = [each for each in of_type(demo, Prospect) if each.do_not_call]
    assert {each.id for each in kept} == asked
    assert len(kept) == 2
    assert all(each.do_not_call_reason for each in kept)
