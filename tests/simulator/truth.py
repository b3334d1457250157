"""What is true: the change log read once more by rules of its own, apart from the server's code.

It knows every value a field ever had, since when, and which values lost; a value that is
overwritten by somebody who did not know it, and listed nowhere, is what must never happen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

DELETED = "is_deleted"
EMPTY = (None, "", [], {})


class Kind(Enum):
    """Which promise a schedule may find broken; the order is that of the last line."""

    LOST = "lost"
    DOUBLED = "doubled"
    DIVERGED = "diverged"
    STUCK = "stuck"


class BrokenPromiseError(AssertionError):
    """Something that must never happen has happened."""

    def __init__(self, sentence: str, kind: Kind) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass
class Held:
    """A record by the log: its fields, who wrote each when, and whether it is deleted."""

    fields: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    is_deleted: bool = False


@dataclass
class Truth:
    """The log so far. ``since`` maps (entity, id, field, value) to when it became current: the
    first time and the last, for people may enter an older value again.
    """

    seq: int = 0
    ids: set[str] = field(default_factory=set)
    records: dict[tuple[str, str], Held] = field(default_factory=dict)
    since: dict[tuple[str, str, str, str], tuple[int, int]] = field(default_factory=dict)
    lost: set[tuple[str, str, str, str]] = field(default_factory=set)
    merged: list[Any] = field(default_factory=list)
    ever_deleted: set[tuple[str, str]] = field(default_factory=set)
    hands: dict[str, set[str]] = field(default_factory=dict)
    epoch: str | None = None

    def read(self, lines: list[Any]) -> None:
        """Read more of the log."""
        for line in lines:
            demand(line.seq == self.seq + 1, f"log has {line.seq} after {self.seq}")
            demand(
                line.change_id not in self.ids,
                f"{line.change_id} is in the log twice",
                Kind.DOUBLED,
            )
            self.seq = line.seq
            self.ids.add(line.change_id)
            if line.outcome == "rejected":
                continue
            if line.op in ("grant", "revoke", "all"):
                continue
            self._enter(line)

    def _enter(self, line: Any) -> None:
        key = line.entity, line.entity_id
        held = self.records.get(key)
        losers = {each["field"]: each for each in line.losers or ()}
        if losers:
            self.merged.append(line)
        for each in losers.values():
            self.lost.add((*key, each["field"], written(each["lost"])))
        if held is None:
            demand(line.op == "create", f"{line.op} of {key} that nobody made")
            held = self.records[key] = Held()
            for name, value in line.fields.items():
                self._put(key, held, name, value, line)
            held.stamps = {"*": (line.seq, line.device_id)}
            return
        if line.op == "delete":
            self._delete(key, held, line, losers)
            return
        for name, value in line.fields.items():
            self._write(key, held, name, value, line, losers.get(name))
        if held.is_deleted:
            is_told = _knew(line, held.stamps[DELETED]) or DELETED in losers
            demand(is_told, f"{key} revived by {line.change_id}, and nobody is told")
            held.is_deleted = False
            held.stamps[DELETED] = (line.seq, line.device_id)

    def _write(
        self, key: tuple[str, str], held: Held, name: str, value: Any, line: Any, loser: Any
    ) -> None:
        present = held.fields.get(name)
        if name in held.fields and written(present) == written(value):
            return
        if loser is not None and written(loser["lost"]) == written(value):
            demand(written(loser["kept"]) == written(present), f"{key} {name}: told another value")
            return
        stamp = held.stamps.get(name) or held.stamps["*"]
        is_new = name not in held.stamps and present in EMPTY
        is_told = loser is not None and written(loser["lost"]) == written(present)
        demand(
            name not in held.fields or is_new or is_told or _knew(line, stamp),
            f"{key} {name}: {present!r} overwritten by {value!r} unseen, and nobody is told",
        )
        self._put(key, held, name, value, line)

    def _put(self, key: tuple[str, str], held: Held, name: str, value: Any, line: Any) -> None:
        if key[0] == "prospect" and name == "owner_id":
            self.hands.setdefault(held.fields.get(name) or "", set()).add(key[1])
        held.fields[name] = value
        held.stamps[name] = (line.seq, line.device_id)
        place = (*key, name, written(value))
        first, _ = self.since.get(place, (line.seq, line.seq))
        self.since[place] = first, line.seq

    def _delete(self, key: tuple[str, str], held: Held, line: Any, losers: dict[str, Any]) -> None:
        if held.is_deleted or DELETED in losers:
            return
        unseen = [stamp for stamp in held.stamps.values() if not _knew(line, stamp)]
        demand(not unseen, f"{key} deleted by one who had not seen {unseen}, and nobody is told")
        held.is_deleted = True
        self.ever_deleted.add(key)
        held.stamps[DELETED] = (line.seq, line.device_id)

    def handed(self, user_id: str) -> set[str]:
        """Return the prospects that were a person's and went to somebody else."""
        return self.hands.get(user_id, set())

    def owner(self, prospect_id: str) -> str | None:
        """Return whose prospect it is."""
        held = self.records.get(("prospect", prospect_id))
        return held.fields.get("owner_id") if held else None


def _knew(line: Any, stamp: tuple[int, str | None]) -> bool:
    if line.device_id is None:  # made on the server, on the record as it stood
        return True
    return line.base_rev >= stamp[0] or line.device_id == stamp[1]


def written(value: Any) -> str:
    """Write a value so that it can be compared and looked up."""
    return f"={value}" if type(value) is str else json.dumps(value, sort_keys=True)


def give_up(because: str, kind: Kind = Kind.LOST) -> NoReturn:
    """End a schedule: what must never happen has happened.

    Raises:
        BrokenPromiseError: always.
    """
    raise BrokenPromiseError(because, kind)


def demand(is_so: bool, otherwise: str, kind: Kind = Kind.LOST) -> None:
    """Make sure of something that must always hold.

    Raises:
        BrokenPromiseError: it does not.
    """
    if not is_so:
        give_up(otherwise, kind)
