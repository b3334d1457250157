"""Sending a real laptop to a station that misbehaves, and back to its own server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from companion.services.views import SyncState
from companion.store.meta import read_meta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.store.meta import Meta
    from tests.laptops import RealLaptop


@contextmanager
def astray(laptop: RealLaptop, url: str) -> Iterator[RealLaptop]:
    """Have the laptop find ``url`` at its server's address; afterwards all must be as before.

    One entry is unsent. Nothing of it may be lost or sent twice, nothing applied, and when the
    server is back everything must go on by itself.
    """
    laptop.add("Entered far from home")
    kept = dict(laptop.keychain.kept)
    before = _facts(laptop)
    _move(laptop, url)
    yield laptop
    assert _facts(laptop) == before
    assert [each.state for each in laptop.suite.outbox.lines()] == ["pending"]
    assert laptop.keychain.kept == kept
    assert not laptop.profiles.is_wiped()
    _move(laptop, laptop.address)
    status = laptop.sync()
    assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)


def _move(laptop: RealLaptop, url: str) -> None:
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET server_url = ?", (url,))
    laptop.restart()


def _facts(laptop: RealLaptop) -> tuple[object, ...]:
    with laptop.profile.database.read() as cx:
        meta: Meta = read_meta(cx)
        copies = cx.exec_driver_sql("SELECT id, rev, base FROM prospect ORDER BY id").all()
    return (meta.cursor, meta.epoch, meta.device_id, meta.contact_at, copies)
