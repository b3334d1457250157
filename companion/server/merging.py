"""How an edit meets what others wrote meanwhile: field by field, and no value is lost unseen.

Pure: values in, values out. The server is the only authority, so there is no clock magic here; a
laptop's clock only settles which of two values shows, and the other one is listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from companion.wire.messages import Loser
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from companion.wire.records import Fields

EVERY_FIELD = "*"
"""The stamp of the fields that have none of their own: those written when the record was made."""

DELETED = "is_deleted"
"""The name under which deleting and reviving are stamped and listed."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Stamp(NamedTuple):
    """Who wrote a field last: at which revision, which device, effective when (microseconds).

    ``device`` is empty for changes made on the server.
    """

    rev: int
    device: str
    at: int


@dataclass(frozen=True, slots=True)
class Author:
    """Where an edit comes from: what it was based on, which device, effective when."""

    base_rev: int
    device: str
    at: int

    def knew(self, stamp: Stamp) -> bool:
        """Tell whether this edit was made knowing that write, so that there is no conflict.

        A device's own earlier write counts: its edits wait in one queue, in order.
        """
        return self.base_rev >= stamp.rev or (bool(self.device) and self.device == stamp.device)


@dataclass(frozen=True, slots=True)
class Merge:
    """What an edit does to a record: the values to write, what stood there, what lost.

    ``rivals`` names, for each loser, the device that had written the field (sync.md 3.5).
    """

    changed: Fields
    prior: Fields
    losers: tuple[Loser, ...]
    rivals: tuple[str, ...] = ()


def merge(current: Fields, stamps: Mapping[str, Stamp], given: Fields, author: Author) -> Merge:
    """Merge given fields into a record's current ones.

    An equal value is no change. A field the author knew is overwritten. Of two values entered
    without knowing each other the one with the later effective time stands, the other is listed.
    The nothing that a new record began with was entered by nobody and never stands against a value.
    """
    changed: Fields = {}
    prior: Fields = {}
    losers: list[Loser] = []
    rivals: list[str] = []
    for name, value in given.items():
        present = current.get(name)
        if name in current and is_same(present, value):
            continue
        stamp = stamp_of(stamps, name)
        is_begun = name not in current or (name not in stamps and is_empty(present))
        is_known = is_begun or author.knew(stamp)
        if not is_known and author.at <= stamp.at:
            losers.append(Loser(field=name, kept=present, lost=value))
            rivals.append(stamp.device)
            continue
        if not is_known:
            losers.append(Loser(field=name, kept=value, lost=present))
            rivals.append(stamp.device)
        changed[name], prior[name] = value, present
    return Merge(changed, prior, tuple(losers), tuple(rivals))


def stamp_of(stamps: Mapping[str, Stamp], name: str) -> Stamp:
    """Return the stamp of a field."""
    return stamps.get(name) or stamps[EVERY_FIELD]


def newest_unknown(stamps: Mapping[str, Stamp], author: Author) -> Stamp | None:
    """Return the newest write the author did not know of, or None: asked before deleting."""
    unknown = [stamp for stamp in stamps.values() if not author.knew(stamp)]
    return max(unknown, default=None)


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two JSON values are the same; 1, 1.0 and true are three values."""
    return one == other and write_json(one) == write_json(other)


def is_empty(value: JsonValue) -> bool:
    """Tell whether nobody entered anything: nothing, no words, an empty list."""
    return value is None or value in ("", [], {})


def effective_time(
    client_at: datetime, sent_at: datetime, received_at: datetime, previous: datetime | None
) -> datetime:
    """Date an edit by its age, so that a laptop's wrong clock cancels out.

    Both ends of the age are on the laptop's clock. The result is never later than
    ``received_at`` nor earlier than ``previous``, the device's last edit.
    """
    age = max(sent_at - client_at, timedelta(0))
    try:
        moment = received_at - age
    except OverflowError:
        moment = received_at
    return min(received_at, max(moment, previous)) if previous else moment


def microseconds(moment: datetime) -> int:
    """Return a time as whole microseconds since 1970, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
