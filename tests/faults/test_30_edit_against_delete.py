"""One laptop deleted a record that another edited meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.outbox import Outbox
from companion.store.outbox import add_change
from companion.wire.messages import Operation
from tests.sync.test_doubles import _sentences

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_double_when_one_deletes_what_the_other_edits_then_both_are_told_it_was_kept(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    clock.move(minutes=1)
    with desk.database.write() as cx:
        add_change(cx, "prospect", held, Operation.DELETE, {}, clock.now())
    clock.move(minutes=1)
    second.note(held, "Still talking")
    desk.round()
    second.round()
    desk.round()
    told = "One of you deleted this while the other edited it. It was kept."
    assert _sentences(desk) == _sentences(second) == [told]
    outbox = Outbox(desk.database, clock)
    outbox.resend(outbox.lines()[0].change_id)
    desk.round()
    assert office.log()[-1].op == "delete"
