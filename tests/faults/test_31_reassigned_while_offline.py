"""A prospect was given to a colleague while its old owner, offline, edited it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.prospects import Prospects
from companion.store.backups import backups_of, keep_backup
from tests.sync.test_access import _call, _rows

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_revoke_when_the_old_owner_was_offline_with_edits_then_they_arrive_and_all_is_dropped(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    held = office.prospects[0]
    colleague = office.desk("colleague", office.colleague)
    colleague.round()
    sent = _call(desk, held.id)
    desk.round()
    clock.move(minutes=1)
    desk.note(held.id, "Noted while offline")
    clock.move(minutes=1)
    office.patch("prospect", held.id, {"owner_id": office.colleague.id})
    old_copy = desk.path.with_name(f"{desk.path.stem}-before-0002.db")
    old_copy.write_bytes(b"a copy of before")
    assert keep_backup(desk.database, clock.at) is not None
    assert desk.round().error is None
    assert backups_of(desk.path) == []
    assert (desk.unsent(), desk.attention()) == (0, 0)
    assert _rows(desk, held.id) + _rows(desk, sent.id) == 0
    assert desk.path.with_name(f"{desk.path.name}-wal").stat().st_size == 0
    assert not old_copy.exists()
    assert colleague.round().error is None
    assert colleague.seen(held.id).notes == "Noted while offline"
    history = Prospects(colleague.database, clock).open(held.id).history
    assert [past.call.id for past in history] == [sent.id]
    colleague.close()
