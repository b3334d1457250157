"""Undo of the last save: the call comes back to be mended, and its records go, sent or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from companion.domain.calls import Disposition, Outcome
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.services.calls import Calls
from companion.services.prospects import Prospects
from companion.store.outbox import add_records
from companion.store.replica import put_base


@pytest.fixture
def calls(database, clock, world) -> Calls:
    return Calls(database, clock)


@pytest.fixture
def prospects(database, clock, world) -> Prospects:
    return Prospects(database, clock)


def written(blank: CallDraft, now) -> CallDraft:
    return replace(
        blank,
        started_at=now - timedelta(minutes=3),
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        notes="Wants the two-van trial",
        objections=(ObjectionDraft(new_id(), "stall", "I’ll think about it"),),
        follow_up_due=now + timedelta(days=1),
    )


@pytest.fixture
def draft(prospects, rid, clock) -> CallDraft:
    return written(prospects.open(rid.marta).draft, clock.at)


def test_call_when_taken_back_then_it_is_a_draft_again_and_its_records_are_gone(
    calls, prospects, draft, rid, clock
) -> None:
    saved = calls.finish_call(draft)
    clock.move(seconds=5)
    changes = calls.take_back(draft, saved)
    assert {"call", "objection", "follow_up", "draft"} <= {entity for entity, _ in changes.ids}
    sheet = prospects.open(rid.marta)
    assert (sheet.history, sheet.follow_ups) == ((), ())
    assert sheet.draft.kept_at == clock.at
    assert sheet.draft.notes == draft.notes
    assert sheet.draft.objections[0].verbatim == "I’ll think about it"
    assert sheet.draft.call_id != draft.call_id
    assert prospects.today().draft_count == 1


def test_call_when_taken_back_and_saved_again_then_it_is_there_once(
    calls, prospects, draft, rid
) -> None:
    calls.take_back(draft, calls.finish_call(draft))
    mended = replace(prospects.open(rid.marta).draft, notes="Wants three vans")
    calls.finish_call(mended)
    sheet = prospects.open(rid.marta)
    assert [past.call.notes for past in sheet.history] == ["Wants three vans"]
    assert [each.verbatim for each in sheet.history[0].objections] == ["I’ll think about it"]
    assert len(sheet.follow_ups) == 1


def test_call_when_taken_back_then_what_it_completed_is_open_again(
    calls, prospects, draft, database, clock, rid
) -> None:
    due = FollowUp(rid.of(50), rid.marta, rid.me, clock.at - timedelta(hours=2), "overdue")
    with database.write() as cx:
        put_base(cx, [due], rev=2)
    saved = calls.finish_call(draft)
    calls.take_back(draft, saved)
    assert prospects.open(rid.marta).follow_ups == (due,)


def test_call_when_it_said_never_to_call_and_is_taken_back_then_the_prospect_may_be_called(
    calls, prospects, draft, database, clock, rid
) -> None:
    later = FollowUp(rid.of(50), rid.marta, rid.me, clock.at + timedelta(days=4), "later")
    with database.write() as cx:
        put_base(cx, [later], rev=2)
    never = replace(draft, outcome=Outcome.DO_NOT_CALL, follow_up_due=None)
    saved = calls.finish_call(never)
    marked = prospects.open(rid.marta)
    assert marked.prospect.do_not_call
    assert marked.follow_ups == ()
    calls.take_back(never, saved)
    sheet = prospects.open(rid.marta)
    assert (sheet.prospect.do_not_call, sheet.prospect.do_not_call_reason) == (False, "")
    assert sheet.follow_ups == (later,)


def test_call_when_another_was_begun_since_then_it_is_not_taken_back(
    calls, prospects, draft, rid
) -> None:
    saved = calls.finish_call(draft)
    begun = replace(prospects.open(rid.marta).draft, notes="The next one")
    calls.keep_draft(begun)
    with pytest.raises(RejectedError) as caught:
        calls.take_back(draft, saved)
    assert caught.value.code == "draft_begun"
    assert prospects.open(rid.marta).draft.notes == "The next one"
    assert len(prospects.open(rid.marta).history) == 1


def test_call_when_taken_back_twice_then_the_second_time_changes_nothing(
    calls, prospects, draft, rid
) -> None:
    saved = calls.finish_call(draft)
    calls.take_back(draft, saved)
    with pytest.raises(RejectedError):
        calls.take_back(draft, saved)
    assert len(prospects.open(rid.marta).draft.objections) == 1


@pytest.mark.parametrize("is_sent", [True, False])
def test_call_when_sent_or_on_its_way_and_taken_back_then_no_laptop_keeps_it(
    office, desk, second, clock, is_sent: bool
) -> None:
    calls, prospects = Calls(desk.database, clock), Prospects(desk.database, clock)
    somebody = office.prospects[0].id
    due = FollowUp(new_id(), somebody, office.rep.id, clock.now() - timedelta(hours=1), "Ring")
    prospects_there = Prospects(second.database, clock)
    with desk.database.write() as cx:
        add_records(cx, [due], clock.now())
    draft = written(prospects.open(somebody).draft, clock.now())
    saved = calls.finish_call(draft)
    if is_sent:
        desk.round()
        second.round()
        assert len(prospects_there.open(somebody).history) == 1
    clock.move(seconds=3)
    calls.take_back(draft, saved)
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention()) == (0, 0)
    second.round()
    for seen in (prospects.open(somebody), prospects_there.open(somebody)):
        assert seen.history == ()
        assert [each.id for each in seen.follow_ups] == [due.id]
    live = [row.entity for row in office.log() if row.op == "delete"]
    assert sorted(live) == ["call", "follow_up", "objection"]
