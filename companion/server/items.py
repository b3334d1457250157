"""Records on their way to a laptop: which ones its person may see, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select, true

from companion.server.kept import portions, row_fields
from companion.server.tables import RECORD_TABLES, prospect
from companion.wire.messages import PullItem, Verb
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from companion.server.permissions import Actor


def is_visible(entity: str, actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a person sees rows of an entity."""
    place = ENTITIES[entity].prospect_field
    if place is None or actor.sees_all:
        return true()
    if entity == "prospect":
        return prospect.c.owner_id == actor.user_id
    theirs = select(prospect.c.id).where(
        and_(prospect.c.org == actor.org, prospect.c.owner_id == actor.user_id)
    )
    # "IS true" keeps PostgreSQL from joining: it looks their prospects up once and then goes
    # through the others' records in order, where it would have looked for each one's prospect.
    return RECORD_TABLES[entity].c[place].in_(theirs).is_(True)


def read_items(
    cx: Connection, org: str, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], PullItem]:
    """Read records by entity and id, each at its newest state; tombstones are ``gone``."""
    ids: dict[str, list[str]] = {}
    for entity, record_id in keys:
        ids.setdefault(entity, []).append(record_id)
    found: dict[tuple[str, str], PullItem] = {}
    for entity, mine in ids.items():
        table = RECORD_TABLES[entity]
        for some in portions(mine):
            rows = cx.execute(select(table).where(table.c.org == org, table.c.id.in_(some)))
            found.update(((entity, row["id"]), to_item(entity, row)) for row in rows.mappings())
    return found


def to_item(entity: str, row: RowMapping) -> PullItem:
    """Turn a row of an entity's table into what a laptop is told."""
    is_live = row["deleted_at"] is None
    return PullItem.model_construct(
        seq=row["rev"],
        verb=Verb.PUT if is_live else Verb.GONE,
        entity=entity,
        id=row["id"],
        rev=row["rev"],
        data=row_fields(entity, row) | row["extra"] if is_live else {},
    )
