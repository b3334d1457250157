"""Merging two prospects and undoing it: one transaction, one stretch of the log, nothing lost.

What hangs on the one that goes moves to the one that stays. The one that goes becomes a tombstone
that still says whose they were, so that what comes late for them can be let in and led on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select, update

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.server.access import Access
from companion.server.duplicate_tables import (
    likely_pair,
    merge_stretch,
    merged_record,
    prospect_merge,
)
from companion.server.edits import server_edit
from companion.server.hooks.events import EventType, Happening
from companion.server.ledgers import Act, Ledger
from companion.server.merging import is_same
from companion.server.tables import RECORD_TABLES
from companion.wire.messages import Operation, Verb
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.server.kept import Kept
    from companion.wire.records import Fields

Who = tuple[str, "datetime"]
"""Who does something, and when."""

CHILDREN = tuple(
    name for name, entity in ENTITIES.items() if entity.prospect_field == "prospect_id"
)
"""The entities whose records hang on a prospect, parents before children."""


def merge_prospects(
    cx: Connection,
    org: str,
    survivor: tuple[str, int],
    gone: tuple[str, int],
    result: Fields,
    who: Who,
) -> str:
    """Merge two prospects, each given with the revision a person saw; return the merge's id.

    ``result`` are the survivor's fields afterwards.

    Raises:
        RejectedError: ``not_found``, or the result breaks a rule.
        ConflictError: ``changed_meanwhile``: one of them is not as the person saw it.
    """
    ledger = Ledger(cx, org)
    stays, goes = _as_seen(ledger, *survivor), _as_seen(ledger, *gone)
    first, moved = ledger.seq + 1, _children(cx, org, goes.id)
    changed = _changed(stays.all_fields, result)
    merge_id = _note_merge(cx, org, stays, goes, changed, who)
    _note_moved(cx, org, merge_id, moved)
    if changed:
        ledger.enter(server_edit("prospect", stays.id, Operation.PATCH, changed, *who))
    _move(ledger, moved, stays.id, who)
    ending = server_edit("prospect", goes.id, Operation.DELETE, {}, *who)
    ledger.enter(ending)
    owner = goes.fields["owner_id"]
    if owner is not None and owner != result["owner_id"]:
        ledger.tell(Access(str(owner), goes.id, Verb.REVOKE.value), ending)
    ledger.happen(Happening(EventType.PROSPECT_MERGED, "prospect", goes.id, stays.id, who[1]))
    ledger.note_act(Act("prospect", stays.id, "merged", *who, {"gone": goes.id}))
    _close(cx, org, ledger, first, merge_id)
    mine = (
        likely_pair.c.org == org,
        or_(likely_pair.c.one_id == goes.id, likely_pair.c.other_id == goes.id),
    )
    cx.execute(delete(likely_pair).where(*mine))
    return merge_id


def undo_merge(cx: Connection, org: str, merge_id: str, who: Who) -> None:
    """Part two prospects again: what moved moves back, and what came late for the one goes there.

    A field of the survivor becomes what it was, unless somebody has changed it since.

    Raises:
        RejectedError: ``not_found``; ``undone_already``; ``merged_on``: a later one is in the way.
    """
    ledger = Ledger(cx, org)
    merge = read_merge(cx, org, merge_id)
    if merge.undone_at is not None:
        raise RejectedError("This merge was undone already.", "undone_already")
    stays = ledger.surroundings.kept("prospect", merge.survivor_id)
    goes = ledger.surroundings.kept("prospect", merge.gone_id)
    if stays is None or goes is None or stays.deleted_at is not None:
        sentence = "The prospect that stayed was merged on. Please undo that merge first."
        raise RejectedError(sentence, "merged_on")
    first = ledger.seq + 1
    mine = prospect_merge.c.org == org, prospect_merge.c.id == merge_id
    cx.execute(update(prospect_merge).where(*mine).values(undone_by=who[0], undone_at=who[1]))
    reviving = server_edit("prospect", goes.id, Operation.PATCH, {}, *who)
    ledger.enter(reviving)  # first, so that what moves back has a greater number
    _move(ledger, _still_there(cx, org, merge), goes.id, who)
    owner = goes.fields["owner_id"]
    if owner is not None and owner != stays.fields["owner_id"]:
        ledger.tell(Access(str(owner), goes.id, Verb.GRANT.value), reviving)
    if restored := restored_fields(stays.all_fields, merge.before, merge.after):
        ledger.enter(server_edit("prospect", stays.id, Operation.PATCH, restored, *who))
    ledger.happen(Happening(EventType.PROSPECT_PARTED, "prospect", goes.id, stays.id, who[1]))
    ledger.note_act(Act("prospect", stays.id, "parted", *who, {"back": goes.id}))
    _close(cx, org, ledger, first, merge_id)


def restored_fields(current: Fields, before: Fields, after: Fields) -> Fields:
    """Return what undoing a merge makes of the survivor: nothing that was changed since."""
    return {
        name: value
        for name, value in before.items()
        if name in current and is_same(current[name], after[name])
    }


def read_merge(cx: Connection, org: str, merge_id: str) -> Row[Any]:
    """Return one merge.

    Raises:
        RejectedError: ``not_found``.
    """
    mine = prospect_merge.c.org == org, prospect_merge.c.id == merge_id
    query = select(prospect_merge).where(*mine)
    found = cx.execute(query).first() if is_record_id(merge_id) else None
    if found is None:
        raise RejectedError("There is no such merge.", "not_found")
    return found


def count_children(cx: Connection, org: str, prospect_id: str) -> dict[str, int]:
    """Count what hangs on a prospect, by entity."""
    counts = {}
    for entity in CHILDREN:
        table = RECORD_TABLES[entity]
        mine = table.c.org == org, table.c.prospect_id == prospect_id, table.c.deleted_at.is_(None)
        counts[entity] = cx.scalar(select(func.count()).select_from(table).where(*mine)) or 0
    return counts


def _as_seen(ledger: Ledger, prospect_id: str, rev: int) -> Kept:
    kept = ledger.surroundings.kept("prospect", prospect_id) if is_record_id(prospect_id) else None
    if kept is None or kept.deleted_at is not None:
        raise RejectedError("There is no such prospect any more.", "not_found")
    if kept.rev != rev:
        sentence = "Somebody has changed one of the two meanwhile. Please look at the result again."
        raise ConflictError(sentence, "changed_meanwhile")
    return kept


def _changed(current: Fields, result: Fields) -> Fields:
    return {
        name: value
        for name, value in result.items()
        if name not in current or not is_same(current[name], value)
    }


def _note_merge(
    cx: Connection, org: str, stays: Kept, goes: Kept, changed: Fields, who: Who
) -> str:
    row = {
        "org": org,
        "id": new_id(),
        "survivor_id": stays.id,
        "gone_id": goes.id,
        "merged_by": who[0],
        "merged_at": who[1],
        "before": {name: stays.all_fields.get(name) for name in changed},
        "after": changed,
    }
    cx.execute(insert(prospect_merge), row)
    return str(row["id"])


def _note_moved(cx: Connection, org: str, merge_id: str, moved: Sequence[tuple[str, str]]) -> None:
    key = {"org": org, "merge_id": merge_id}
    rows = [{**key, "entity": entity, "record_id": each} for entity, each in moved]
    if rows:
        cx.execute(insert(merged_record), rows)


def _children(cx: Connection, org: str, prospect_id: str) -> list[tuple[str, str]]:
    """Return what hangs on a prospect and is not deleted, parents first."""
    found: list[tuple[str, str]] = []
    for entity in CHILDREN:
        table = RECORD_TABLES[entity]
        mine = table.c.org == org, table.c.prospect_id == prospect_id, table.c.deleted_at.is_(None)
        found += [(entity, each) for each in cx.scalars(select(table.c.id).where(*mine))]
    return found


def _still_there(cx: Connection, org: str, merge: Row[Any]) -> list[tuple[str, str]]:
    """Return what moved with a merge and still hangs on the survivor, parents first."""
    columns = merged_record.c
    query = select(columns.record_id).where(columns.org == org, columns.merge_id == merge.id)
    moved = set(cx.scalars(query))
    return [each for each in _children(cx, org, merge.survivor_id) if each[1] in moved]


def _move(ledger: Ledger, records: Sequence[tuple[str, str]], to_id: str, who: Who) -> None:
    edits = [
        replace(
            server_edit(entity, each, Operation.PATCH, {"prospect_id": to_id}, *who), moves=True
        )
        for entity, each in records
    ]
    ledger.surroundings.prepare(edits)
    for edit in edits:
        ledger.enter(edit)


def _close(cx: Connection, org: str, ledger: Ledger, first: int, merge_id: str) -> None:
    ledger.flush()
    stretch = {"org": org, "first_seq": first, "last_seq": ledger.seq, "merge_id": merge_id}
    cx.execute(insert(merge_stretch), stretch)
