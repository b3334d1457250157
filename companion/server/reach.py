"""How far what marketing publishes has come: which laptops have it, by how far each has read.

A laptop names its place in the log whenever it asks for more, and it names only what it has kept.
The server notes it now and then, and at once when something of marketing lies on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, or_, select

from companion.domain.errors import ConflictError
from companion.domain.people import DeviceState
from companion.server.cursors import read_cursor
from companion.server.tables import (
    answer,
    decision,
    device,
    erased_record,
    org_sync,
    promise_version,
    proposal,
    user,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.cursors import Cursor
    from companion.server.tokens import Laptop


class LaptopPlace(NamedTuple):
    """A laptop in use: whose it is, the number of the log it has read up to, when it was here."""

    user_id: str
    user_name: str
    seq: int
    last_seen: datetime | None


class Reach(NamedTuple):
    """On how many laptops something is, and how many do not have it yet."""

    have: int
    missing: int

    @property
    def all(self) -> int:
        """Return how many laptops are in use."""
        return self.have + self.missing


PUBLISHED = (answer, promise_version, decision, proposal)
"""What marketing publishes, and wants to know the reach of."""


def brought_news(cx: Connection, laptop: Laptop, presented: Cursor) -> bool:
    """Tell whether a laptop has kept something whose reach is shown since its place was noted."""
    org = laptop.actor.org
    noted = _seq(laptop.last_cursor, presented.epoch)
    if presented.seq <= noted:
        return False
    ways = [
        exists().where(table.c.org == org, number > noted, number <= presented.seq)
        for table, number in (
            *((table, table.c.rev) for table in PUBLISHED),
            (erased_record, erased_record.c.seq),
        )
    ]
    return bool(cx.scalar(select(or_(*ways))))


def laptop_places(cx: Connection, org: str) -> list[LaptopPlace]:
    """Return every laptop that fetches: revoked and draining ones and those of leavers do not."""
    epoch = cx.execute(select(org_sync.c.epoch).where(org_sync.c.org == org)).scalar_one()
    query = (
        select(user.c.id, user.c.name, device.c.last_cursor, device.c.last_seen)
        .join(user, (user.c.org == device.c.org) & (user.c.id == device.c.user_id))
        .where(device.c.org == org, device.c.state == DeviceState.ACTIVE.value)
        .where(user.c.is_active, user.c.deleted_at.is_(None))
        .order_by(user.c.name, device.c.id)
    )
    return [
        LaptopPlace(row.id, row.name, _seq(row.last_cursor, epoch), row.last_seen)
        for row in cx.execute(query)
    ]


def reach_of(places: Sequence[LaptopPlace], rev: int) -> Reach:
    """Count on which of these laptops a record of this revision has arrived."""
    have = sum(each.seq >= rev for each in places)
    return Reach(have, len(places) - have)


def people_reached(places: Iterable[LaptopPlace], rev: int) -> frozenset[str]:
    """Return the ids of the people who have a record of this revision on a laptop of theirs."""
    return frozenset(each.user_id for each in places if each.seq >= rev)


def _seq(last_cursor: str | None, epoch: str) -> int:
    """Return a place in this epoch; in one before a restore a laptop has nothing for certain."""
    try:
        cursor = read_cursor(last_cursor or "")
    except ConflictError:
        return 0
    return cursor.seq if cursor and cursor.epoch == epoch else 0
