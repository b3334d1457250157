"""Two people enter the same field: one value stands, and both are told of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.outbox import Outbox
from companion.store.outbox import add_records

if TYPE_CHECKING:
    from companion.wire.messages import Pulled
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def _sentences(desk: Desk) -> list[str]:
    return [line.sentence for line in Outbox(desk.database, desk.clock).lines()]


def _clash(desk: Desk, second: Desk, clock: SetClock, held: str) -> None:
    clock.move(minutes=1)
    desk.note(held, "The first")
    clock.move(minutes=1)
    second.note(held, "The second")
    desk.round()
    second.round()
    desk.round()


def test_double_when_the_first_person_wants_theirs_then_it_is_a_new_edit_and_all_agree(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    _clash(desk, second, clock, held)
    outbox = Outbox(desk.database, clock)
    clock.move(minutes=1)
    assert outbox.resend(outbox.lines()[0].change_id).touches("prospect")
    assert (desk.attention(), desk.unsent()) == (0, 1)
    desk.round()
    second.round()
    assert {desk.seen(held).notes, second.seen(held).notes} == {"The first"}
    assert desk.attention() == 0


def test_double_when_the_person_looked_then_it_is_gone_and_does_not_come_again(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    _clash(desk, second, clock, office.prospects[0].id)
    outbox = Outbox(desk.database, clock)
    assert "acked" in outbox.export(outbox.lines()[0].change_id)
    outbox.discard(outbox.lines()[0].change_id)
    desk.round()
    assert (_sentences(desk), desk.attention()) == ([], 0)


def test_double_when_it_happened_before_the_first_pull_then_the_person_is_told_all_the_same(
    office: Office, second: Desk, clock: SetClock
) -> None:
    fresh = office.desk("fresh")
    made = Prospect(new_id(), "Made before the first pull", owner_id=office.rep.id)
    with fresh.database.write() as cx:
        add_records(cx, [made], clock.now())
    line = fresh.tamper()
    line.on_pull = _offline
    fresh.round()
    second.round()
    clock.move(minutes=1)
    fresh.note(made.id, "The first")
    fresh.round()
    clock.move(minutes=1)
    second.note(made.id, "The second")
    second.round()
    line.on_pull = line.inner.pull
    assert fresh.round().error is None
    assert _sentences(fresh) == ["Kept “The second”, also entered “The first”."]
    fresh.close()


def _offline(*_: object, **__: object) -> Pulled:
    raise UnavailableError("The network is gone.", "offline")
