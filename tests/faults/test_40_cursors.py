"""A laptop came with a cursor below the floor, with garbage, and with one from the future."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.server.retention import raise_floors
from companion.store.meta import write_meta
from companion.store.outbox import add_change
from companion.wire.messages import RETENTION_DAYS, Operation

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office

CURSORS = ("garbage", "{epoch}.1.{other}", "{other}.1.{other}", "{epoch}.999999.{other}")


@pytest.mark.parametrize("shape", CURSORS)
def test_cursor_when_it_means_nothing_then_409_all_is_fetched_anew_and_the_outbox_is_intact(
    office: Office, desk: Desk, shape: str
) -> None:
    with desk.database.write() as cx:
        nameless = {"emails": ["no address"]}
        held = office.prospects[0].id
        add_change(cx, "prospect", held, Operation.PATCH, nameless, desk.clock.now())
    desk.round()
    desk.note(office.prospects[2].id, "Unsent")
    cursor = shape.format(epoch=office.parts.identity.epoch, other=new_id())
    with desk.database.write() as cx:
        write_meta(cx, cursor=cursor)
    with pytest.raises(UnavailableError) as told:
        desk.transport.pull(cursor)
    assert told.value.code == "resync"
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention()) == (0, 1)
    assert desk.seen(office.prospects[2].id).notes == "Unsent"


def test_cursor_when_below_the_floor_then_410_all_is_fetched_anew_and_nothing_is_sent_twice(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    desk.note(office.prospects[0].id, "Sent long ago")
    desk.round()
    away = desk.cursor() or ""
    clock.move(days=1)
    for each in office.prospects[:2]:
        office.note(each.id, "Others write on")
    clock.move(days=RETENTION_DAYS + 1)
    with office.database.write() as cx:
        raise_floors(cx, clock.now())
    with pytest.raises(UnavailableError) as told:
        desk.transport.pull(away)
    assert told.value.code == "too_old"
    line = desk.tamper()
    desk.note(office.prospects[2].id, "Unsent")
    assert desk.round().error is None
    assert line.asked[-2:] == ["snapshot", "pull"]
    assert [len(each.changes) for each in line.pushes] == [1]
    assert desk.seen(office.prospects[0].id).notes == "Others write on"
    assert (desk.unsent(), desk.attention()) == (0, 0)
