"""The laptop was killed at every transaction of fetching everything anew, the swap among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.server.records import delete_record
from companion.store.engine import open_database
from companion.store.meta import read_meta, write_meta
from companion.sync.pace import Pace
from companion.sync.round import Round
from tests.conftest import KEY
from tests.simulator.laptops import Killed, Killer, MortalDatabase

if TYPE_CHECKING:
    from tests.offices import Desk, Office


def _names(desk: Desk) -> set[str]:
    with desk.database.read() as cx:
        return {row[0] for row in cx.exec_driver_sql("SELECT name FROM prospect WHERE is_live")}


def _round_until_killed(desk: Desk, killer: Killer) -> bool:
    desk.database.close()
    mortal = MortalDatabase(open_database(desk.path, KEY)._engine, desk.path, killer)
    pace = Pace()
    pace.items = 1
    try:
        Round(mortal, desk.transport, desk.clock, pace).run()
    except Killed:
        return True
    finally:
        mortal.close()
        desk.reopen()
    return False


@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_resync_when_killed_again_and_again_then_it_resumes_and_nobody_sees_half_a_snapshot(
    office: Office, desk: Desk, place: str
) -> None:
    gone, renamed = office.prospects[0], office.prospects[1]
    before = _names(desk)
    after = before - {gone.name, renamed.name} | {"Renamed elsewhere"}
    with office.database.write() as cx:
        delete_record(cx, office.org, "prospect", gone.id, None, office.clock.now())
    office.patch("prospect", renamed.id, {"name": "Renamed elsewhere"})
    desk.note(office.prospects[2].id, "Unsent")
    with desk.database.write() as cx:
        write_meta(cx, resync="digest")
    line, kills = desk.tamper(), 0
    while _round_until_killed(desk, Killer(6, place)):
        kills += 1
        assert _names(desk) in (before, after)
        with desk.database.read() as cx:
            is_anew = read_meta(cx).resync is None
        assert (_names(desk) == after) is is_anew
        assert desk.seen(office.prospects[2].id).notes == "Unsent"
        assert kills < 50, "it must get on, however often it is killed"
    assert kills > 1
    assert _names(desk) == after
    assert line.asked.count("snapshot") <= len(after) + 60 + kills * 2, "pages are not read twice"
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention()) == (0, 0)
