"""A list on the page's way, on both databases: tried out, taken over, gone on with, undone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from companion.domain.people import Role
from companion.imports.packing import PORTION
from companion.server.app import make_app
from companion.server.database import Database, make_engine
from companion.server.estimates import renew_estimates
from companion.server.rights.erasing import Reason, erase_people
from companion.server.settings import read_settings
from companion.server.tables import import_portion, prospect
from tests.contracts.test_barred_lists import send
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW
from tests.server.pages.admin.test_imports import (
    act,
    brought,
    done,
    id_of,
    numbers,
    settled,
    take_a_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.server.parts import Parts
    from tests.contracts.conftest import Place
    from tests.promiseroom import Browser
    from tests.salesroom import Salesroom

MANY = 560
REPEATED = 50
"""So many of the first people stand at the end once more, with another name."""


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


@pytest.fixture
def long_list() -> str:
    rows = [f"Person {n},p{n}@long.example,{n}" for n in range(MANY)]
    rows += [f"Person {n},p{n}@long.example,{n} again" for n in range(REPEATED)]
    return "\r\n".join(("Name,Email,Notes", *rows))


@pytest.fixture
def elsewhere(place: Place, tmp_path: Path) -> Iterator[Parts]:
    """A second server on the same database that ends after its first step."""
    settings = read_settings({"--data-dir": str(tmp_path), "--database-url": place.url}, {})
    database = Database(make_engine(place.url))
    parts: Parts = make_app(settings, database).state.parts
    parts.database.subscribe(lambda _org, _seq: parts.bell.close())
    yield parts
    database.close()


def people(room: Salesroom) -> int:
    with room.database.read() as cx:
        mine = prospect.c.org == room.org, prospect.c.deleted_at.is_(None)
        return cx.execute(select(func.count()).select_from(prospect).where(*mine)).scalar_one()


def test_list_when_its_rows_meet_across_portions_then_tried_out_as_taken_and_once(
    promises: PromiseRoom, admin: Browser, long_list: str
) -> None:
    before = people(promises.room)
    place = brought(admin, long_list)
    would = numbers(done(admin, place, "check"))
    assert people(promises.room) == before
    assert numbers(done(admin, place, "take")) == would
    assert (would["rows"], would["new"]) == (MANY + REPEATED, MANY)
    again = numbers(done(admin, brought(admin, long_list), "take"))
    assert (again["new"], again["changed"]) == (0, 0)


def test_list_when_its_server_ends_then_another_goes_on_and_all_of_it_can_be_undone(
    promises: PromiseRoom, admin: Browser, elsewhere: Parts, long_list: str
) -> None:
    before = people(promises.room)
    place = brought(admin, long_list)
    take_a_step(elsewhere, promises, place)
    assert "Interrupted" in admin.get(place).text
    assert before < people(promises.room) < before + MANY
    assert numbers(done(admin, place, "go_on"))["new"] == MANY
    assert numbers(done(admin, place, "undo"))["removed again"] == MANY
    assert people(promises.room) == before
    with promises.room.database.read() as cx:
        mine = import_portion.c.import_id == id_of(place)
        assert cx.execute(select(import_portion.c.number).where(mine)).first() is None


def test_list_when_a_do_not_call_list_bars_somebody_of_it_then_undoing_still_removes_them(
    promises: PromiseRoom, admin: Browser
) -> None:
    before = people(promises.room)
    place = brought(admin, "Name,Phone\r\nLena Listed,+49 30 12345678\r\nFrida Free,+49 30 999")
    done(admin, place, "take")
    send(promises.room, "030 12345678")
    assert numbers(done(admin, place, "undo"))["removed again"] == 2
    assert people(promises.room) == before


def test_list_when_people_of_it_are_erased_half_way_then_everybody_else_is_taken(
    promises: PromiseRoom, admin: Browser, elsewhere: Parts
) -> None:
    room, many = promises.room, PORTION + 2
    rows = [f"Person Number {n},p{n}@erased.example,{n}" for n in range(many)]
    waiting = room.prospect(promises.rep, emails=(f"p{many - 1}@erased.example",))
    before = people(room)
    place = brought(admin, "\r\n".join(("Name,Email,Notes", *rows)))
    take_a_step(elsewhere, promises, place)
    with room.database.read() as cx:
        taken = cx.scalar(select(prospect.c.id).where(prospect.c.name == "Person Number 3"))
    for each in (taken, waiting.id):
        with room.database.write() as cx:
            erase_people(cx, room.org, [each], Reason.ASKED, None, NOW)
    done(admin, place, "go_on")
    assert people(room) == before - 1 + many - 2
    with room.database.read() as cx:
        names = set(cx.scalars(select(prospect.c.name).where(prospect.c.org == room.org)))
    assert f"Person Number {many - 2}" in names
    assert names.isdisjoint({"Person Number 3", f"Person Number {many - 1}"})


def test_list_when_stopped_while_it_is_taken_then_whole_rows_stand_and_reps_work_on(
    promises: PromiseRoom, admin: Browser, long_list: str
) -> None:
    place = brought(admin, long_list)
    act(admin, place, "take")
    began = time.monotonic()
    promises.room.prospect(promises.rep)  # waits for one step at most, not for the list
    act(admin, place, "stop")
    page = settled(admin, place)
    assert time.monotonic() - began < 120
    assert "Stopped" in page or "Undo the whole list" in page


def test_list_when_taken_into_a_database_nobody_has_counted_then_plans_are_made_anew(
    promises: PromiseRoom, admin: Browser, long_list: str
) -> None:
    """Else each row's check that its person is there goes through everybody, on PostgreSQL."""
    database = promises.room.database
    done(admin, brought(admin, long_list), "take")
    assert not renew_estimates(database, 1)  # it has counted them: one more is no news
    if not database.is_sqlite:
        with database.read() as cx:
            query = "SELECT reltuples FROM pg_class WHERE relname = 'prospect'"
            assert cx.exec_driver_sql(query).scalar_one() > 0
