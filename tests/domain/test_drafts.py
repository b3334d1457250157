"""A draft becomes its call, objections and next step, always with the same ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from companion.domain.calls import Disposition, Outcome
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.domain.ids import new_id

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def draft(**given: object) -> CallDraft:
    blank = CallDraft(new_id(), new_id(), new_id())
    return replace(blank, **{"disposition": Disposition.CONNECTED, **given})


def test_draft_when_nothing_was_entered_then_blank() -> None:
    blank = CallDraft("c", "p", "f", objections=(ObjectionDraft("o", verbatim="  "),))
    assert blank.is_blank()
    assert not replace(blank, notes="x").is_blank()
    assert not replace(blank, started_at=NOW).is_blank()


def test_draft_when_saved_twice_then_the_same_records() -> None:
    form = draft(objections=(ObjectionDraft(new_id(), "need", "No need"),), follow_up_due=NOW)
    assert form.to_records("rep", NOW) == form.to_records("rep", NOW)


def test_draft_when_never_started_then_it_has_just_happened() -> None:
    call, _, follow_up = draft().to_records("rep", NOW)
    assert (call.started_at, call.ended_at, follow_up) == (NOW, NOW, None)


def test_draft_when_the_clock_went_back_then_the_end_is_not_before_the_start() -> None:
    call, _, _ = draft(started_at=NOW + timedelta(hours=1)).to_records("rep", NOW)
    assert call.ended_at == call.started_at


def test_draft_when_an_objection_is_blank_then_left_out_and_the_rest_numbered() -> None:
    form = draft(
        objections=(
            ObjectionDraft("a"),
            ObjectionDraft("b", "need", " No need "),
            ObjectionDraft("c", "stall", "Hm"),
        )
    )
    _, objections, _ = form.to_records("rep", NOW)
    assert [(each.id, each.position) for each in objections] == [("b", 0), ("c", 1)]
    assert objections[0].verbatim == "No need"
    assert {each.call_id for each in objections} == {form.call_id}


def test_problems_when_fields_are_missing_then_each_named_where_it_stands() -> None:
    form = draft(
        disposition=None,
        objections=(ObjectionDraft("a", category="need"), ObjectionDraft("b", verbatim="Hm")),
        follow_up_what="Ring again",
    )
    found = [(each.field, each.code) for each in form.problems("rep", NOW)]
    assert found == [
        ("disposition", "missing"),
        ("objections.0.verbatim", "missing"),
        ("objections.1.category", "invalid"),
        ("follow_up_due", "missing"),
    ]


def test_problems_when_an_outcome_is_given_and_nobody_was_there_then_told() -> None:
    form = draft(disposition=Disposition.NO_ANSWER, outcome=Outcome.WON)
    assert [each.code for each in form.problems("rep", NOW)] == ["not_talked"]


def test_problems_when_they_asked_not_to_be_called_then_no_next_step_can_be_promised() -> None:
    form = draft(outcome=Outcome.DO_NOT_CALL, follow_up_due=NOW)
    assert [each.code for each in form.problems("rep", NOW)] == ["do_not_call"]
    assert not replace(form, follow_up_due=None).problems("rep", NOW)


def test_draft_when_begun_anew_then_the_same_words_under_other_ids() -> None:
    form = draft(objections=(ObjectionDraft(new_id(), "need", "No need"),), notes="Hm", kept_at=NOW)
    again = form.begun_anew()
    assert (again.notes, again.objections[0].verbatim) == ("Hm", "No need")
    assert again.kept_at is None
    assert not {again.call_id, again.follow_up_id, again.objections[0].id} & {
        form.call_id,
        form.follow_up_id,
        form.objections[0].id,
    }
