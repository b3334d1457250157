"""Somebody was given a prospect with an old history, and one that had been theirs before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.prospects import Prospects
from tests.sync.test_access import _call, _rows

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_grant_when_it_comes_back_then_everything_is_there_again(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    held = office.prospects[0]
    sent = _call(desk, held.id)
    desk.round()
    office.patch("prospect", held.id, {"owner_id": office.colleague.id})
    desk.round()
    assert _rows(desk, held.id) == 0
    office.patch("prospect", held.id, {"owner_id": office.rep.id})
    assert desk.round().error is None
    assert desk.seen(held.id).name == held.name
    history = Prospects(desk.database, clock).open(held.id).history
    assert [past.call.id for past in history] == [sent.id]


def test_grant_when_the_history_is_older_than_the_cursor_then_it_comes_whole(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    theirs = office.prospects[-1]
    colleague = office.desk("colleague", office.colleague)
    colleague.round()
    sent = _call(colleague, theirs.id)
    colleague.round()
    for _ in range(3):
        office.note(office.prospects[0].id, f"The log goes on at {clock.at}")
        clock.move(minutes=1)
    desk.round()
    office.patch("prospect", theirs.id, {"owner_id": office.rep.id})
    assert desk.round().error is None
    history = Prospects(desk.database, clock).open(theirs.id).history
    assert [past.call.id for past in history] == [sent.id]
    assert colleague.round().error is None
    assert _rows(colleague, theirs.id) == 0
    colleague.close()
