"""Beginning anew: a snapshot is gathered aside, then takes the place of all copies at once.

Until the last page is there the window shows what it showed; then copies and cursor change in one
transaction. A laptop that stops anywhere resumes where the pages ended. The outbox is not
touched, but for one thing: a server that went back is told again what it lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from companion.domain.changes import Changes
from companion.store.doubles import keep_doubles
from companion.store.erasures import erase
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import reopen_acked
from companion.store.projections import portions, prospects_of, settle
from companion.store.replica import ServerCopy, lift_copies, with_edits
from companion.store.successors import replace_successors
from companion.store.tables import RECORD_TABLES, outbox, staged_record, unknown_record
from companion.store.withdrawals import let_go
from companion.wire.messages import MERGED_INTO, Verb
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from companion.wire.messages import Snapshot
    from companion.wire.records import Fields

LOST = "resync"
"""The reason when the server may have lost changes: it is told again what this laptop sent."""

DIFFERS = "digest"
"""The reason when what is here is not what the server has. It may have been put back to a time
after the laptop's cursor and before its last push, which no cursor shows: it is told again too."""

_ERASED, _MERGED = "erased", "merged"
"""Under which the erased and those merged into others are put aside; no entity is called so."""

_SHELVES = {Verb.ERASE: _ERASED, Verb.GONE: _MERGED}


def want_resync(cx: Connection, reason: str) -> None:
    """Note that everything must be fetched anew; a fetching under way goes on."""
    if read_meta(cx).resync != LOST:
        write_meta(cx, resync=reason)


def stage_page(cx: Connection, page: Snapshot) -> None:
    """Put one page of a snapshot aside, and where the next one begins."""
    rows = [
        {
            "entity": _SHELVES.get(item.verb, item.entity),
            "id": item.id,
            "rev": item.rev,
            "data": write_json(item.data).decode(),
        }
        for item in page.items
    ]
    if rows:
        cx.execute(insert(staged_record).on_conflict_do_nothing(), rows)
    write_meta(cx, snapshot_after=page.after, snapshot_as_of=page.as_of)


def drop_stage(cx: Connection) -> None:
    """Forget the pages put aside: they are of a log that is no more."""
    cx.execute(delete(staged_record))
    write_meta(cx, snapshot_after=None, snapshot_as_of=None)


def take_over(cx: Connection, last: Snapshot) -> Changes:
    """Let the pages put aside, ``last`` the last of them, take the place of every copy."""
    meta = read_meta(cx)
    erased = select(staged_record.c.id).where(staged_record.c.entity == _ERASED)
    changes = erase(cx, list(cx.scalars(erased)))
    merged = select(staged_record.c.id, staged_record.c.data).where(
        staged_record.c.entity == _MERGED
    )
    became = {row.id: cast("Fields", parse_json(row.data)) for row in cx.execute(merged)}
    replace_successors(cx, {each: str(data[MERGED_INTO]) for each, data in became.items()})
    cx.execute(delete(staged_record).where(staged_record.c.entity.in_((_ERASED, _MERGED))))
    is_same_log = meta.resync != LOST and meta.epoch == last.epoch
    for entity, table in RECORD_TABLES.items():
        newer = _pushed_since(cx, entity, last.reached) if is_same_log else []
        changes |= _forget(cx, entity, table, newer)
        changes |= _replace(cx, entity, table, newer)
    _take_unknown(cx)
    if not is_same_log or meta.resync == DIFFERS:
        changes |= reopen_acked(cx, None if is_same_log else last.began)
    changes |= keep_doubles(cx, last.doubles)
    drop_stage(cx)
    write_meta(cx, cursor=last.as_of, epoch=last.epoch, resync=None)
    return changes


def _pushed_since(cx: Connection, entity: str, reached: int) -> list[str]:
    """Return the records that were pushed while the pages came in: they are newer than those."""
    mine = outbox.c.entity == entity, outbox.c.state == "acked", outbox.c.acked_seq > reached
    return list(cx.scalars(select(outbox.c.entity_id).where(*mine).distinct()))


def _forget(cx: Connection, entity: str, table: Table, newer: Sequence[str]) -> Changes:
    """Drop the copies that the snapshot does not have; an edit on its way keeps its own in view."""
    staged = exists().where(staged_record.c.entity == entity, staged_record.c.id == table.c.id)
    is_copy = or_(table.c.base.is_not(None), table.c.is_gone)
    ids = list(cx.scalars(select(table.c.id).where(is_copy, ~staged)))
    ids = [each for each in ids if each not in newer]
    if not ids:
        return Changes()
    concerned = prospects_of(cx, entity, ids)
    edited = with_edits(cx, entity, ids)
    for some in portions(edited):
        cx.execute(update(table).where(table.c.id.in_(some)).values(is_gone=True, rev=0))
    for some in portions(list(set(ids).difference(edited))):
        cx.execute(delete(table).where(table.c.id.in_(some)))
    let_go(cx, entity, edited)
    settle(cx, entity, ids, concerned)
    return Changes.of(entity, *ids)


def _replace(cx: Connection, entity: str, table: Table, newer: Sequence[str]) -> Changes:
    """Lift every staged copy that is not the one already there, whatever its revision."""
    ids = [each for each in cx.scalars(_differing(entity, table)) if each not in newer]
    for some in portions(ids):
        cx.execute(update(table).where(table.c.id.in_(some)).values(rev=0))
        mine = staged_record.c.entity == entity, staged_record.c.id.in_(some)
        rows = cx.execute(select(staged_record).where(*mine))
        lift_copies(
            cx, [ServerCopy(entity, r.id, r.rev, cast("Fields", parse_json(r.data))) for r in rows]
        )
    return Changes.of(entity, *ids)


def _differing(entity: str, table: Table) -> Any:
    is_there: ColumnElement[bool] = and_(
        table.c.id == staged_record.c.id,
        table.c.rev == staged_record.c.rev,
        table.c.base == staged_record.c.data,
        ~table.c.is_gone,
    )
    wanted = staged_record.c.entity == entity, ~exists().where(is_there)
    return select(staged_record.c.id).where(*wanted)


def _take_unknown(cx: Connection) -> None:
    cx.execute(delete(unknown_record))
    unknown = staged_record.c.entity.not_in(list(RECORD_TABLES))
    rows: Sequence[Any] = cx.execute(select(staged_record).where(unknown)).all()
    lift_copies(
        cx, [ServerCopy(r.entity, r.id, r.rev, cast("Fields", parse_json(r.data))) for r in rows]
    )
