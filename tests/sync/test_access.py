"""A prospect leaves this laptop, or comes to it, with everything that hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Call, Disposition
from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.store.outbox import add_change, add_records
from companion.wire.messages import Operation, Pulled

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def _call(desk: Desk, prospect_id: str) -> Call:
    talked = {"disposition": Disposition.CONNECTED, "notes": "Said on the phone"}
    made = Call(new_id(), prospect_id, desk.user_id, desk.clock.now(), **talked)
    with desk.database.write() as cx:
        add_records(cx, [made], desk.clock.now())
    return made


def _offline(*_: object, **__: object) -> Pulled:
    raise UnavailableError("The network is gone.", "offline")


def _rows(desk: Desk, record_id: str) -> int:
    """Count the rows of a laptop that still know of a record."""
    with desk.database.read() as cx:
        found = [
            cx.exec_driver_sql(f'SELECT count(*) FROM "{table}" WHERE {column} = ?', (record_id,))
            for table, column in (
                ("prospect", "id"),
                ("call", "id"),
                ("call", "prospect_id"),
                ("outbox", "entity_id"),
                ("search_entry", "prospect_id"),
            )
        ]
        return sum(each.scalar() or 0 for each in found)


def test_revoke_when_something_is_entered_while_the_page_is_out_then_it_goes_up_first(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    held = office.prospects[0]
    clock.move(minutes=1)
    office.patch("prospect", held.id, {"owner_id": office.colleague.id})
    line = desk.tamper()

    def _meanwhile(cursor: str, limit: int) -> Pulled:
        page = line.inner.pull(cursor, limit)
        if line.asked == ["pull"]:
            desk.note(held.id, "In the last moment")
        return page

    line.on_pull = _meanwhile
    assert desk.round().error is None
    assert line.asked == ["pull", "push"]
    assert (desk.unsent(), _rows(desk, held.id)) == (0, 0)
    assert office.log()[-1].fields == {"notes": "In the last moment"}


def test_edit_when_taken_of_a_prospect_that_changed_hands_then_it_is_not_shown_half(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    """Found by the simulator, seed 4: the value was taken, and the old one was to be seen."""
    held = office.prospects[0]
    old_copy = desk.path.with_name(f"{desk.path.stem}-before-0002.db")
    old_copy.write_bytes(b"a copy of before")
    clock.move(minutes=1)
    desk.note(held.id, "Noted while offline")
    clock.move(minutes=1)
    office.patch("prospect", held.id, {"owner_id": office.colleague.id})
    line = desk.tamper()
    line.on_pull = _offline
    assert desk.round().pushed == 1
    with pytest.raises(RejectedError):
        desk.seen(held.id)
    assert _rows(desk, held.id) == 0
    assert not old_copy.exists()


def test_revoke_when_something_was_made_too_late_then_it_is_refused_and_can_be_read(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    held = office.prospects[0]
    office.patch("prospect", held.id, {"owner_id": office.colleague.id})
    clock.move(days=1)
    late = _call(desk, held.id)
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention(), _rows(desk, late.id)) == (0, 1, 1)
    with pytest.raises(RejectedError):
        desk.seen(held.id)


def test_edit_of_a_withdrawn_record_when_shown_then_there_is_nothing(
    office: Office, desk: Desk
) -> None:
    with desk.database.write() as cx:
        fields = {"notes": "Of nobody"}
        stranger = office.prospects[-1].id
        add_change(cx, "prospect", stranger, Operation.PATCH, fields, desk.clock.now())
    with pytest.raises(RejectedError):
        desk.seen(stranger)
