"""Lists taken over on this laptop: what each did, so that a whole one can be undone.

What a list made goes, what it changed goes back; what somebody changed or worked with since stays.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from companion.domain.changes import Changes
from companion.domain.ids import new_id
from companion.domain.import_reports import Undone
from companion.store.campaigns import live_records
from companion.store.moments import moment_text
from companion.store.outbox import add_changes
from companion.store.projections import portions
from companion.store.tables import (
    RECORD_TABLES,
    call,
    follow_up,
    import_effect,
    import_run,
    import_source,
    touch,
)
from companion.wire.messages import Operation
from companion.wire.records import entity_of, parse_json, to_fields, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.imports.book import Patch
    from companion.wire.records import Fields, Record

KEPT_FOR = timedelta(days=30)
"""So long a list can be undone."""

_UNDONE_KINDS = ("prospect", "touch")
_TOGETHER = 500


def begin_import(cx: Connection, file_name: str, mark: str, now: datetime) -> str:
    """Return the id under which a list's effects are noted.

    ``mark`` tells a file from others: one that was not taken to its end goes on under its own id,
    so that undoing takes back what both did.
    """
    old = select(import_run.c.id).where(import_run.c.taken_at < moment_text(now - KEPT_FOR))
    cx.execute(delete(import_effect).where(import_effect.c.import_id.in_(old)))
    cx.execute(delete(import_run).where(import_run.c.taken_at < moment_text(now - KEPT_FOR)))
    half = select(import_run.c.id).where(import_run.c.mark == mark, ~import_run.c.is_whole)
    if found := cx.scalar(half):
        cx.execute(
            update(import_run).where(import_run.c.id == found).values(taken_at=moment_text(now))
        )
        return str(found)
    import_id = new_id()
    row = {"id": import_id, "file_name": file_name, "mark": mark, "is_whole": False}
    counts = {"taken_at": moment_text(now), "created": 0, "updated": 0}
    cx.execute(insert(import_run).values(row | counts))
    return import_id


def keep_effects(
    cx: Connection, import_id: str, made: Sequence[Record], changed: Sequence[Patch]
) -> None:
    """Note what a portion of a list is about to do, before it does it."""
    rows = [_made(record) for record in made if entity_of(record).name in _UNDONE_KINDS]
    rows += _changed(cx, [each for each in changed if each.entity in _UNDONE_KINDS])
    if not rows:
        return
    mine = import_effect.c.import_id == import_id
    last = cx.scalar(select(func.max(import_effect.c.n)).where(mine))
    first = 0 if last is None else last + 1
    numbered = [{"import_id": import_id, "n": n, **row} for n, row in enumerate(rows, first)]
    cx.execute(insert(import_effect), numbered)
    people = [each["before"] is None for each in rows if each["entity"] == "prospect"]
    counts = {
        "created": import_run.c.created + sum(people),
        "updated": import_run.c.updated + len(people) - sum(people),
    }
    cx.execute(update(import_run).where(import_run.c.id == import_id).values(counts))


def end_import(cx: Connection, import_id: str) -> bool:
    """Note that a list was taken to its end; return whether there is anything to undo."""
    mine = import_run.c.id == import_id
    is_kept = effect_count(cx, import_id) > 0
    cx.execute(
        update(import_run).where(mine).values(is_whole=True)
        if is_kept
        else delete(import_run).where(mine)
    )
    return is_kept


def effect_count(cx: Connection, import_id: str) -> int:
    """Return how much there is to undo."""
    mine = import_effect.c.import_id == import_id
    return cx.scalar(select(func.count()).where(mine)) or 0


def last_import(cx: Connection) -> Row[Any] | None:
    """Return the list taken over last that can still be undone."""
    return cx.execute(select(import_run).order_by(import_run.c.taken_at.desc()).limit(1)).first()


def undo_portion(cx: Connection, import_id: str, now: datetime) -> tuple[Undone, Changes]:
    """Undo the next part of a list; there is no more when ``effect_count`` says so.

    First goes back what it changed, the last first, then goes what it made: so a person whom a
    later row changed is, when their turn comes, as the row that made them left them.
    """
    effects = _next_effects(cx, import_id)
    if effects and effects[0].before is not None:
        undone, changes = _put_back(cx, import_id, effects, now)
    else:
        undone, changes = _remove(cx, import_id, effects, now)
    numbers = [each.n for each in effects]
    mine = import_effect.c.import_id == import_id
    cx.execute(delete(import_effect).where(mine, import_effect.c.n.in_(numbers)))
    if not effect_count(cx, import_id):
        cx.execute(delete(import_run).where(import_run.c.id == import_id))
    return undone, changes


def _next_effects(cx: Connection, import_id: str) -> list[Row[Any]]:
    """Return the last changes of a list, each of another record, or else what it made last."""
    mine = select(import_effect).where(import_effect.c.import_id == import_id)
    latest = mine.order_by(import_effect.c.n.desc()).limit(_TOGETHER)
    changed = cx.execute(latest.where(import_effect.c.before.is_not(None))).all()
    found: dict[tuple[str, str], Row[Any]] = {}
    for each in changed:
        if (each.entity, each.record_id) in found:
            break
        found[each.entity, each.record_id] = each
    return list(found.values()) or list(cx.execute(latest).all())


def _remove(
    cx: Connection, import_id: str, effects: Sequence[Row[Any]], now: datetime
) -> tuple[Undone, Changes]:
    alive = {
        entity: _alive(cx, entity, [each.record_id for each in effects if each.entity == entity])
        for entity in _UNDONE_KINDS
    }
    concerned = {*alive["prospect"], *(each.prospect_id for each in alive["touch"].values())}
    made = _made_among(cx, import_id, "prospect", concerned)
    stays = _stays(cx, import_id, made, _alive(cx, "prospect", made))
    touches = [each for each, now_ in alive["touch"].items() if now_.prospect_id not in stays]
    people = [each for each in alive["prospect"] if each not in stays]
    changes = Changes()
    for entity, ids in (("touch", touches), ("prospect", people)):
        changes |= add_changes(cx, entity, Operation.DELETE, [(each, {}) for each in ids], now)
    return Undone(len(people), 0, len(stays & alive["prospect"].keys())), changes


def remembered_mapping(cx: Connection, kind: str, fingerprint: str) -> dict[str, str]:
    """Return what was chosen for the last list with these columns."""
    query = select(import_source.c.mapping).where(
        import_source.c.kind == kind, import_source.c.fingerprint == fingerprint
    )
    found = cx.scalar(query)
    mapping: Any = parse_json(found) if found else {}
    return {str(header): str(field) for header, field in mapping.items()}


def remember_mapping(
    cx: Connection, kind: str, fingerprint: str, mapping: Mapping[str, str]
) -> None:
    """Keep what was chosen for lists with these columns."""
    mine = import_source.c.kind == kind, import_source.c.fingerprint == fingerprint
    cx.execute(delete(import_source).where(*mine))
    row = {"kind": kind, "fingerprint": fingerprint, "mapping": write_json({**mapping}).decode()}
    cx.execute(insert(import_source).values(row))


def _made(record: Record) -> dict[str, Any]:
    after = {"*": _digest(_entered(record))}
    return _effect(entity_of(record).name, record.id, None, after)


def _changed(cx: Connection, changed: Sequence[Patch]) -> list[dict[str, Any]]:
    rows = []
    for entity in _UNDONE_KINDS:
        mine = {each.id: each.fields for each in changed if each.entity == entity}
        for record_id, record in _alive(cx, entity, mine).items():
            present, given = to_fields(record), mine[record_id]
            before = {name: present[name] for name in given}
            after = {name: _digest(value) for name, value in given.items()}
            rows.append(_effect(entity, record_id, before, after))
    return rows


def _effect(
    entity: str, record_id: str, before: Fields | None, after: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "entity": entity,
        "record_id": record_id,
        "before": write_json(before).decode() if before is not None else None,
        "after": write_json({**after}).decode(),
    }


def _put_back(
    cx: Connection, import_id: str, effects: Sequence[Row[Any]], now: datetime
) -> tuple[Undone, Changes]:
    """Put back what fields said before, where they still say what the list put there."""
    changes, back, kept = Changes(), 0, 0
    for entity in _UNDONE_KINDS:
        mine = {each.record_id: each for each in effects if each.entity == entity}
        firsts = _firsts(cx, import_id, entity, mine)
        edits: list[tuple[str, Fields]] = []
        for record_id, record in _alive(cx, entity, mine).items():
            before: Any = parse_json(mine[record_id].before)
            after: Any = parse_json(mine[record_id].after)
            present = to_fields(record)
            still = {n: value for n, value in before.items() if _digest(present[n]) == after[n]}
            if still:
                edits.append((record_id, still))
            if firsts[record_id] == mine[record_id].n:  # told once, and not of whom the list made
                is_whole = entity != "prospect" or len(still) == len(before)
                kept += not is_whole
                back += is_whole and entity == "prospect"
        changes |= add_changes(cx, entity, Operation.PATCH, edits, now)
    return Undone(0, back, kept), changes


def _firsts(cx: Connection, import_id: str, entity: str, ids: Iterable[str]) -> dict[str, int]:
    """Return the number of the first thing a list did to each of these records."""
    columns = import_effect.c
    query = select(columns.record_id, func.min(columns.n)).where(
        columns.import_id == import_id, columns.entity == entity
    )
    found: dict[str, int] = {}
    for some in portions(list(ids)):
        those = query.where(columns.record_id.in_(some)).group_by(columns.record_id)
        found.update((str(record_id), n) for record_id, n in cx.execute(those))
    return found


def _stays(
    cx: Connection, import_id: str, made: Mapping[str, str], people: Mapping[str, Any]
) -> set[str]:
    """Return whom to leave of the people a list made: changed since, or worked with."""
    found = {each for each, record in people.items() if _digest(_entered(record)) != made[each]}
    for some in portions(list(people)):
        for table in (call, follow_up):
            live = select(table.c.prospect_id).where(table.c.is_live, table.c.prospect_id.in_(some))
            found |= set(cx.scalars(live))
        theirs = select(touch.c.id, touch.c.prospect_id).where(
            touch.c.is_live, touch.c.prospect_id.in_(some)
        )
        touches = {row.id: row.prospect_id for row in cx.execute(theirs)}
        ours = _made_among(cx, import_id, "touch", touches)
        found |= {person for each, person in touches.items() if each not in ours}
    return found


def _made_among(cx: Connection, import_id: str, entity: str, ids: Iterable[str]) -> dict[str, str]:
    """Return which of these records a list made, with the digest of what it wrote."""
    columns, found = import_effect.c, {}
    query = select(columns.record_id, columns.after).where(
        columns.import_id == import_id, columns.entity == entity, columns.before.is_(None)
    )
    for some in portions(list(ids)):
        for row in cx.execute(query.where(columns.record_id.in_(some))):
            after: Any = parse_json(row.after)
            found[row.record_id] = after["*"]
    return found


def _alive(cx: Connection, entity: str, ids: Iterable[str]) -> dict[str, Any]:
    table, found = RECORD_TABLES[entity], {}
    for some in portions(list(ids)):
        records = live_records(cx, entity, table.c.id.in_(some))
        found.update({each.id: each for each in records})
    return found


def _entered(record: Record) -> dict[str, Any]:
    """Return a record without what do-not-call lists say of it: that is nobody's change."""
    return {n: value for n, value in to_fields(record).items() if n != "do_not_call_lists"}


def _digest(value: Any) -> str:
    return sha256(write_json(value)).hexdigest()[:32]
