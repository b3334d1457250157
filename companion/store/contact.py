"""When the server answered last: what locks the window of a laptop that never comes back.

A clock that was set back must not put the lock off, so the latest time it ever showed counts; a
contact clears that, because a clock that was set ahead must not lock for ever.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain.contacts import time_to_lock
from companion.store.meta import write_meta

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.store.meta import Meta

CLOCK_WRONG = timedelta(minutes=5)
"""How far a laptop's clock may be off before its dates are marked."""

_NOTED_EVERY = timedelta(hours=1)
_CLOCK_MOVED = 30.0


def note_contact(cx: Connection, now: datetime, server_time: datetime | None = None) -> None:
    """Note that the server answered, and by how much the clocks differ if it told its time."""
    off = {} if server_time is None else {"clock_off": round((server_time - now).total_seconds())}
    write_meta(cx, contact_at=now, latest_at=now, **off)


def is_noted(meta: Meta, now: datetime, server_time: datetime | None) -> bool:
    """Tell whether a contact now would add nothing: one was noted within the hour, with this clock.

    A laptop that nobody touches asks once a minute, and its disk could never rest otherwise.
    """
    noted = (meta.contact_at, meta.latest_at)
    if not all(at is not None and timedelta() <= now - at < _NOTED_EVERY for at in noted):
        return False
    off = meta.clock_off if server_time is None else (server_time - now).total_seconds()
    return abs(off - meta.clock_off) < _CLOCK_MOVED


def note_time(cx: Connection, meta: Meta, now: datetime) -> None:
    """Note how late it has become, once an hour at most."""
    if meta.latest_at is None or now - meta.latest_at >= _NOTED_EVERY:
        write_meta(cx, latest_at=now)


def locks_in(meta: Meta, now: datetime, days_for: Callable[[int], int] = int) -> timedelta | None:
    """Return how long the window may stay open without a contact, negative when it is locked.

    ``days_for`` returns after how many days to lock, given what the server asked for. None: it
    never locks, because the profile has no server or nobody asks for a lock.
    """
    days = days_for(meta.lock_after_days)
    if meta.server_url is None or not days or meta.contact_at is None:
        return None
    return time_to_lock(meta.contact_at, meta.latest_at, now, days)


def clock_wrong_by(meta: Meta) -> timedelta:
    """Return how far the laptop's clock is ahead of the server's, nothing if that is little."""
    off = timedelta(seconds=-meta.clock_off)
    return off if abs(off) > CLOCK_WRONG else timedelta()
