"""The feed laptops pull: every record at its newest state, in the order of its last change.

Everything for one answer is read in one snapshot: two would lose what is committed in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import literal, select, union_all

from companion.server.access import access_since, subtree
from companion.server.cursors import Cursor, check_cursor, check_floor, cursor_at
from companion.server.digests import visible_digests
from companion.server.doubles import doubles_between
from companion.server.duplicates.stretches import (
    end_of_stretch,
    moved_along,
    naming_successors,
)
from companion.server.items import is_visible, read_items
from companion.server.metrics import PULLED_ITEMS
from companion.server.rights.erased import erased_since
from companion.server.tables import RECORD_TABLES
from companion.wire.messages import Doubled, EntityDigest, PullItem, Verb

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from companion.server.permissions import Actor


class Page(NamedTuple):
    """One answer of the feed. ``cursor`` is the last number scanned, seen or hidden.

    ``ahead`` is how many numbers the log has after it, hidden ones too: counting what a person may
    see would cost more than the page.
    """

    items: tuple[PullItem, ...]
    cursor: Cursor
    has_more: bool
    ahead: int = 0
    doubles: tuple[Doubled, ...] = ()
    digest: dict[str, EntityDigest] | None = None


def read_page(
    cx: Connection, actor: Actor, cursor: Cursor | None, limit: int, *, with_digest: bool = False
) -> Page:
    """Read the next page for a person; ``cx`` must be one snapshot.

    The last page has the digest of all that they may see, if it is wanted.

    Raises:
        ConflictError: ``resync`` or ``too_old``.
    """
    page = _read_page(cx, actor, cursor, limit)
    PULLED_ITEMS.observe(len(page.items))
    if page.has_more or not with_digest:
        return page
    return page._replace(digest=visible_digests(cx, actor))


def _read_page(cx: Connection, actor: Actor, cursor: Cursor | None, limit: int) -> Page:
    newest = check_cursor(cx, actor.org, cursor)
    check_floor(cx, actor.org, cursor)
    since = cursor.seq if cursor else 0
    if since == newest.seq:
        return Page((), newest, has_more=False)
    access = access_since(cx, actor, since) if cursor else {}
    erased = erased_since(cx, actor.org, since, limit + 1)
    keys = {key.rev: (key.entity, key.id) for key in cx.execute(_keys(actor, since, limit + 1))}
    seqs = sorted({*keys, *access, *erased})
    found = read_items(cx, actor.org, [keys[seq] for seq in seqs[:limit] if seq in keys])
    items: list[PullItem] = []
    taken = 0
    for seq in seqs[:limit]:
        if len(items) >= limit:
            break
        if seq in erased:
            items.append(erased[seq])
        else:
            items += _at(cx, actor, access[seq]) if seq in access else [found[keys[seq]]]
        taken += 1
    has_more = taken < len(seqs)
    reached = newest
    if has_more:
        end = end_of_stretch(cx, actor.org, seqs[taken - 1])
        items += _rest(cx, actor, access, seqs[taken - 1], end)
        reached = cursor_at(cx, actor.org, newest, end)
        has_more = end < newest.seq
    present = {(each.entity, each.id) for each in items}
    items += moved_along(cx, actor, since, reached.seq, present)
    items = naming_successors(cx, actor.org, items)
    doubles = doubles_between(cx, actor, since, reached.seq)
    return Page(tuple(items), reached, has_more, newest.seq - reached.seq, doubles)


def _rest(
    cx: Connection, actor: Actor, access: dict[int, PullItem], after: int, end: int
) -> list[PullItem]:
    """Return what stands between a page's end and the end of the merge that lies across it."""
    if end == after:
        return []
    found = cx.execute(_keys(actor, after, end - after)).all()
    keys = {key.rev: (key.entity, key.id) for key in found if key.rev <= end}
    seqs = sorted({*keys, *(seq for seq in access if after < seq <= end)})
    read = read_items(cx, actor.org, keys.values())
    return [
        item
        for seq in seqs
        for item in (_at(cx, actor, access[seq]) if seq in access else [read[keys[seq]]])
    ]


def _at(cx: Connection, actor: Actor, access: PullItem) -> list[PullItem]:
    """Return an access item and, if it gives access, all it gives access to."""
    if access.verb is Verb.REVOKE:
        return [access]
    return [access, *subtree(cx, actor.org, access)]


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
