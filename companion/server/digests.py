"""What a laptop must have by now, in one line per entity, read in the snapshot of its last page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from companion.server.items import is_visible
from companion.server.tables import RECORD_TABLES
from companion.wire.digests import digest_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.permissions import Actor
    from companion.wire.messages import EntityDigest


def visible_digests(cx: Connection, actor: Actor) -> dict[str, EntityDigest]:
    """Return, by entity, the digest of the records a person may see and that are not deleted."""
    return {entity: _digest(cx, actor, entity) for entity in RECORD_TABLES}


def _digest(cx: Connection, actor: Actor, entity: str) -> EntityDigest:
    table = RECORD_TABLES[entity]
    mine = table.c.org == actor.org, table.c.deleted_at.is_(None), is_visible(entity, actor)
    return digest_of(
        (row.id, row.rev) for row in cx.execute(select(table.c.id, table.c.rev).where(*mine))
    )
