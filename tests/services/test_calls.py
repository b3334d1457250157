from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from companion.domain.calls import Disposition, Outcome, PromiseUse
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.domain.errors import DeniedError, RejectedError, UnavailableError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Handling
from companion.domain.promises import PromisePart, Span
from companion.services.calls import Calls
from companion.services.prospects import Prospects
from companion.store.meta import write_meta
from companion.store.outbox import pending_changes, unsent_count
from companion.store.replica import put_base


@pytest.fixture
def calls(database, clock, world) -> Calls:
    return Calls(database, clock)


@pytest.fixture
def prospects(database, clock, world) -> Prospects:
    return Prospects(database, clock)


@pytest.fixture
def draft(prospects, rid, clock) -> CallDraft:
    """A call with two objections and a next step, as the form gives it."""
    blank = prospects.open(rid.marta).draft
    return replace(
        blank,
        started_at=clock.at - timedelta(minutes=3),
        ended_at=clock.at,
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        promise_use=PromiseUse.SAID,
        notes="Wants the two-van trial",
        objections=(
            ObjectionDraft(
                new_id(),
                "price_value",
                "Twice what we pay",
                Span(PromisePart.MESSAGE, 0, 15, "No set-up fee."),
                handling=Handling.RESOLVED,
                answer_id=rid.answer,
            ),
            ObjectionDraft(new_id(), "stall", "I’ll think about it", behind_it="The boss"),
            ObjectionDraft(new_id()),
        ),
        follow_up_due=clock.at + timedelta(days=3),
        follow_up_what="Call with the trial offer",
    )


def _pending(database, now):
    with database.read() as cx:
        return pending_changes(cx, now, 200, 10**7)


def test_finish_call_when_complete_then_call_objections_and_next_step_are_kept_and_unsent(
    calls, prospects, draft, database, clock, rid
) -> None:
    changes = calls.finish_call(draft)
    assert changes.touches("call")
    assert changes.touches("objection")
    assert changes.touches("follow_up")
    assert changes.touches("draft")
    sheet = prospects.open(rid.marta)
    past = sheet.history[0]
    assert past.call.id == draft.call_id
    assert past.call.promise_version_id == rid.first
    assert past.rep_name == "Rita Rep"
    assert [each.verbatim for each in past.objections] == [
        "Twice what we pay",
        "I’ll think about it",
    ]
    assert past.objections[0].span == draft.objections[0].span
    assert not past.is_sent
    assert [each.what for each in sheet.follow_ups] == ["Call with the trial offer"]
    assert [(each.entity, each.op) for each in _pending(database, clock.at)] == [
        ("call", "create"),
        ("objection", "create"),
        ("objection", "create"),
        ("follow_up", "create"),
    ]


def test_finish_call_when_saved_twice_then_it_is_there_once(
    calls, prospects, draft, database, clock, rid
) -> None:
    calls.finish_call(draft)
    calls.finish_call(draft)
    assert len(prospects.open(rid.marta).history) == 1
    assert len(_pending(database, clock.at)) == 4


def test_finish_call_when_a_draft_was_kept_then_it_is_gone_and_a_new_one_is_blank(
    calls, prospects, draft, rid
) -> None:
    calls.keep_draft(draft)
    calls.finish_call(draft)
    fresh = prospects.open(rid.marta).draft
    assert fresh.is_blank()
    assert fresh.call_id != draft.call_id
    assert prospects.today().draft_count == 0


def test_keep_draft_when_it_comes_after_its_call_was_saved_then_it_does_not_come_back(
    calls, prospects, draft, rid
) -> None:
    calls.finish_call(draft)
    assert calls.keep_draft(draft).kept_at is None
    assert prospects.today().draft_count == 0


def test_finish_call_when_incomplete_then_each_field_is_named_and_nothing_is_kept(
    calls, prospects, draft, database, rid
) -> None:
    wrong = replace(
        draft,
        disposition=None,
        objections=(ObjectionDraft(new_id(), "", "Too dear"),),
        follow_up_due=None,
    )
    calls.keep_draft(wrong)
    with pytest.raises(RejectedError) as caught:
        calls.finish_call(wrong)
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"disposition", "objections.0.category", "follow_up_due"}
    assert prospects.open(rid.marta).history == ()
    assert prospects.open(rid.marta).draft.call_id == wrong.call_id
    with database.read() as cx:
        assert unsent_count(cx) == 0


def test_finish_call_when_the_disk_is_full_then_nothing_is_half_done_and_the_draft_stays(
    calls, prospects, draft, database, rid
) -> None:
    calls.keep_draft(draft)
    with database.write() as cx:
        pages = cx.scalar(text("PRAGMA page_count"))
        cx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = replace(draft, notes="x" * 15_000)
    with pytest.raises(UnavailableError) as caught:
        calls.finish_call(long)
    assert caught.value.code == "disk_full"
    sheet = prospects.open(rid.marta)
    assert sheet.history == ()
    assert sheet.follow_ups == ()
    assert sheet.draft.notes == draft.notes
    with database.read() as cx:
        assert unsent_count(cx) == 0


def test_finish_call_when_told_never_to_call_then_the_prospect_is_marked_with_the_reason(
    calls, prospects, draft, rid
) -> None:
    draft = replace(draft, follow_up_due=None, follow_up_what="")
    calls.finish_call(
        replace(draft, outcome=Outcome.DO_NOT_CALL, notes="\n Said so twice \nand rang off")
    )
    prospect = prospects.open(rid.marta).prospect
    assert prospect.do_not_call
    assert prospect.do_not_call_reason == "Said so twice"


def test_finish_call_when_told_never_to_call_without_notes_then_the_reason_names_the_day(
    calls, prospects, draft, rid
) -> None:
    draft = replace(draft, follow_up_due=None, follow_up_what="")
    calls.finish_call(replace(draft, outcome=Outcome.DO_NOT_CALL, notes=""))
    assert "2026-11-23" in prospects.open(rid.marta).prospect.do_not_call_reason


@pytest.mark.parametrize(
    ("disposition", "left"),
    [
        (Disposition.CONNECTED, {"later", "other"}),
        (Disposition.NO_ANSWER, {"overdue", "later", "other"}),
    ],
)
def test_finish_call_when_next_steps_were_due_then_only_a_connected_call_completes_them(
    calls, prospects, draft, database, clock, rid, disposition, left
) -> None:
    steps = [
        FollowUp(rid.of(50), rid.marta, rid.me, clock.at - timedelta(hours=2), "overdue"),
        FollowUp(rid.of(51), rid.marta, rid.me, clock.at + timedelta(hours=2), "later"),
        FollowUp(rid.of(52), rid.jonas, rid.me, clock.at - timedelta(hours=2), "other"),
    ]
    with database.write() as cx:
        put_base(cx, steps, rev=2)
    calls.finish_call(
        replace(
            draft,
            disposition=disposition,
            outcome=None,
            objections=(),
            follow_up_due=None,
            follow_up_what="",
        )
    )
    open_now = {
        each.what for who in (rid.marta, rid.jonas) for each in prospects.open(who).follow_ups
    }
    assert open_now == left


def test_finish_call_when_nobody_is_signed_in_then_it_says_so(calls, draft, database) -> None:
    with database.write() as cx:
        write_meta(cx, user_id=None)
    with pytest.raises(DeniedError):
        calls.finish_call(draft)


def test_finish_call_when_the_prospect_is_gone_then_it_says_so(calls, draft) -> None:
    with pytest.raises(RejectedError) as caught:
        calls.finish_call(replace(draft, prospect_id=new_id()))
    assert caught.value.code == "gone"


def test_finish_call_when_the_text_cannot_be_sent_then_it_is_refused_before_it_is_kept(
    calls, prospects, draft, rid
) -> None:
    with pytest.raises(RejectedError) as caught:
        calls.finish_call(replace(draft, notes="😀" * 19_000))
    assert caught.value.code == "too_large"
    assert prospects.open(rid.marta).history == ()


def test_keep_draft_when_kept_then_it_is_there_whole_on_the_next_opening(
    calls, prospects, draft, clock, rid
) -> None:
    kept = calls.keep_draft(draft)
    assert kept == replace(draft, kept_at=clock.at)
    assert prospects.open(rid.marta).draft == kept


def test_keep_draft_when_it_holds_half_an_emoji_then_the_rest_is_kept(
    calls, prospects, draft, rid
) -> None:
    calls.keep_draft(replace(draft, notes="fine \ud83d so far"))
    assert prospects.open(rid.marta).draft.notes == "fine ? so far"


def test_keep_draft_when_everything_was_cleared_then_no_draft_is_left(
    calls, prospects, draft, rid
) -> None:
    calls.keep_draft(draft)
    blank = CallDraft(draft.call_id, draft.prospect_id, draft.follow_up_id)
    assert calls.keep_draft(blank).kept_at is None
    assert prospects.today().draft_count == 0


def test_drop_draft_when_there_is_one_then_it_is_gone(calls, prospects, draft, rid) -> None:
    calls.keep_draft(draft)
    assert calls.drop_draft(rid.marta).touches("draft")
    assert not calls.drop_draft(rid.marta)
    assert prospects.open(rid.marta).draft.call_id != draft.call_id
