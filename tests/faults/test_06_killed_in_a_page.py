"""The laptop was killed before, inside and right after every transaction of a pull in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.records import put_records
from companion.store.engine import open_database
from companion.sync.pace import Pace
from companion.sync.round import Round
from tests.conftest import KEY
from tests.simulator.laptops import Killed, Killer, MortalDatabase

if TYPE_CHECKING:
    from tests.offices import Desk, Office

PEOPLE = 12
ITEMS = 4


def _pace() -> Pace:
    pace = Pace()
    pace.items = ITEMS
    pace.raise_pull = lambda: None  # type: ignore[method-assign] - pages stay small
    return pace


def _held(desk: Desk) -> set[str]:
    with desk.database.read() as cx:
        rows = cx.exec_driver_sql("SELECT id FROM prospect WHERE is_live AND name LIKE 'New%'")
        return {row[0] for row in rows}


@pytest.mark.parametrize("place", ["before", "inside", "after"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_pull_when_killed_at_a_page_then_cursor_and_records_agree_and_the_end_is_the_same(
    office: Office, desk: Desk, place: str, at: int
) -> None:
    people = [Prospect(new_id(), f"New {n}", owner_id=office.rep.id) for n in range(PEOPLE)]
    with office.database.write() as cx:
        put_records(cx, office.org, people, None, office.clock.now())
    desk.database.close()
    killer = Killer(at, place)
    mortal = MortalDatabase(open_database(desk.path, KEY)._engine, desk.path, killer)
    with pytest.raises(Killed):
        Round(mortal, desk.transport, desk.clock, _pace()).run()
    mortal.close()
    desk.reopen()
    pages = at if place == "after" else at - 1
    assert _held(desk) == {each.id for each in people[: pages * ITEMS]}
    rest = desk.transport.pull(desk.cursor() or "")
    assert [each.id for each in rest.items] == [each.id for each in people[pages * ITEMS :]]
    assert desk.round().error is None
    assert _held(desk) == {each.id for each in people}
