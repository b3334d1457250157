"""The records that are one person's: the prospect and all that hangs on them, by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from companion.server.kept import portions
from companion.server.tables import RECORD_TABLES, prospect_merge
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

PERSONAL: Mapping[str, str] = {
    each.name: each.prospect_field for each in ENTITIES.values() if each.prospect_field is not None
}
"""The field that ties each entity to its prospect, parents before children."""


def with_merged(cx: Connection, org: str, prospect_ids: Sequence[str]) -> list[str]:
    """Return these prospects, all who were merged into them, and whom they became part of.

    They are the same people: what was kept of one stands in the fields of the other.
    """
    found = list(dict.fromkeys(prospect_ids))
    merges = prospect_merge.c
    query = select(merges.survivor_id, merges.gone_id)
    query = query.where(merges.org == org, merges.undone_at.is_(None))
    fresh = found
    while fresh:
        beside = [
            each
            for some in portions(fresh)
            for row in cx.execute(
                query.where(or_(merges.survivor_id.in_(some), merges.gone_id.in_(some)))
            )
            for each in row
        ]
        fresh = [each for each in dict.fromkeys(beside) if each not in found]
        found += fresh
    return found


def ids_of(cx: Connection, org: str, prospect_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of every record of these prospects by entity, deleted ones too."""
    found: dict[str, list[str]] = {}
    for entity, field in PERSONAL.items():
        table = RECORD_TABLES[entity]
        found[entity] = [
            each
            for some in portions(prospect_ids)
            for each in cx.scalars(
                select(table.c.id).where(table.c.org == org, table.c[field].in_(some))
            )
        ]
    return found
