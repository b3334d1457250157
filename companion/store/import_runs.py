"""Lists taken over on this laptop: what each did, so that a whole one can be undone.

What a list made goes, what it changed goes back; what somebody changed or worked with since stays.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from companion.domain.changes import Changes
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

    from companion.wire.records import Fields, Record

KEPT_FOR = timedelta(days=30)
"""So long a list can be undone."""

_UNDONE_KINDS = ("prospect", "touch")


def keep_import(
    cx: Connection,
    import_id: str,
    file_name: str,
    counts: tuple[int, int],
    made: Iterable[Record],
    changed: Iterable[tuple[str, str, Fields]],
    now: datetime,
) -> None:
    """Note what a list is about to do, before it does it; ``counts`` are its new and changed rows.

    ``changed`` gives entity, id and the new fields of records that are there.
    """
    old = select(import_run.c.id).where(import_run.c.taken_at < moment_text(now - KEPT_FOR))
    cx.execute(delete(import_effect).where(import_effect.c.import_id.in_(old)))
    cx.execute(delete(import_run).where(import_run.c.taken_at < moment_text(now - KEPT_FOR)))
    rows = [_made(record) for record in made if entity_of(record).name in _UNDONE_KINDS]
    rows += _changed(cx, [each for each in changed if each[0] in _UNDONE_KINDS])
    if not rows:
        return
    created, updated = counts
    cx.execute(
        insert(import_run).values(
            id=import_id,
            file_name=file_name,
            taken_at=moment_text(now),
            created=created,
            updated=updated,
        )
    )
    numbered = [{"import_id": import_id, "n": n, **row} for n, row in enumerate(rows)]
    cx.execute(insert(import_effect), numbered)


def last_import(cx: Connection) -> Row[Any] | None:
    """Return the list taken over last that can still be undone."""
    return cx.execute(select(import_run).order_by(import_run.c.taken_at.desc()).limit(1)).first()


def undo_import(cx: Connection, import_id: str, now: datetime) -> tuple[Undone, Changes]:
    """Undo a whole list."""
    mine = import_effect.c.import_id == import_id
    effects = cx.execute(select(import_effect).where(mine).order_by(import_effect.c.n)).all()
    made = {entity: _made_of(effects, entity) for entity in _UNDONE_KINDS}
    alive = {entity: _alive(cx, entity, made[entity]) for entity in _UNDONE_KINDS}
    stays = _stays(cx, made, alive["prospect"])
    touches = [each for each, now_ in alive["touch"].items() if now_.prospect_id not in stays]
    people = [each for each in alive["prospect"] if each not in stays]
    changes, back, kept = _put_back(cx, [each for each in effects if each.before], now)
    for entity, ids in (("touch", touches), ("prospect", people)):
        changes |= add_changes(cx, entity, Operation.DELETE, [(each, {}) for each in ids], now)
    cx.execute(delete(import_effect).where(mine))
    cx.execute(delete(import_run).where(import_run.c.id == import_id))
    return Undone(len(people), back, kept + len(stays)), changes


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
    after = {"*": _digest(to_fields(record))}
    return _effect(entity_of(record).name, record.id, None, after)


def _changed(cx: Connection, changed: Sequence[tuple[str, str, Fields]]) -> list[dict[str, Any]]:
    rows = []
    for entity in _UNDONE_KINDS:
        mine = {record_id: fields for kind, record_id, fields in changed if kind == entity}
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
    cx: Connection, effects: Sequence[Row[Any]], now: datetime
) -> tuple[Changes, int, int]:
    """Put back what fields said before, where they still say what the list put there."""
    changes, back, kept = Changes(), 0, 0
    for entity in _UNDONE_KINDS:
        mine = {each.record_id: each for each in effects if each.entity == entity}
        edits: list[tuple[str, Fields]] = []
        for record_id, record in _alive(cx, entity, mine).items():
            before: Any = parse_json(mine[record_id].before)
            after: Any = parse_json(mine[record_id].after)
            present = to_fields(record)
            still = {n: value for n, value in before.items() if _digest(present[n]) == after[n]}
            if still:
                edits.append((record_id, still))
            is_whole = entity != "prospect" or len(still) == len(before)
            kept += not is_whole
            back += is_whole and entity == "prospect"
        changes |= add_changes(cx, entity, Operation.PATCH, edits, now)
    return changes, back, kept


def _stays(
    cx: Connection, made: Mapping[str, Mapping[str, str]], people: Mapping[str, Any]
) -> set[str]:
    """Return whom to leave of the people a list made: changed since, or worked with."""
    found = {
        each
        for each, record in people.items()
        if _digest(to_fields(record)) != made["prospect"][each]
    }
    for some in portions(list(people)):
        for table in (call, follow_up):
            live = select(table.c.prospect_id).where(table.c.is_live, table.c.prospect_id.in_(some))
            found |= set(cx.scalars(live))
        theirs = select(touch.c.id, touch.c.prospect_id).where(
            touch.c.is_live, touch.c.prospect_id.in_(some)
        )
        found |= {row.prospect_id for row in cx.execute(theirs) if row.id not in made["touch"]}
    return found


def _made_of(effects: Iterable[Row[Any]], entity: str) -> dict[str, str]:
    """Return the records of one kind that a list made, with the digest of what it wrote."""
    found: dict[str, str] = {}
    for each in effects:
        if each.entity == entity and each.before is None:
            after: Any = parse_json(each.after)
            found[each.record_id] = after["*"]
    return found


def _alive(cx: Connection, entity: str, ids: Iterable[str]) -> dict[str, Any]:
    table, found = RECORD_TABLES[entity], {}
    for some in portions(list(ids)):
        records = live_records(cx, entity, table.c.id.in_(some))
        found.update({each.id: each for each in records})
    return found


def _digest(value: Any) -> str:
    return sha256(write_json(value)).hexdigest()[:32]
