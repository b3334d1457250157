"""An edit on its way into the change log, from a laptop, a page or an import alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.problems import is_storable
from companion.server.merging import Author, microseconds
from companion.wire.messages import BYTES_PER_CHANGE, Change, Operation
from companion.wire.records import write_json

if TYPE_CHECKING:
    from pydantic import JsonValue

    from companion.wire.records import Fields, Record

DEPTH = 20
"""Deepest nesting of a value; the product's own records need four."""

WHOLE_NUMBER = 2**53
"""Largest whole number that survives every JSON reader."""


class AbsentError(RejectedError):
    """A change is about, or names, a record that is not here. After a restore it may yet come."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one record. ``device_id`` and ``body_sha256`` are None for server edits.

    ``base_rev`` None means: made on the record as it stands now. ``moves`` lets a record change its
    prospect: merging two prospects alone does that. ``noun`` is the record that ``fields`` were
    written from, where the server made it itself, so that nobody reads it from them again.
    """

    change_id: str
    entity: str
    id: str
    op: Operation
    fields: Fields
    base_rev: int | None
    actor_id: str | None
    device_id: str | None
    received_at: datetime
    effective_at: datetime
    client_at: datetime | None = None
    body_sha256: bytes | None = None
    moves: bool = False
    noun: Record | None = None

    def author(self, current_rev: int) -> Author:
        """Return what merging asks about this edit."""
        base_rev = current_rev if self.base_rev is None else self.base_rev
        return Author(base_rev, self.device_id or "", microseconds(self.effective_at))


def server_edit(
    entity: str,
    record_id: str,
    op: Operation,
    fields: Fields,
    actor_id: str | None,
    now: datetime,
    noun: Record | None = None,
) -> Edit:
    """Make an edit of the server's own, on the record as it stands."""
    return Edit(
        change_id=new_id(),
        entity=entity,
        id=record_id,
        op=op,
        fields=fields,
        base_rev=None,
        actor_id=actor_id,
        device_id=None,
        received_at=now,
        effective_at=now,
        noun=noun,
    )


def body_sha256(change: Change) -> bytes:
    """Return the digest that tells a repeated change from another one under the same id.

    What it was based on is left out: after a restore a laptop knows better and says so.
    """
    return sha256(change.model_dump_json(exclude={"base_rev"}).encode()).digest()


def moment_in_utc(moment: datetime) -> datetime:
    """Return a time in UTC.

    Raises:
        RejectedError: the time lies outside the years 1 to 9999 in UTC.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise RejectedError("The laptop's clock shows a year nobody can keep.") from None


def check_edit(edit: Edit) -> None:
    """Check what every database must be able to hold, whatever the entity.

    Raises:
        RejectedError: ``too_large`` or ``invalid``.
    """
    if not is_storable(edit.entity):
        raise RejectedError("The kind of this record cannot be read.", "unknown_entity")
    if "id" in edit.fields:
        raise RejectedError("A record's id stands beside its fields, not among them.")
    if (edit.base_rev or 0) > WHOLE_NUMBER:
        raise RejectedError("The change is based on a revision that cannot be.")
    texts = list(edit.fields)
    for value in edit.fields.values():
        if type(value) is str:  # most are; the others are looked into
            texts.append(value)
        elif value is not None and value != []:
            _check_value(value, DEPTH - 1, texts)
    if not is_storable("".join(texts)):  # one look at all of them
        sentence = "There is a character in this text that cannot be kept. Please type it again."
        raise RejectedError(sentence)
    if len(write_json(edit.fields)) > BYTES_PER_CHANGE:
        raise RejectedError("This change is over 64 KiB. Please shorten it.", "too_large")


def _check_value(value: JsonValue, depth: int, texts: list[str]) -> None:
    """Check a value and what is in it, and put every text aside."""
    if not depth:
        raise RejectedError("A value in this change is nested too deep.")
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list):
        for each in value:
            _check_value(each, depth - 1, texts)
    elif isinstance(value, dict):
        texts += value
        for each in value.values():
            _check_value(each, depth - 1, texts)
    elif isinstance(value, float) and not isfinite(value):
        raise RejectedError("A number in this change is not finite.")
    elif isinstance(value, int) and abs(value) > WHOLE_NUMBER:
        raise RejectedError("A number in this change is too large to be kept.")
