"""The server failed with 500 on every push that carried one certain record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.outbox import Outbox
from companion.store.outbox import add_records
from companion.sync.round import PARKED_SECONDS
from companion.wire.messages import CHANGES_PER_PUSH

if TYPE_CHECKING:
    from companion.wire.messages import Push, Pushed
    from tests.conftest import SetClock
    from tests.offices import Desk


def test_push_when_one_record_makes_the_server_fail_then_it_is_parked_and_the_rest_flow(
    desk: Desk, clock: SetClock
) -> None:
    people = [
        Prospect(new_id(), f"New {n}", owner_id=desk.user_id) for n in range(CHANGES_PER_PUSH)
    ]
    with desk.database.write() as cx:
        add_records(cx, people, clock.now())
    poison, line = people[123].id, desk.tamper()

    def _fail(request: Push) -> Pushed:
        if any(each.id == poison for each in request.changes):
            raise UnavailableError("The server has a problem of its own.", "server_failed")
        return line.inner.push(request)

    line.on_push = _fail
    first, _ = desk.round(), desk.round()
    assert first.error is not None
    (left,) = Outbox(desk.database, clock).lines()
    assert (left.record_id, left.state) == (poison, "pending")
    assert len(line.pushes) < 25, "halving finds one of two hundred"
    tried = len(line.pushes)
    assert desk.round().error is None
    assert len(line.pushes) == tried, "it rests and is not tried in a hot loop"
    line.on_push = line.inner.push
    clock.move(seconds=PARKED_SECONDS + 1)
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention()) == (0, 0)
