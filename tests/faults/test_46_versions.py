"""Laptops two versions old and one version ahead edited the same records, and newer words came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.errors import RejectedError, UnavailableError
from companion.server import sync_routes
from companion.server.bodies import read_push
from companion.server.pushes import OLDEST_SCHEMA, Parcel
from companion.store.meta import read_meta
from companion.store.outbox import add_change
from companion.store.tables import unknown_record
from companion.wire.messages import SCHEMA, Operation, Pulled, PullItem, Verb
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import SetClock
    from tests.offices import Desk, Office
    from tests.sync.conftest import Station

MOOD = {"mood": {"word": "curious", "since": [2026, 1.0, None]}}


def _edit(desk: Desk, record_id: str, fields: dict) -> None:
    with desk.database.write() as cx:
        add_change(cx, "prospect", record_id, Operation.PATCH, fields, desk.clock.now())


def _copy(desk: Desk, record_id: str) -> dict:
    with desk.database.read() as cx:
        text = cx.exec_driver_sql("SELECT base FROM prospect WHERE id = ?", (record_id,)).scalar()
    return parse_json(text)


def test_fields_of_a_newer_version_when_older_laptops_edit_the_record_then_they_stay(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    _edit(desk, held, MOOD)
    desk.round()
    second.round()
    clock.move(minutes=1)
    second.note(held, "By a version that knows no moods")
    second.round()
    office.patch("prospect", held, {"company": "By a page that knows none either"})
    desk.round()
    second.round()
    for each in (desk, second):
        assert _copy(each, held)["mood"] == MOOD["mood"]
        assert each.seen(held).notes == "By a version that knows no moods"
    log = [row for row in office.log() if row.entity_id == held and row.device_id]
    assert [set(row.fields) for row in log] == [{"mood"}, {"notes"}], (
        "nobody sends what they ignore"
    )


def test_kind_of_record_when_unknown_here_then_it_is_kept_as_it_came_and_the_cursor_moves(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    ship = {"name": "Rocinante", "decks": [1, 2.5, None]}
    item = PullItem(seq=77, verb=Verb.PUT, entity="spaceship", id=office.org, rev=77, data=ship)
    page = line.inner.pull(desk.cursor() or "")
    line.on_pull = lambda *_, **__: page.model_copy(update={"items": (item,)})
    assert desk.round().error is None
    assert desk.cursor() == page.cursor
    with desk.database.read() as cx:
        (row,) = cx.execute(select(unknown_record)).all()
    assert (row.entity, row.id, row.rev, parse_json(row.data)) == (
        "spaceship",
        office.org,
        77,
        ship,
    )


@pytest.mark.parametrize("schema", range(OLDEST_SCHEMA, SCHEMA + 1))
def test_push_when_of_a_schema_that_is_spoken_then_it_is_taken(schema: int) -> None:
    sync_routes._check_schema(Parcel("", schema, None, ()))
    assert SCHEMA - OLDEST_SCHEMA <= 2


@pytest.mark.parametrize("schema", [OLDEST_SCHEMA - 1, SCHEMA + 1])
def test_push_when_of_a_schema_that_is_not_spoken_then_an_update_is_asked_for(schema: int) -> None:
    with pytest.raises(RejectedError) as told:
        sync_routes._check_schema(Parcel("", schema, None, ()))
    assert told.value.code == "update_needed"


def test_push_when_it_asks_for_an_operation_of_the_future_then_nothing_of_it_is_taken(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    desk.note(office.prospects[0].id, "Kept on the laptop")
    desk.round()
    body = json.loads(line.pushes[0].model_dump_json())
    body["changes"][0]["op"] = "entangle"
    with pytest.raises(RejectedError) as told:
        read_push(json.dumps(body).encode())
    assert told.value.code == "update_needed"


def test_page_when_it_asks_for_a_verb_of_the_future_then_an_update_is_asked_for(
    station: Station, connect: Callable, office: Office, desk: Desk
) -> None:
    item = {"seq": 1, "verb": "entangle", "entity": "call", "id": office.org, "rev": 1, "data": {}}
    station.answer = lambda exchange: exchange.reply(
        {"items": [item], "cursor": "c", "more": False}
    )
    before = desk.cursor()
    desk.transport = connect()
    told = desk.round().error
    assert isinstance(told, UnavailableError)
    assert told.code == "update_needed"
    with desk.database.read() as cx:
        assert read_meta(cx).cursor == before


def test_page_when_it_has_members_of_the_future_then_they_are_ignored() -> None:
    page = {"items": [], "cursor": "c", "more": False, "weather": "fair"}
    assert Pulled.model_validate_json(json.dumps(page)).cursor == "c"
