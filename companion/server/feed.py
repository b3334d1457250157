"""The feed laptops pull: every record at its newest state, in the order of its last change.

Everything for one answer is read in one snapshot: two would lose what is committed in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, literal, select, true, union_all

from companion.domain.errors import ConflictError
from companion.server.kept import row_fields
from companion.server.tables import RECORD_TABLES, change_log, org_sync, prospect
from companion.wire.messages import PullItem, Verb
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

    from companion.server.permissions import Actor

NOTHING_YET = "-"
"""Stands for the change id in a cursor before the first change."""

_LONGEST_NUMBER = 18


class Cursor(NamedTuple):
    """How far a laptop has read: ``epoch.seq.change_id``, opaque to it, verified here."""

    epoch: str
    seq: int
    change_id: str

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}.{self.change_id}"


class Page(NamedTuple):
    """One answer of the feed. ``cursor`` is the last number scanned, seen or hidden."""

    items: tuple[PullItem, ...]
    cursor: Cursor
    has_more: bool


def read_cursor(text: str) -> Cursor | None:
    """Read a cursor; empty means from the beginning.

    Raises:
        ConflictError: ``resync``; it is none of ours.
    """
    if not text:
        return None
    parts = text.split(".")
    is_whole = len(parts) == len(Cursor._fields) and parts[1].isascii() and parts[1].isdecimal()
    if not is_whole or len(parts[1]) > _LONGEST_NUMBER:
        raise resync()
    return Cursor(parts[0], int(parts[1]), parts[2])


def check_cursor(cx: Connection, org: str, cursor: Cursor | None) -> Cursor:
    """Check a cursor against the log and return where the log is now.

    Raises:
        ConflictError: ``resync``; the cursor is of another epoch, of the future, or of a log
            that was replaced by a backup.
    """
    seq, epoch = cx.execute(
        select(org_sync.c.seq, org_sync.c.epoch).where(org_sync.c.org == org)
    ).one()
    asked = {seq} if cursor is None else {seq, cursor.seq}
    rows = cx.execute(
        select(change_log.c.seq, change_log.c.change_id).where(
            change_log.c.org == org, change_log.c.seq.in_(asked)
        )
    )
    ids = {0: NOTHING_YET} | {row.seq: row.change_id for row in rows}
    if cursor is not None:
        is_ours = cursor.epoch == epoch and cursor.seq <= seq
        if not is_ours or ids.get(cursor.seq) != cursor.change_id:
            raise resync()
    return Cursor(epoch, seq, ids[seq])


def read_page(cx: Connection, actor: Actor, cursor: Cursor | None, limit: int) -> Page:
    """Read the next page for a person; ``cx`` must be one snapshot.

    Raises:
        ConflictError: ``resync``.
    """
    newest = check_cursor(cx, actor.org, cursor)
    since = cursor.seq if cursor else 0
    if since == newest.seq:
        return Page((), newest, has_more=False)
    keys = cx.execute(_keys(actor, since, limit + 1)).all()
    has_more = len(keys) > limit
    items = _items(cx, actor.org, [(key.entity, key.id) for key in keys[:limit]])
    reached = _cursor_at(cx, actor.org, newest, items[-1].seq) if has_more else newest
    return Page(items, reached, has_more)


def resync() -> ConflictError:
    """Make the refusal of a cursor that means nothing here."""
    sentence = (
        "The server's data was replaced. Companion fetches everything again; nothing is lost."
    )
    return ConflictError(sentence, "resync")


def _cursor_at(cx: Connection, org: str, newest: Cursor, seq: int) -> Cursor:
    mine = change_log.c.org == org, change_log.c.seq == seq
    return Cursor(
        newest.epoch, seq, cx.execute(select(change_log.c.change_id).where(*mine)).scalar_one()
    )


def _keys(actor: Actor, since: int, limit: int) -> Select[Any]:
    """Name the next records by revision: each is there once, at its newest state."""
    parts = [select(_firsts(entity, actor, since, limit).subquery()) for entity in RECORD_TABLES]
    keys = union_all(*parts).subquery()
    return select(keys).order_by(keys.c.rev).limit(limit)


def _firsts(entity: str, actor: Actor, since: int, limit: int) -> Select[Any]:
    table = RECORD_TABLES[entity]
    return (
        select(table.c.rev, table.c.id, literal(entity).label("entity"))
        .where(table.c.org == actor.org, table.c.rev > since, _is_visible(entity, actor))
        .order_by(table.c.rev)
        .limit(limit)
    )


def _is_visible(entity: str, actor: Actor) -> ColumnElement[bool]:
    place = ENTITIES[entity].prospect_field
    if place is None or actor.sees_all:
        return true()
    if entity == "prospect":
        return prospect.c.owner_id == actor.user_id
    theirs = select(prospect.c.id).where(
        and_(prospect.c.org == actor.org, prospect.c.owner_id == actor.user_id)
    )
    return RECORD_TABLES[entity].c[place].in_(theirs)


def _items(cx: Connection, org: str, keys: list[tuple[str, str]]) -> tuple[PullItem, ...]:
    ids: dict[str, list[str]] = {}
    for entity, record_id in keys:
        ids.setdefault(entity, []).append(record_id)
    items = [item for entity, some in ids.items() for item in _entity_items(cx, org, entity, some)]
    return tuple(sorted(items, key=lambda item: item.seq))


def _entity_items(cx: Connection, org: str, entity: str, ids: list[str]) -> list[PullItem]:
    table = RECORD_TABLES[entity]
    rows = cx.execute(select(table).where(table.c.org == org, table.c.id.in_(ids)))
    return [
        PullItem.model_construct(
            seq=row["rev"],
            verb=Verb.PUT if row["deleted_at"] is None else Verb.GONE,
            entity=entity,
            id=row["id"],
            rev=row["rev"],
            data=row_fields(entity, row) | row["extra"] if row["deleted_at"] is None else {},
        )
        for row in rows.mappings()
    ]
