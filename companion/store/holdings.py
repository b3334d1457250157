"""What this laptop holds of the server's records, to be compared with what it should hold.

Worked out from its own rows each time: a sum taken over from the server would agree with the
server whatever is here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from companion.store.projections import portions
from companion.store.tables import RECORD_TABLES, unknown_record
from companion.wire.digests import digest_of
from companion.wire.messages import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from companion.wire.messages import EntityDigest, PullItem

MOST_GONE = 50
SHARE_GONE = 0.2
"""A pull may take away this many records, or this share of them if that is more (sync.md 2)."""


def entities_differing(cx: Connection, told: Mapping[str, EntityDigest]) -> list[str]:
    """Return the entities of which the copies held here are not those that the server told."""
    return [entity for entity, digest in told.items() if _digest(cx, entity) != digest]


def count_taken(cx: Connection, items: Iterable[PullItem]) -> int:
    """Count the copies held here that a page of the feed says are gone."""
    gone: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.verb is Verb.GONE and item.entity in RECORD_TABLES:
            gone[item.entity].append(item.id)
    return sum(_count_held(cx, RECORD_TABLES[entity], ids) for entity, ids in gone.items())


def count_copies(cx: Connection) -> int:
    """Count every copy of a server's record that is held here."""
    counts = [
        select(func.count()).select_from(table).where(*_is_held(table)).scalar_subquery()
        for table in RECORD_TABLES.values()
    ]
    return sum(cx.execute(select(*counts)).one())


def is_too_many(taken: int, held: int) -> bool:
    """Tell whether a pull takes away more of what is ``held`` than people delete in a day."""
    return taken > max(MOST_GONE, held * SHARE_GONE)


def _digest(cx: Connection, entity: str) -> EntityDigest:
    table = RECORD_TABLES.get(entity)
    if table is None:
        mine = unknown_record.c.entity == entity, ~unknown_record.c.is_gone
        query = select(unknown_record.c.id, unknown_record.c.rev).where(*mine)
    else:
        query = select(table.c.id, table.c.rev).where(*_is_held(table))
    return digest_of((row.id, row.rev) for row in cx.execute(query))


def _count_held(cx: Connection, table: Table, ids: Sequence[str]) -> int:
    counted = select(func.count()).select_from(table).where(*_is_held(table))
    return sum(cx.scalar(counted.where(table.c.id.in_(some))) or 0 for some in portions(ids))


def _is_held(table: Table) -> tuple[ColumnElement[bool], ...]:
    """Return what a copy of a server has: at revision 0 are those that this program made."""
    return table.c.base.is_not(None), ~table.c.is_gone, table.c.rev > 0
