"""The records that are one person's: the prospect and all that hangs on them, by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

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
    """Return these prospects and all who were merged into them: they are the same people."""
    found = list(dict.fromkeys(prospect_ids))
    merges = prospect_merge.c
    fresh = found
    while fresh:
        query = select(merges.gone_id).where(merges.org == org, merges.undone_at.is_(None))
        into = [
            each
            for some in portions(fresh)
            for each in cx.scalars(query.where(merges.survivor_id.in_(some)))
        ]
        fresh = [each for each in dict.fromkeys(into) if each not in found]
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
