"""One of two hundred edits in a push could not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.outbox import Outbox
from companion.store.outbox import add_records
from companion.wire.messages import CHANGES_PER_PUSH

if TYPE_CHECKING:
    from tests.offices import Desk, Office


def test_push_when_one_of_two_hundred_is_invalid_then_the_others_are_applied_and_it_waits(
    office: Office, desk: Desk
) -> None:
    people = [
        Prospect(new_id(), f"New {n}", emails=("no address",) * (n == 77), owner_id=desk.user_id)
        for n in range(CHANGES_PER_PUSH)
    ]
    with desk.database.write() as cx:
        add_records(cx, people, desk.clock.now())
    line = desk.tamper()
    assert desk.round().error is None
    assert line.asked == ["push", "pull"]
    assert (desk.unsent(), desk.attention()) == (0, 1)
    (refused,) = Outbox(desk.database, desk.clock).lines()
    assert (refused.record_id, refused.state, refused.code) == (
        people[77].id,
        "rejected",
        "invalid",
    )
    outcomes = [row.outcome for row in office.log() if row.device_id]
    assert sorted(outcomes) == ["applied"] * (CHANGES_PER_PUSH - 1) + ["rejected"]
    assert desk.seen(people[77].id).name == "New 77"
