"""What an edit makes of a record: created, patched, deleted, revived, or refused with a reason.

Pure: it reads no database and writes none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.errors import RejectedError
from companion.server.edits import AbsentError
from companion.server.kept import Kept
from companion.server.merging import DELETED, EVERY_FIELD, Merge, Stamp, merge, newest_unknown
from companion.wire.messages import BYTES_PER_CHANGE, Loser, Operation
from companion.wire.records import (
    ENTITIES,
    check_patch,
    check_record,
    from_fields,
    split_fields,
    to_fields,
    write_json,
)

if TYPE_CHECKING:
    from companion.server.edits import Edit
    from companion.wire.records import Fields, Record

_REVIVED = Loser(field=DELETED, kept=False, lost=True)


class Settled(NamedTuple):
    """A record after an edit. ``record`` is None when there is nothing to write."""

    kept: Kept
    record: Record | None
    merge: Merge


def settle(edit: Edit, before: Kept | None, rev: int) -> Settled:
    """Work out what the edit makes of the record it finds (None: there is none yet).

    Raises:
        RejectedError: ``invalid``, ``gone``, ``forbidden`` or ``too_large``.
    """
    if before is None and edit.op is not Operation.CREATE:
        raise AbsentError("This record is not on the server.", "gone")
    if edit.op is Operation.DELETE and before is not None:
        return _delete(edit, before, rev)
    if before is None:
        return _create(edit, rev)
    return _patch(edit, before, rev)


def _create(edit: Edit, rev: int) -> Settled:
    if edit.noun is not None:
        check_record(edit.noun)
        stamps = {EVERY_FIELD: _stamp(edit, rev)}
        kept = Kept(edit.entity, edit.id, edit.fields, rev=rev, stamps=stamps)
        return Settled(kept, edit.noun, Merge(edit.fields, {}, ()))
    known, extra = split_fields(edit.entity, edit.fields)
    record, fields = _read(edit, known)
    _check_extra(extra)
    kept = Kept(edit.entity, edit.id, fields, extra, rev, {EVERY_FIELD: _stamp(edit, rev)})
    return Settled(kept, record, Merge(edit.fields, {}, ()))


def _patch(edit: Edit, before: Kept, rev: int) -> Settled:
    check_patch(edit.entity, edit.fields)
    author = edit.author(before.rev)
    merged = merge(before.all_fields, before.stamps, edit.fields, author)
    stamps = dict.fromkeys(merged.changed, _stamp(edit, rev))
    if before.deleted_at is not None:
        if not author.knew(before.stamps[DELETED]):
            rivals = (*merged.rivals, before.stamps[DELETED].device)
            merged = replace(merged, losers=(*merged.losers, _REVIVED), rivals=rivals)
        stamps[DELETED] = _stamp(edit, rev)
    if not stamps:
        return Settled(before, None, merged)
    _check_lasting(before, merged.changed, moves=edit.moves)
    known, extra = split_fields(edit.entity, merged.changed)
    record, fields = _read(edit, {**before.fields, **known})
    extra = {**before.extra, **extra}
    _check_extra(extra)
    after = Kept(edit.entity, edit.id, fields, extra, rev, {**before.stamps, **stamps})
    return Settled(after, record, merged)


def _delete(edit: Edit, before: Kept, rev: int) -> Settled:
    if before.deleted_at is not None:
        return Settled(before, None, Merge({}, {}, ()))
    unknown = newest_unknown(before.stamps, edit.author(before.rev))
    if unknown is not None:
        return Settled(before, None, Merge({}, {}, (_REVIVED,), (unknown.device,)))
    _check_lasting(before, {DELETED: True})
    stamps = {**before.stamps, DELETED: _stamp(edit, rev)}
    after = replace(before, rev=rev, stamps=stamps, deleted_at=edit.received_at)
    return Settled(after, from_fields(edit.entity, edit.id, before.fields), Merge({}, {}, ()))


def _read(edit: Edit, known: Fields) -> tuple[Record, Fields]:
    record = from_fields(edit.entity, edit.id, known)
    check_record(record)
    return record, to_fields(record)


def _stamp(edit: Edit, rev: int) -> Stamp:
    author = edit.author(rev)
    return Stamp(rev, author.device, author.at)


def _check_lasting(before: Kept, changed: Fields, *, moves: bool = False) -> None:
    if changed and before.entity == "promise_version" and before.fields["published_at"]:
        sentence = "A published promise never changes. Please write its next version."
        raise RejectedError(sentence, "forbidden")
    place = ENTITIES[before.entity].prospect_field
    if place in changed and not moves:
        raise RejectedError("This belongs to its prospect and cannot move to another one.")


def _check_extra(extra: Fields) -> None:
    if extra and len(write_json(extra)) > BYTES_PER_CHANGE:
        sentence = "This record carries more than this server can keep of a newer version."
        raise RejectedError(sentence, "too_large")
