from __future__ import annotations

import json
from dataclasses import replace

import pytest

from companion.domain.calls import Disposition
from companion.domain.drafts import CallDraft
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.calls import Calls
from companion.services.outbox import Outbox
from companion.services.prospects import Prospects
from companion.store.outbox import add_change, pending_changes
from companion.store.replica import put_base
from companion.store.settlements import acknowledge, reject_locally
from companion.wire.messages import (
    ChangeOutcome,
    ChangeResult,
    CurrentRecord,
    Loser,
    Operation,
)


@pytest.fixture
def outbox(database, clock, world) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def added(database, clock, outbox) -> Prospect:
    prospect = Prospect(new_id(), "Lena Marchetti", notes="Met at the fair")
    Prospects(database, clock).add(prospect)
    return prospect


def _refuse(database, line, code: str, message: str = "") -> None:
    with database.write() as cx:
        reject_locally(cx, line.change_id, code, message)


def test_lines_when_something_is_unsent_then_it_is_named_with_its_own_words(outbox, added) -> None:
    (line,) = outbox.lines()
    assert (line.entity, line.record_id, line.title) == ("prospect", added.id, "Lena Marchetti")
    assert (line.state, line.text) == ("pending", "Lena Marchetti\nMet at the fair")


def test_lines_when_refused_then_a_sentence_says_what_to_do(outbox, added, database) -> None:
    _refuse(database, outbox.lines()[0], "forbidden")
    (line,) = outbox.lines()
    assert (line.state, line.code) == ("rejected", "forbidden")
    assert line.sentence.startswith("You may not")


def test_lines_when_the_server_gave_a_sentence_then_that_one_is_shown(
    outbox, added, database
) -> None:
    _refuse(database, outbox.lines()[0], "invalid", "The name is missing.")
    assert outbox.lines()[0].sentence == "The name is missing."


def test_lines_when_a_step_was_ticked_off_then_its_prospect_is_still_named(
    outbox, database, clock, rid
) -> None:
    with database.write() as cx:
        put_base(cx, [FollowUp(rid.of(50), rid.marta, rid.me, clock.at, "Ring back")])
    Prospects(database, clock).complete_follow_up(rid.of(50))
    assert outbox.lines()[0].title == "Marta Oliveira"


def test_lines_when_a_call_was_taken_back_then_its_prospect_is_still_named(
    outbox, database, clock, rid
) -> None:
    calls = Calls(database, clock)
    draft = replace(CallDraft(new_id(), rid.marta, new_id()), disposition=Disposition.NO_ANSWER)
    calls.take_back(draft, calls.finish_call(draft))
    assert {line.title for line in outbox.lines()} == {"Marta Oliveira"}


def test_resend_when_mended_then_it_is_unsent_again(outbox, added, database) -> None:
    (line,) = outbox.lines()
    _refuse(database, line, "invalid")
    assert outbox.resend(line.change_id, {"name": "Lena M."}).touches("prospect")
    (again,) = outbox.lines()
    assert (again.state, again.title) == ("pending", "Lena M.")
    assert again.change_id != line.change_id


def test_resend_when_a_value_had_lost_then_it_is_entered_again(
    outbox, added, database, clock
) -> None:
    with database.write() as cx:
        (change,) = pending_changes(cx, clock.at, 1, 10**6)
        record = CurrentRecord(
            entity="prospect", id=added.id, rev=3, fields={**change.fields, "notes": "Theirs"}
        )
        loser = Loser(field="notes", kept="Theirs", lost="Met at the fair")
        result = ChangeResult(
            change_id=change.change_id, outcome=ChangeOutcome.MERGED, seq=3, record=record,
            losers=(loser,),
        )  # fmt: skip
        acknowledge(cx, [result], clock.at)
    (line,) = outbox.lines()
    assert line.state == "doubled"
    assert line.sentence == "Kept “Theirs”, also entered “Met at the fair”."
    outbox.resend(line.change_id)
    assert Prospects(database, clock).open(added.id).prospect.notes == "Met at the fair"
    assert [each.state for each in outbox.lines()] == ["pending"]


def test_discard_when_refused_then_it_is_gone(outbox, added, database, clock) -> None:
    (line,) = outbox.lines()
    _refuse(database, line, "forbidden")
    assert outbox.discard(line.change_id).touches("prospect")
    assert outbox.lines() == ()
    assert Prospects(database, clock).search("lena") == ()


def test_discard_when_it_may_still_be_sent_then_it_is_refused(outbox, added) -> None:
    with pytest.raises(RejectedError) as caught:
        outbox.discard(outbox.lines()[0].change_id)
    assert caught.value.code == "not_refused"


def test_export_when_asked_then_the_whole_edit_is_written_out(outbox, added) -> None:
    (line,) = outbox.lines()
    told = json.loads(outbox.export(line.change_id))
    assert told["change"]["fields"]["name"] == "Lena Marchetti"
    assert told["change"]["client_at"] == "2026-11-23T09:30:00Z"
    assert told["state"] == "pending"


def test_export_when_unknown_then_it_says_so(outbox) -> None:
    with pytest.raises(RejectedError) as caught:
        outbox.export(new_id())
    assert caught.value.code == "unknown_change"


def test_mend_when_sent_again_then_the_new_words_go_under_a_new_number(
    outbox, added, database, clock
) -> None:
    with database.write() as cx:
        fields = {
            "emails": ["lena@", "lena@marchetti.example"],
            "notes": "Met",
            "do_not_call": True,
        }
        add_change(cx, "prospect", added.id, Operation.PATCH, fields, clock.at)
    line = outbox.lines()[-1]
    assert line.words == ()
    _refuse(database, line, "invalid")
    line = outbox.lines()[-1]
    assert line.words == (("notes", "Met"), ("emails", "lena@\nlena@marchetti.example"))
    outbox.mend(line.change_id, {"emails": " lena@marchetti.example \n\n", "notes": "Met twice"})
    again = outbox.lines()[-1]
    assert again.state == "pending"
    assert again.change_id != line.change_id
    with database.read() as cx:
        sent = pending_changes(cx, clock.at, 10, 1_000_000)[-1].fields
    assert sent == {
        "emails": ["lena@marchetti.example"],
        "notes": "Met twice",
        "do_not_call": True,
    }
