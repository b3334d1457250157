"""Joining a server: what a person wrote alone is theirs under the name the server knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Call
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.people import User
from companion.domain.prospects import Prospect
from companion.store.columns import read_records, record_columns
from companion.store.handover import hand_over
from companion.store.outbox import add_change, add_records, pending_changes
from companion.store.replica import put_base
from companion.store.settlements import acknowledge
from companion.store.tables import RECORD_TABLES
from companion.wire.messages import ChangeOutcome, ChangeResult, CurrentRecord, Operation

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from companion.store.engine import Database

ALONE, KNOWN, ELSE = new_id(), new_id(), new_id()


@pytest.fixture
def mine(database: Database, now: datetime) -> tuple[Prospect, Call, FollowUp]:
    """A prospect, a call and a next step that the person wrote while alone."""
    prospect = Prospect(new_id(), "Ada Cole", owner_id=ALONE, notes=f"Ask {ALONE}")
    call = Call(new_id(), prospect.id, ALONE, now, ended_at=now, notes=ALONE)
    step = FollowUp(new_id(), prospect.id, ALONE, now, "Ring back", call.id)
    with database.write() as cx:
        put_base(cx, [User(ALONE, "Me", "")])
        add_records(cx, [prospect, call, step], now)
    return prospect, call, step


def _shown(database: Database, entity: str) -> list[Any]:
    with database.read() as cx:
        rows = cx.execute(RECORD_TABLES[entity].select().with_only_columns(*record_columns(entity)))
        return read_records(entity, rows)


def test_hand_over_when_work_was_done_alone_then_all_of_it_is_the_known_persons(
    database: Database, mine: tuple[Prospect, Call, FollowUp], now: datetime
) -> None:
    prospect, call, step = mine
    with database.write() as cx:
        changes = hand_over(cx, ALONE, KNOWN)
    assert _shown(database, "prospect") == [replace(prospect, owner_id=KNOWN)]
    assert _shown(database, "call") == [replace(call, rep_id=KNOWN)]
    assert _shown(database, "follow_up") == [replace(step, rep_id=KNOWN)]
    assert changes.touches("prospect")
    assert changes.touches("call")
    assert changes.touches("follow_up")
    with database.read() as cx:
        sent = {each.entity: each.fields for each in pending_changes(cx, now, 10, 10**6)}
    assert sent["prospect"]["owner_id"] == KNOWN
    assert sent["call"]["rep_id"] == sent["follow_up"]["rep_id"] == KNOWN


def test_hand_over_when_words_hold_the_old_id_then_words_stay_as_they_were_written(
    database: Database, mine: tuple[Prospect, Call, FollowUp]
) -> None:
    with database.write() as cx:
        hand_over(cx, ALONE, KNOWN)
    assert _shown(database, "prospect")[0].notes == f"Ask {ALONE}"
    assert _shown(database, "call")[0].notes == ALONE


def test_hand_over_when_done_then_the_person_of_this_laptop_alone_is_gone(
    database: Database, mine: tuple[Prospect, Call, FollowUp]
) -> None:
    with database.write() as cx:
        hand_over(cx, ALONE, KNOWN)
    assert _shown(database, "user") == []


def test_hand_over_when_an_edit_names_somebody_else_then_it_stays_theirs(
    database: Database, mine: tuple[Prospect, Call, FollowUp], now: datetime
) -> None:
    with database.write() as cx:
        edit = {"owner_id": ELSE}
        add_change(cx, "prospect", mine[0].id, Operation.PATCH, edit, now)
        hand_over(cx, ALONE, KNOWN)
    assert _shown(database, "prospect")[0].owner_id == ELSE


def test_hand_over_when_a_server_has_seen_an_edit_then_history_stays_as_it_was_sent(
    database: Database, mine: tuple[Prospect, Call, FollowUp], now: datetime
) -> None:
    with database.write() as cx:
        (change,) = pending_changes(cx, now, 1, 10**6)
        record = CurrentRecord(entity="prospect", id=change.id, rev=4, fields=change.fields)
        result = ChangeResult(
            change_id=change.change_id, outcome=ChangeOutcome.APPLIED, seq=4, record=record
        )
        acknowledge(cx, [result], now)
        hand_over(cx, ALONE, KNOWN)
    assert _shown(database, "prospect")[0].owner_id == ALONE
