"""The feed laptops pull: every record at its newest state, in the order of its last change.

Everything for one answer is read in one snapshot: two would lose what is committed in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import literal, select, union_all

from companion.server.cursors import Cursor, check_cursor, check_floor, cursor_at
from companion.server.items import is_visible, read_items
from companion.server.tables import RECORD_TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from companion.server.permissions import Actor
    from companion.wire.messages import PullItem


class Page(NamedTuple):
    """One answer of the feed. ``cursor`` is the last number scanned, seen or hidden."""

    items: tuple[PullItem, ...]
    cursor: Cursor
    has_more: bool


def read_page(cx: Connection, actor: Actor, cursor: Cursor | None, limit: int) -> Page:
    """Read the next page for a person; ``cx`` must be one snapshot.

    Raises:
        ConflictError: ``resync`` or ``too_old``.
    """
    newest = check_cursor(cx, actor.org, cursor)
    check_floor(cx, actor.org, cursor)
    since = cursor.seq if cursor else 0
    if since == newest.seq:
        return Page((), newest, has_more=False)
    keys = cx.execute(_keys(actor, since, limit + 1)).all()
    has_more = len(keys) > limit
    found = read_items(cx, actor.org, [(key.entity, key.id) for key in keys[:limit]])
    items = tuple(sorted(found.values(), key=lambda item: item.seq))
    reached = cursor_at(cx, actor.org, newest, items[-1].seq) if has_more else newest
    return Page(items, reached, has_more)


def _keys(actor: Actor, since: int, limit: int) -> Select[Any]:
    """Name the next records by revision: each is there once, at its newest state."""
    parts = [select(_firsts(entity, actor, since, limit).subquery()) for entity in RECORD_TABLES]
    keys = union_all(*parts).subquery()
    return select(keys).order_by(keys.c.rev).limit(limit)


def _firsts(entity: str, actor: Actor, since: int, limit: int) -> Select[Any]:
    table = RECORD_TABLES[entity]
    return (
        select(table.c.rev, table.c.id, literal(entity).label("entity"))
        .where(table.c.org == actor.org, table.c.rev > since, is_visible(entity, actor))
        .order_by(table.c.rev)
        .limit(limit)
    )
