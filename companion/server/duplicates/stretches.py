"""A merge in the feed: whole on one page, so that no laptop ever sees half of it.

A page never ends inside the stretch of numbers that a merge took. And what it moved but somebody
has changed since stands further on in the feed; it comes along here already, at its newest state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.server.duplicate_tables import merge_stretch, merged_record, prospect_merge
from companion.server.items import Item, is_visible, to_item
from companion.server.kept import portions
from companion.server.record_tables import prospect
from companion.server.tables import RECORD_TABLES
from companion.wire.messages import MERGED_INTO, Verb

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from companion.server.permissions import Actor


def end_of_stretch(cx: Connection, org: str, seq: int) -> int:
    """Return the last number of the merge that a number lies in; the number itself if in none."""
    columns = merge_stretch.c
    mine = columns.org == org, columns.first_seq <= seq, columns.last_seq > seq
    return cx.scalar(select(columns.last_seq).where(*mine)) or seq


def moved_along(
    cx: Connection, actor: Actor, since: int, until: int, present: Collection[tuple[str, str]]
) -> list[Item]:
    """Return what belongs to the merges between two numbers and is not on the page by itself."""
    stretch, merge = merge_stretch.c, prospect_merge.c
    query = (
        select(stretch.last_seq, merge.id, merge.survivor_id, merge.gone_id, merge.undone_at)
        .join(prospect_merge, (merge.org == stretch.org) & (merge.id == stretch.merge_id))
        .where(stretch.org == actor.org, stretch.last_seq > since, stretch.last_seq <= until)
    )
    items: dict[tuple[str, str], Item] = {}
    for row in cx.execute(query.order_by(stretch.last_seq)).all():
        for item in _items(cx, actor, row, until):
            if (item.entity, item.id) not in present:
                items[item.entity, item.id] = item
    return list(items.values())


def merged_after_id(cx: Connection, actor: Actor, since_id: str, limit: int) -> list[Item]:
    """Return who became somebody else, by id, of those that were this person's to see."""
    merge, mine = prospect_merge.c, prospect.c.org == actor.org
    query = (
        select(prospect.c.id, prospect.c.rev, merge.survivor_id)
        .join(prospect_merge, (merge.org == prospect.c.org) & (merge.gone_id == prospect.c.id))
        .where(mine, prospect.c.id > since_id, prospect.c.deleted_at.is_not(None))
        .where(merge.undone_at.is_(None), is_visible("prospect", actor))
    )
    return [
        Item(
            seq=row.rev,
            verb=Verb.GONE,
            entity="prospect",
            id=row.id,
            rev=row.rev,
            data={MERGED_INTO: row.survivor_id},
        )
        for row in cx.execute(query.order_by(prospect.c.id).limit(limit))
    ]


def naming_successors(cx: Connection, org: str, items: list[Item]) -> list[Item]:
    """Return items in which a prospect that is gone names who they became, if they became one.

    A call that is being written for them right now is then saved for who they are.
    """
    gone = [e.id for e in items if (e.entity, e.verb) == ("prospect", Verb.GONE)]
    if not gone:
        return items
    merge = prospect_merge.c
    mine = merge.org == org, merge.gone_id.in_(gone), merge.undone_at.is_(None)
    query = select(merge.gone_id, merge.survivor_id).where(*mine).order_by(merge.merged_at)
    became = {row.gone_id: row.survivor_id for row in cx.execute(query)}
    return [
        item._replace(data={MERGED_INTO: became[item.id]})
        if (item.entity, item.verb) == ("prospect", Verb.GONE) and item.id in became
        else item
        for item in items
    ]


def _items(cx: Connection, actor: Actor, merge: Any, until: int) -> Iterator[Item]:
    columns = merged_record.c
    mine = columns.org == actor.org, columns.merge_id == merge.id
    ids: dict[str, list[str]] = {"prospect": [merge.survivor_id, merge.gone_id]}
    for row in cx.execute(select(columns.entity, columns.record_id).where(*mine)):
        ids.setdefault(row.entity, []).append(row.record_id)
    is_theirs = merge.undone_at is not None and _sees(cx, actor, merge.survivor_id)
    for entity, wanted in ids.items():
        for some in portions(wanted):
            yield from _newer(cx, actor, entity, some, until, merge.last_seq)
            if is_theirs and entity != "prospect":
                yield from _taken_back(cx, actor, entity, some, merge.last_seq)


def _newer(
    cx: Connection, actor: Actor, entity: str, ids: list[str], until: int, seq: int
) -> Iterator[Item]:
    """Yield the records that were changed after the page, as they are now."""
    table = RECORD_TABLES[entity]
    mine = table.c.org == actor.org, table.c.id.in_(ids), table.c.rev > until
    rows = cx.execute(select(table).where(*mine, is_visible(entity, actor)))
    for row in rows:
        yield to_item(entity, row)._replace(seq=seq)


def _taken_back(
    cx: Connection, actor: Actor, entity: str, ids: list[str], seq: int
) -> Iterator[Item]:
    """Yield that records are gone for whoever keeps the survivor: they moved back out of sight.

    One number below their own, so that access to them later brings them all the same.
    """
    table = RECORD_TABLES[entity]
    mine = table.c.org == actor.org, table.c.id.in_(ids)
    rows = cx.execute(select(table.c.id, table.c.rev).where(*mine, ~is_visible(entity, actor)))
    for row in rows:
        yield Item(seq=seq, verb=Verb.GONE, entity=entity, id=row.id, rev=row.rev - 1)


def _sees(cx: Connection, actor: Actor, prospect_id: str) -> bool:
    mine = prospect.c.org == actor.org, prospect.c.id == prospect_id
    query = select(prospect.c.id).where(*mine, is_visible("prospect", actor))
    return cx.execute(query).first() is not None
