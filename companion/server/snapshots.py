"""A snapshot: everything a person may see, page by page, for a laptop that must begin anew.

The first page names the number the log had reached (``as_of``); a pull from there brings what
changed while the pages were read. Nothing is kept here between two pages: each says where the
next one begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from companion.domain.errors import ConflictError
from companion.domain.ids import is_record_id
from companion.server.cursors import Cursor, check_cursor, place_of, read_cursor, resync
from companion.server.doubles import doubles_between
from companion.server.duplicates.stretches import merged_after_id
from companion.server.items import Item, is_visible, to_item
from companion.server.rights.erased import erased_after_id
from companion.server.tables import RECORD_TABLES, org_sync
from companion.wire.messages import Doubled, Verb

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from companion.server.permissions import Actor

_ERASED = "erased"
"""After the records come those who were erased: a laptop may have kept more of them than copies."""

_MERGED = "merged"
"""Then those who became somebody else: a call with one of them may lie half written on a laptop."""


class SnapshotPage(NamedTuple):
    """One page, as ``messages.Snapshot`` has it."""

    items: tuple[Item, ...]
    as_of: str
    after: str
    more: bool
    epoch: str
    began: int
    reached: int
    doubles: tuple[Doubled, ...]


def read_snapshot(
    cx: Connection, actor: Actor, after: str, as_of: str, limit: int, since: str = ""
) -> SnapshotPage:
    """Read the page that follows ``after``; empty ``after`` and ``as_of`` begin a snapshot.

    ``since`` is the cursor of the last pull, from which nobody told the laptop of its doubles.

    Raises:
        ConflictError: ``resync``; the log is not the one the snapshot was begun on.
    """
    asked = read_cursor(as_of)
    newest = check_cursor(cx, actor.org, asked)
    items = _items(cx, actor, after, limit + 1)
    has_more = len(items) > limit
    items = items[:limit]
    row = cx.execute(select(org_sync.c.began).where(org_sync.c.org == actor.org)).one()
    return SnapshotPage(
        items=tuple(items),
        as_of=as_of or str(newest),
        after=_place_after(items[-1]) if items else after,
        more=has_more,
        epoch=newest.epoch,
        began=row.began,
        reached=(asked or newest).seq,
        doubles=() if has_more else _doubles(cx, actor, since, row.began, asked or newest),
    )


def _doubles(
    cx: Connection, actor: Actor, since: str, began: int, until: Cursor
) -> tuple[Doubled, ...]:
    """Return the doubles that pulls from ``since`` on would have told.

    A cursor of before a restore still has its place in this log if the backup was newer than it;
    else the laptop had read all that the backup holds.
    """
    told = _place_of(cx, actor, since)
    return doubles_between(cx, actor, began if told is None else told, until.seq)


def _place_of(cx: Connection, actor: Actor, since: str) -> int | None:
    try:
        cursor = read_cursor(since)
    except ConflictError:
        return None
    return 0 if cursor is None else place_of(cx, actor.org, cursor)


def _place_after(last: Item) -> str:
    parts = {Verb.ERASE: _ERASED, Verb.GONE: _MERGED}
    return f"{parts.get(last.verb, last.entity)}.{last.id}"


def _items(cx: Connection, actor: Actor, after: str, count: int) -> list[Item]:
    entity, _, record_id = after.partition(".")
    names = [*RECORD_TABLES, _ERASED, _MERGED]
    if after and (entity not in names or not is_record_id(record_id)):
        raise resync()
    found: list[Item] = []
    for name in names[names.index(entity) if entity else 0 :]:
        since = record_id if name == entity else ""
        left = count - len(found)
        if name == _ERASED:
            found += erased_after_id(cx, actor.org, since, left)
        elif name == _MERGED:
            found += merged_after_id(cx, actor, since, left)
        else:
            rows = cx.execute(_rows(name, actor, since, left))
            found += [to_item(name, row) for row in rows]
        if len(found) == count:
            break
    return found


def _rows(entity: str, actor: Actor, since: str, count: int) -> Select[Any]:
    table = RECORD_TABLES[entity]
    mine = table.c.org == actor.org, table.c.id > since, table.c.deleted_at.is_(None)
    return select(table).where(*mine, is_visible(entity, actor)).order_by(table.c.id).limit(count)
