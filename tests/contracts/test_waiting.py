"""The inbox follows every write: what waits is what no decision names, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.answers import Decision, DecisionKind
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.records import delete_record
from companion.server.tables import objection, waiting_objection
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, change

if TYPE_CHECKING:
    from companion.domain.calls import Call
    from tests.salesroom import Salesroom


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


def ids_of(promises: PromiseRoom, call: Call) -> list[str]:
    with promises.room.database.read() as cx:
        mine = objection.c.org == promises.room.org, objection.c.call_id == call.id
        return list(cx.scalars(select(objection.c.id).where(*mine).order_by(objection.c.id)))


def waiting(promises: PromiseRoom) -> list[str]:
    with promises.room.database.read() as cx:
        mine = waiting_objection.c.org == promises.room.org
        query = select(waiting_objection.c.objection_id).where(mine)
        return sorted(cx.scalars(query))


def decide(promises: PromiseRoom, *about: str) -> Decision:
    marketer = promises.room.add_user(Role.MARKETER)
    made = Decision(new_id(), DecisionKind.ACCEPTED, marketer.id, NOW, about)
    promises.room.put(made)
    return made


def test_objection_when_heard_waits_under_its_promise(promises: PromiseRoom) -> None:
    heard = ids_of(promises, promises.call(promises.first, "Twice the price", "Who pays?"))
    assert waiting(promises) == heard
    with promises.room.database.read() as cx:
        mine = waiting_objection.c.org == promises.room.org
        rows = cx.execute(select(waiting_objection).where(mine)).all()
    assert {row.promise_id for row in rows} == {promises.promise.id}
    assert {(row.category, row.heard_at) for row in rows} == {("price_value", NOW)}


def test_objection_when_heard_without_a_promise_waits_too(promises: PromiseRoom) -> None:
    heard = ids_of(promises, promises.call(None, "Who are you?"))
    assert waiting(promises) == heard


def test_objection_when_a_decision_names_it_waits_no_longer(promises: PromiseRoom) -> None:
    first, second = ids_of(promises, promises.call(promises.first, "Twice", "Who pays?"))
    decide(promises, first)
    assert waiting(promises) == [second]


def test_objection_when_its_decision_is_taken_back_waits_again(promises: PromiseRoom) -> None:
    first, second = ids_of(promises, promises.call(promises.first, "Twice", "Who pays?"))
    made = decide(promises, first, second)
    promises.room.put(replace(made, objection_ids=(second,)))
    assert waiting(promises) == [first]
    with promises.room.database.write() as cx:
        delete_record(cx, promises.room.org, "decision", made.id, None, NOW)
    assert waiting(promises) == [first, second]


def test_objection_when_two_decisions_name_it_waits_only_after_both_are_gone(
    promises: PromiseRoom,
) -> None:
    (only,) = ids_of(promises, promises.call(promises.first, "Twice"))
    one, other = decide(promises, only), decide(promises, only)
    for made, left in ((one, []), (other, [only])):
        with promises.room.database.write() as cx:
            delete_record(cx, promises.room.org, "decision", made.id, None, NOW)
        assert waiting(promises) == left


def test_objection_when_deleted_waits_no_longer(promises: PromiseRoom) -> None:
    (only,) = ids_of(promises, promises.call(promises.first, "Twice"))
    with promises.room.database.write() as cx:
        delete_record(cx, promises.room.org, "objection", only, None, NOW)
    assert waiting(promises) == []


def test_objection_when_its_kind_is_changed_waits_under_the_new_one(
    promises: PromiseRoom,
) -> None:
    (only,) = ids_of(promises, promises.call(promises.first, "Twice"))
    laptop = promises.room.laptop(promises.rep)
    laptop.pull()
    laptop.push(change("objection", only, "patch", {"category": "budget"}, base_rev=10_000))
    with promises.room.database.read() as cx:
        mine = waiting_objection.c.org == promises.room.org
        assert cx.scalar(select(waiting_objection.c.category).where(mine)) == "budget"


def test_decision_when_it_names_what_is_not_here_yet_still_decides_it(
    promises: PromiseRoom,
) -> None:
    call = promises.call(promises.first)
    late = promises._objection(call, "Twice the price")
    decide(promises, late.id)
    promises.room.put(late)
    assert waiting(promises) == []
