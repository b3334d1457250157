"""A reply was lost, and another laptop edited the same field before the first one asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from companion.wire.messages import Push, Pushed
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_push_when_its_reply_is_lost_and_another_laptop_edits_then_all_end_equal(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    record_id = office.prospects[0].id
    desk.note(record_id, "Mine, accepted, reply lost")
    line = desk.tamper()

    def _lose_the_reply(request: Push) -> Pushed:
        line.inner.push(request)
        raise UnavailableError("The network is gone.", "offline")

    line.on_push = _lose_the_reply
    desk.round()
    assert desk.unsent() == 1
    clock.move(minutes=1)
    second.round()
    second.note(record_id, "Theirs, later")
    second.round()
    line.on_push = line.inner.push
    desk.round()
    assert desk.unsent() == 0
    assert desk.seen(record_id).notes == second.seen(record_id).notes == "Theirs, later"


def test_push_when_its_reply_is_lost_and_the_other_did_not_know_then_the_loser_is_listed(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    record_id = office.prospects[0].id
    clock.move(minutes=1)
    second.note(record_id, "Theirs, entered first")
    clock.move(minutes=1)
    desk.note(record_id, "Mine, later, reply lost")
    line = desk.tamper()

    def _lose_the_reply(request: Push) -> Pushed:
        line.inner.push(request)
        raise UnavailableError("The network is gone.", "offline")

    line.on_push = _lose_the_reply
    desk.round()
    second.round()
    line.on_push = line.inner.push
    desk.round()
    second.round()
    assert {desk.seen(record_id).notes, second.seen(record_id).notes} == {"Mine, later, reply lost"}
    assert (desk.attention(), second.attention()) == (1, 1)
    assert len([row for row in office.log() if row.device_id]) == 2
