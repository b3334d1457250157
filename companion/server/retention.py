"""Retention: how far back the feed goes. The log itself is kept for audit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from companion.server.tables import change_log, org_sync
from companion.wire.messages import RETENTION_DAYS

RECOVERY = timedelta(days=35)
"""As long as laptops keep what they sent."""

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def raise_floors(cx: Connection, now: datetime) -> None:
    """Let the feed of each organisation begin where its changes are not older than retention."""
    oldest = now - timedelta(days=RETENTION_DAYS)
    for org, floor, seq in cx.execute(select(org_sync.c.org, org_sync.c.floor, org_sync.c.seq)):
        wanted = last_before(cx, org, floor, seq, oldest)
        if wanted > floor:
            cx.execute(update(org_sync).where(org_sync.c.org == org).values(floor=wanted))


def is_recovering(cx: Connection, org: str, now: datetime) -> bool:
    """Tell whether laptops may still bring back what a restored backup lacks."""
    renewed_at = cx.scalar(select(org_sync.c.renewed_at).where(org_sync.c.org == org))
    return renewed_at is not None and now - renewed_at < RECOVERY


def last_before(cx: Connection, org: str, low: int, high: int, moment: datetime) -> int:
    """Find the last number from ``low`` on that was received before a moment, else ``low``.

    The log is gapless and in order of time.
    """
    while low < high:
        middle = (low + high + 1) // 2
        mine = change_log.c.org == org, change_log.c.seq == middle
        if cx.execute(select(change_log.c.received_at).where(*mine)).scalar_one() < moment:
            low = middle
        else:
            high = middle - 1
    return low
