"""Access that comes and goes: what a new owner is given whole, and what an old one must drop.

An owner's change is a line of the log of its own, so that the feed stays gapless and tells it in
its place. Of several about one prospect only the last counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from companion.domain.people import Role
from companion.server.cursors import too_old
from companion.server.items import Item, to_item
from companion.server.permissions import SEES_ALL
from companion.server.tables import RECORD_TABLES, access_event
from companion.wire.messages import Verb
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.kept import Kept
    from companion.server.permissions import Actor

ALL = "all"
"""The kind of an event after which a person must begin anew: their role sees more, or less."""


class Access(NamedTuple):
    """Access given (``grant``), taken (``revoke``) or changed as a whole (``all``)."""

    user_id: str
    prospect_id: str | None
    kind: str


def access_changes(before: Kept | None, after: Kept) -> list[Access]:
    """Tell whose access an edit changed. A new record has nothing yet that anybody could miss."""
    if before is None:
        return []
    if after.entity == "user":
        roles = {Role(str(each.fields["role"])) in SEES_ALL for each in (before, after)}
        return [Access(after.id, None, ALL)] if len(roles) > 1 else []
    old, new = before.fields.get("owner_id"), after.fields.get("owner_id")
    if after.entity != "prospect" or old == new:
        return []
    sides = ((old, Verb.REVOKE), (new, Verb.GRANT))
    return [Access(str(who), after.id, verb.value) for who, verb in sides if who is not None]


def access_since(cx: Connection, actor: Actor, since: int) -> dict[int, Item]:
    """Return what changed in a person's access, by its number: the last about each prospect.

    Raises:
        ConflictError: ``too_old``; what they see changed as a whole.
    """
    events = access_event.c
    mine = events.org == actor.org, events.user_id == actor.user_id, events.seq > since
    last = select(func.max(events.seq)).where(*mine).group_by(events.prospect_id)
    query = select(access_event).where(events.org == actor.org, events.seq.in_(last))
    rows = cx.execute(query).all()
    if any(row.kind == ALL for row in rows):
        raise too_old()
    if actor.sees_all:
        return {}
    return {row.seq: _item(row) for row in rows}


def subtree(cx: Connection, org: str, grant: Item) -> list[Item]:
    """Return every record of a granted prospect, itself first, as puts at the grant's number."""
    items: list[Item] = []
    for entity, table in RECORD_TABLES.items():
        field = ENTITIES[entity].prospect_field
        if field is None:
            continue
        is_live = table.c.deleted_at.is_(None)
        rows = cx.execute(
            select(table).where(table.c.org == org, table.c[field] == grant.id, is_live)
        )
        items += [to_item(entity, row)._replace(seq=grant.seq) for row in rows]
    return items


def revoked_at(cx: Connection, org: str, user_id: str, prospect_id: str) -> datetime | None:
    """Return when a person's access to a prospect ended, or None if they never had any."""
    events = access_event.c
    mine = events.org == org, events.user_id == user_id, events.prospect_id == prospect_id
    query = select(events.at).where(*mine, events.kind == Verb.REVOKE.value)
    found: datetime | None = cx.scalar(query.order_by(events.seq.desc()).limit(1))
    return found


def _item(row: Any) -> Item:
    return Item(
        seq=row.seq, verb=Verb(row.kind), entity="prospect", id=row.prospect_id, rev=row.seq
    )
