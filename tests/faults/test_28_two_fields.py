"""Two laptops edited different fields of one record without knowing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.store.outbox import add_change
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_edits_when_of_different_fields_then_both_are_kept_and_nobody_is_bothered(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    clock.move(minutes=1)
    desk.note(held, "From one")
    with second.database.write() as cx:
        title = {"title": "From the other"}
        add_change(cx, "prospect", held, Operation.PATCH, title, clock.now())
    for each in (desk, second, desk):
        assert each.round().error is None
    for each in (desk, second):
        seen = each.seen(held)
        assert (seen.notes, seen.title) == ("From one", "From the other")
        assert (each.attention(), each.unsent()) == (0, 0)
    assert {row.outcome for row in office.log() if row.device_id} == {"applied"}
