"""The feed laptops pull: every record at its newest state, in the order of its last change.

Everything for one answer is read in one snapshot: two would lose what is committed in between.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, literal, null, select, union_all

from companion.server.access import access_since, subtree
from companion.server.cursors import Cursor, check_cursor, check_floor, cursor_at
from companion.server.digests import visible_digests
from companion.server.doubles import doubles_between
from companion.server.duplicates.stretches import (
    end_of_stretch,
    moved_along,
    naming_successors,
)
from companion.server.items import Item, is_visible, read_items
from companion.server.metrics import PULLED_ITEMS
from companion.server.rights.erased import erased_since
from companion.server.tables import RECORD_TABLES, change_log
from companion.wire.messages import Doubled, EntityDigest, Run, Verb
from companion.wire.runs import runs_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Subquery

    from companion.server.permissions import Actor

_MOST_SETTLED = 10_000
"""So many of one's own changes end a page that has nothing else in it."""

_Key = tuple[str, str]


class Page(NamedTuple):
    """One answer of the feed. ``cursor`` is the last number scanned, seen or hidden.

    ``ahead`` is how many numbers the log has after it, hidden ones too: counting what a person may
    see would cost more than the page.
    """

    items: tuple[Item, ...]
    cursor: Cursor
    has_more: bool
    ahead: int = 0
    doubles: tuple[Doubled, ...] = ()
    digest: dict[str, EntityDigest] | None = None
    runs: tuple[Run, ...] = ()


def read_page(
    cx: Connection,
    actor: Actor,
    cursor: Cursor | None,
    limit: int,
    *,
    with_digest: bool = False,
    is_brief: bool = False,
) -> Page:
    """Read the next page for a person; ``cx`` must be one snapshot.

    The last page has the digest of all that they may see, if it is wanted. A brief page tells in
    runs what the person's own laptop changed last: the answers to its pushes told it already. One
    that begins at the beginning may have lost them, and is told everything.

    Raises:
        ConflictError: ``resync`` or ``too_old``.
    """
    page = _read_page(cx, actor, cursor, limit, is_brief=is_brief and cursor is not None)
    PULLED_ITEMS.observe(len(page.items))
    if page.has_more or not with_digest:
        return page
    return page._replace(digest=visible_digests(cx, actor))


class _Ahead(NamedTuple):
    """What was changed after a cursor: other's ``keys`` and one's own ``settled``, by number.

    Nothing beyond ``until`` was looked at.
    """

    keys: dict[int, _Key]
    settled: dict[int, str]
    until: int


def _read_page(
    cx: Connection, actor: Actor, cursor: Cursor | None, limit: int, *, is_brief: bool
) -> Page:
    newest = check_cursor(cx, actor.org, cursor)
    check_floor(cx, actor.org, cursor)
    since = cursor.seq if cursor else 0
    if since == newest.seq:
        return Page((), newest, has_more=False)
    access = access_since(cx, actor, since) if cursor else {}
    erased = erased_since(cx, actor.org, since, limit + 1)
    ahead = _look_ahead(cx, actor, since, limit, newest.seq, is_brief=is_brief)
    keys, settled = ahead.keys, ahead.settled
    seqs = sorted(seq for seq in {*keys, *settled, *access, *erased} if seq <= ahead.until)
    told = [seq for seq in seqs if seq not in settled][:limit]
    found = read_items(cx, actor.org, [keys[seq] for seq in told if seq in keys])
    items: list[Item] = []
    taken = 0
    for seq in seqs:
        if len(items) >= limit:
            break
        if seq in erased:
            items.append(erased[seq])
        elif seq not in settled:
            items += _at(cx, actor, access[seq]) if seq in access else [found[keys[seq]]]
        taken += 1
    last = seqs[taken - 1] if taken < len(seqs) else ahead.until
    reached, has_more = newest, last < newest.seq
    if has_more:
        end = end_of_stretch(cx, actor.org, last)
        items += _rest(cx, actor, access, last, end)
        reached = cursor_at(cx, actor.org, newest, end)
        has_more = end < newest.seq
    present = {(each.entity, each.id) for each in items}
    items += moved_along(cx, actor, since, reached.seq, present)
    items = naming_successors(cx, actor.org, items)
    doubles = doubles_between(cx, actor, since, reached.seq)
    runs = runs_of((seq, settled[seq]) for seq in seqs[:taken] if seq in settled)
    return Page(
        tuple(items), reached, has_more, newest.seq - reached.seq, doubles, digest=None, runs=runs
    )


def _look_ahead(
    cx: Connection, actor: Actor, since: int, limit: int, newest: int, *, is_brief: bool
) -> _Ahead:
    """Look for more records than a page of ``limit`` takes; one's own in runs do not fill it."""
    ahead = _Ahead({}, {}, newest)
    query = (_keys_and_whose if is_brief else _keys)(sees_all=actor.sees_all)
    while True:
        rows = cx.execute(query, _asked(actor, since, limit + 1)).all()
        for row in rows:
            if (change_id := row.change_id) is not None:
                ahead.settled[row.rev] = change_id
            else:
                ahead.keys[row.rev] = row.entity, row.id
        if len(rows) <= limit or len(ahead.keys) > limit:
            return ahead
        since = rows[-1].rev
        if len(ahead.settled) >= _MOST_SETTLED:
            return ahead._replace(until=since)


def _rest(
    cx: Connection, actor: Actor, access: dict[int, Item], after: int, end: int
) -> list[Item]:
    """Return what stands between a page's end and the end of the merge that lies across it."""
    if end == after:
        return []
    asked = _asked(actor, after, end - after)
    found = cx.execute(_keys(sees_all=actor.sees_all), asked).all()
    keys = {key.rev: (key.entity, key.id) for key in found if key.rev <= end}
    seqs = sorted({*keys, *(seq for seq in access if after < seq <= end)})
    read = read_items(cx, actor.org, keys.values())
    return [
        item
        for seq in seqs
        for item in (_at(cx, actor, access[seq]) if seq in access else [read[keys[seq]]])
    ]


def _at(cx: Connection, actor: Actor, access: Item) -> list[Item]:
    """Return an access item and, if it gives access, all it gives access to."""
    if access.verb is Verb.REVOKE:
        return [access]
    return [access, *subtree(cx, actor.org, access)]


class _Asker(NamedTuple):
    """Stands for whoever asks in statements that are the same for all who see as much."""

    sees_all: bool
    org: Any = bindparam("org")
    user_id: Any = bindparam("user_id")
    device_id: Any = bindparam("device_id")


@cache
def _keys(*, sees_all: bool) -> Select[Any]:
    """Name the next records by revision: each is there once, at its newest state."""
    keys = _newest(_Asker(sees_all))
    nobody = null().label("change_id")
    return select(keys, nobody).order_by(keys.c.rev).limit(bindparam("limit"))


@cache
def _keys_and_whose(*, sees_all: bool) -> Select[Any]:
    """Do the same, with the change that wrote this state where it was this laptop's own."""
    asker, line = _Asker(sees_all), change_log.c
    keys = _newest(asker)
    is_own = and_(
        line.org == asker.org,
        line.seq == keys.c.rev,
        line.entity_id == keys.c.id,
        line.device_id == asker.device_id,
    )
    query = select(keys, line.change_id).outerjoin_from(keys, change_log, is_own)
    return query.order_by(keys.c.rev).limit(bindparam("limit"))


def _newest(asker: _Asker) -> Subquery:
    parts = [select(_firsts(entity, asker).subquery()) for entity in RECORD_TABLES]
    return union_all(*parts).subquery()


def _firsts(entity: str, asker: _Asker) -> Select[Any]:
    table = RECORD_TABLES[entity]
    mine = table.c.org == asker.org, table.c.rev > bindparam("since"), is_visible(entity, asker)
    return (
        select(table.c.rev, table.c.id, literal(entity).label("entity"))
        .where(*mine)
        .order_by(table.c.rev)
        .limit(bindparam("limit"))
    )


def _asked(actor: Actor, since: int, limit: int) -> dict[str, Any]:
    who = {"org": actor.org, "user_id": actor.user_id, "device_id": actor.device_id}
    return {**who, "since": since, "limit": limit}
