"""How long a window may stay open when the server was not reached."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def time_to_lock(
    contact_at: datetime, latest_at: datetime | None, now: datetime, days: int
) -> timedelta:
    """Return how long it is until the window locks, negative when it is locked.

    A clock that was set back must not put the lock off: ``latest_at`` is the latest it showed.
    """
    return contact_at + timedelta(days=days) - max(now, latest_at or now)
