from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from companion.domain.calls import Call, Disposition
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.prospects import Prospect
from companion.store.attention import discard, outbox_lines, read_entry, resend
from companion.store.outbox import (
    add_change,
    add_records,
    attention_count,
    pending_changes,
    reopen_acked,
    unsent_count,
)
from companion.store.settlements import acknowledge, reject_locally
from companion.store.tables import outbox, prospect
from companion.wire.messages import (
    ChangeOutcome,
    ChangeResult,
    CurrentRecord,
    Loser,
    Operation,
)

ANNA = "01900000-0000-7000-8000-000000000001"


def _add(database, now, *records) -> None:
    with database.write() as cx:
        add_records(cx, records, now)


def _patch(database, now, **fields) -> None:
    with database.write() as cx:
        add_change(cx, "prospect", ANNA, Operation.PATCH, fields, now)


def _pending(database, now, count=200, size=10**7):
    with database.read() as cx:
        return pending_changes(cx, now, count, size)


def _answer(change, outcome=ChangeOutcome.APPLIED, rev=1, **more) -> ChangeResult:
    record = CurrentRecord(entity=change.entity, id=change.id, rev=rev, fields=change.fields)
    return ChangeResult(change_id=change.change_id, outcome=outcome, seq=rev, record=record, **more)


def _acknowledge(database, now, *results):
    with database.write() as cx:
        return acknowledge(cx, results, now)


def _name(database) -> str | None:
    with database.read() as cx:
        query = select(prospect.c.name).where(prospect.c.id == ANNA, prospect.c.is_live)
        return cx.scalar(query)


def test_pending_changes_when_several_wait_then_they_come_in_order_up_to_the_limits(
    database, now
) -> None:
    people = [Prospect(new_id(), f"Person {number}", notes="x" * 1000) for number in range(5)]
    _add(database, now, *people)
    everything = _pending(database, now)
    assert [each.id for each in everything] == [each.id for each in people]
    assert [each.id for each in _pending(database, now, count=2)] == [people[0].id, people[1].id]
    assert len(_pending(database, now, size=4000)) == 2
    assert len(_pending(database, now, size=1)) == 1
    assert everything[0].client_at == now
    assert everything[0].base_rev == 0


def test_pending_changes_when_an_edit_was_refused_then_only_its_record_waits(database, now) -> None:
    _add(database, now, Prospect(ANNA, "Anna"), Prospect(new_id(), "Børge"))
    _patch(database, now, name="Anne")
    anna, boerge, _ = _pending(database, now)
    _acknowledge(database, now, _answer(anna, ChangeOutcome.REJECTED, code="invalid"))
    assert [each.id for each in _pending(database, now)] == [boerge.id]


def test_pending_changes_when_a_later_edit_was_refused_then_the_earlier_one_still_goes(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    _patch(database, now, name="")
    first, second = _pending(database, now)
    with database.write() as cx:
        reject_locally(cx, second.change_id, "invalid", "No name.")
    assert [each.change_id for each in _pending(database, now)] == [first.change_id]


def test_pending_changes_when_a_call_was_refused_then_its_objections_wait_with_it(
    database, now
) -> None:
    call = Call(new_id(), ANNA, new_id(), now, disposition=Disposition.CONNECTED)
    heard = Objection(new_id(), call.id, ANNA, "stall", "Later")
    _add(database, now, call, heard)
    refused, waiting = _pending(database, now)
    with database.write() as cx:
        reject_locally(cx, refused.change_id, "invalid", "")
    assert _pending(database, now) == []
    with database.write() as cx:
        discard(cx, refused.change_id)
    assert _pending(database, now) == [waiting]


def test_acknowledge_when_told_to_retry_then_it_waits_that_long_and_no_longer(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    retry = ChangeResult(change_id=change.change_id, outcome=ChangeOutcome.RETRY, after=120)
    _acknowledge(database, now, retry)
    assert _pending(database, now + timedelta(seconds=119)) == []
    assert _pending(database, now + timedelta(seconds=121)) == [change]


def test_acknowledge_when_ids_are_missing_unknown_or_repeated_then_only_the_first_known_counts(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"), Prospect(new_id(), "Børge"))
    anna, boerge = _pending(database, now)
    unknown = ChangeResult(change_id=new_id(), outcome=ChangeOutcome.APPLIED, seq=9)
    refused = _answer(anna, ChangeOutcome.REJECTED, code="invalid")
    _acknowledge(database, now, unknown, _answer(anna), refused)
    assert _pending(database, now) == [boerge]
    with database.read() as cx:
        assert attention_count(cx) == 0


def test_acknowledge_when_the_record_is_not_in_the_answer_then_the_edit_stays(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    bare = ChangeResult(change_id=change.change_id, outcome=ChangeOutcome.APPLIED, seq=1)
    assert not _acknowledge(database, now, bare)
    other = CurrentRecord(entity="prospect", id=new_id(), rev=1, fields={})
    wrong = ChangeResult(
        change_id=change.change_id, outcome=ChangeOutcome.APPLIED, seq=1, record=other
    )
    assert not _acknowledge(database, now, wrong)
    assert _pending(database, now) == [change]
    assert _name(database) == "Anna"


def test_acknowledge_when_edited_again_meanwhile_then_the_later_edit_is_still_shown_and_sent(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (create,) = _pending(database, now)
    _patch(database, now, name="Anne")
    _acknowledge(database, now, _answer(create))
    assert _name(database) == "Anne"
    assert [each.fields for each in _pending(database, now)] == [{"name": "Anne"}]


def test_acknowledge_when_a_refused_edit_turns_out_to_be_there_then_it_is_settled(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    with database.write() as cx:
        reject_locally(cx, change.change_id, "invalid", "A whole request was refused.")
    _acknowledge(database, now, _answer(change, ChangeOutcome.DUPLICATE))
    with database.read() as cx:
        assert (attention_count(cx), unsent_count(cx)) == (0, 0)


def test_acknowledge_when_a_value_lost_then_the_person_is_told_until_they_looked(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    loser = Loser(field="name", kept="Anne", lost="Anna")
    merged = _answer(change, ChangeOutcome.MERGED, losers=(loser,))
    _acknowledge(database, now, merged)
    with database.read() as cx:
        assert attention_count(cx) == 1
        assert unsent_count(cx) == 0
        assert [each.losers for each in outbox_lines(cx)] == [(loser,)]
    with database.write() as cx:
        resend(cx, change.change_id, {"name": "Anna"}, now)
    with database.read() as cx:
        assert attention_count(cx) == 0
    assert [(each.op, each.fields) for each in _pending(database, now)] == [
        ("patch", {"name": "Anna"})
    ]


def test_acknowledge_when_settled_then_the_entry_is_kept_as_history(database, now) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    _acknowledge(database, now, _answer(change, rev=7))
    with database.read() as cx:
        row = cx.execute(select(outbox)).one()
    assert (row.state, row.acked_seq, row.attempts) == ("acked", 7, 1)


def test_reopen_acked_when_a_server_lost_its_latest_then_everything_is_sent_again(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    (change,) = _pending(database, now)
    _acknowledge(database, now, _answer(change))
    with database.write() as cx:
        assert reopen_acked(cx).touches("prospect")
    assert _pending(database, now) == [change]


def test_resend_when_a_refused_edit_was_mended_then_it_keeps_its_place_under_a_new_id(
    database, now
) -> None:
    _add(database, now, Prospect(ANNA, ""))
    _patch(database, now, title="Boss")
    create, patch = _pending(database, now)
    _acknowledge(database, now, _answer(create, ChangeOutcome.REJECTED, rev=0, code="invalid"))
    with database.write() as cx:
        resend(cx, create.change_id, {**create.fields, "name": "Anna"}, now)
    again, later = _pending(database, now)
    assert again.change_id != create.change_id
    assert (again.fields["name"], later.change_id) == ("Anna", patch.change_id)
    assert _name(database) == "Anna"


def test_discard_when_a_record_was_never_taken_then_nothing_of_it_is_left(database, now) -> None:
    _add(database, now, Prospect(ANNA, "Anna"))
    _patch(database, now, name="Anne")
    create, _ = _pending(database, now)
    with database.write() as cx:
        reject_locally(cx, create.change_id, "forbidden", "")
        discard(cx, create.change_id)
    with database.read() as cx:
        assert outbox_lines(cx) == []
        for table in ("prospect", "outbox", "search_entry"):
            assert cx.scalar(text(f"SELECT count(*) FROM {table}")) == 0
        with pytest.raises(RejectedError) as caught:
            read_entry(cx, create.change_id)
    assert caught.value.code == "unknown_change"


def test_outbox_when_entries_went_then_no_number_is_given_twice(database, now) -> None:
    for _ in range(2):
        _add(database, now, Prospect(new_id(), "Anna"))
        with database.write() as cx:
            number = cx.scalar(text("SELECT max(n) FROM outbox"))
            cx.execute(text("DELETE FROM outbox"))
    assert number == 2


def test_add_change_when_no_server_would_take_it_then_it_is_refused_at_once(database, now) -> None:
    with pytest.raises(RejectedError) as caught:
        _add(database, now, Prospect(ANNA, "Anna", notes="ü" * 40_000))
    assert caught.value.code == "too_large"
    assert _name(database) is None
