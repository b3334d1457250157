"""What edits are about and refer to, read in as few queries as can be, as one writer sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.edits import AbsentError
from companion.server.kept import Kept, kept_records, portions
from companion.server.tables import RECORD_TABLES, prospect
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from companion.server.edits import Edit
    from companion.wire.records import Fields

_Key = tuple[str, str]


class Surroundings:
    """Records of one organisation as a writing transaction sees them, its own writes included."""

    def __init__(self, cx: Connection, org: str) -> None:
        self._cx = cx
        self._org = org
        self._kept: dict[_Key, Kept | None] = {}
        self._prospects: dict[_Key, str | None] = {}  # a record there is, and whose it is
        self._owners: dict[str, str | None] = {}
        self._gone: set[str] = set()  # prospects that were deleted

    def prepare(self, edits: Iterable[Edit]) -> None:
        """Read ahead what these edits are about and what they refer to."""
        about: dict[str, set[str]] = {}
        referred: dict[str, set[str]] = {}
        for edit in edits:
            if edit.entity in ENTITIES:
                about.setdefault(edit.entity, set()).add(edit.id)
                for target, target_id in _references(edit.entity, edit.fields):
                    referred.setdefault(target, set()).add(target_id)
        for entity, ids in about.items():
            self._read(entity, {each for each in ids if (entity, each) not in self._kept})
        for entity, ids in referred.items():
            self._place(entity, {each for each in ids if (entity, each) not in self._prospects})
        self._own({each for each in self._prospects.values() if each})

    def kept(self, entity: str, record_id: str) -> Kept | None:
        """Return a record as it stands in this transaction, or None."""
        if (entity, record_id) not in self._kept:
            self._read(entity, {record_id})
        return self._kept[entity, record_id]

    def owner(self, prospect_id: str | None) -> str | None:
        """Return whose prospect it is, or None: nobody's, or no such prospect."""
        if prospect_id is None:
            return None
        self._own({prospect_id})
        return self._owners.get(prospect_id)

    def is_gone(self, prospect_id: str) -> bool:
        """Tell whether there was such a prospect, and it was deleted or merged into another."""
        self._own({prospect_id})
        return prospect_id in self._gone

    def keep(self, kept: Kept) -> None:
        """Take note of a record this transaction writes."""
        self._kept[kept.entity, kept.id] = kept
        self._know(kept)

    def check_references(self, after: Kept, before: Kept | None) -> None:
        """Check that what a record points at is there, in its organisation, on its prospect.

        Raises:
            RejectedError: ``invalid``.
        """
        old = {} if before is None else before.fields
        changed = {name: v for name, v in after.fields.items() if old.get(name) != v}
        for name, entity in ENTITIES[after.entity].references.items():
            target_id = changed.get(name)
            if target_id is None:
                continue
            if not self._exists(entity, str(target_id)):
                raise AbsentError(f"The {entity} this record names is not on the server.")
            if entity == "call" and self._prospects[entity, str(target_id)] != after.prospect_id:
                raise RejectedError("This record names a call with another prospect.")

    def _exists(self, entity: str, record_id: str) -> bool:
        if not is_record_id(record_id):
            return False
        if (entity, record_id) not in self._prospects:
            self._place(entity, {record_id})
        return (entity, record_id) in self._prospects

    def _read(self, entity: str, ids: set[str]) -> None:
        found = kept_records(self._cx, self._org, entity, ids)
        for record_id in ids:
            kept = found.get(record_id)
            self._kept[entity, record_id] = kept
            if kept is not None:
                self._know(kept)

    def _know(self, kept: Kept) -> None:
        self._prospects[kept.entity, kept.id] = kept.prospect_id
        if kept.entity == "prospect":
            owner = kept.fields["owner_id"]
            self._owners[kept.id] = None if owner is None else str(owner)
            (self._gone.add if kept.deleted_at else self._gone.discard)(kept.id)

    def _place(self, entity: str, ids: set[str]) -> None:
        table, field = RECORD_TABLES[entity], ENTITIES[entity].prospect_field
        columns = (table.c.id, table.c[field or "id"])
        for some in portions(ids):
            mine = table.c.org == self._org, table.c.id.in_(some)
            for record_id, place in self._cx.execute(select(*columns).where(*mine)):
                self._prospects[entity, record_id] = place if field else None

    def _own(self, prospect_ids: set[str]) -> None:
        for some in portions(prospect_ids - self._owners.keys()):
            mine = prospect.c.org == self._org, prospect.c.id.in_(some)
            columns = prospect.c.id, prospect.c.owner_id, prospect.c.deleted_at
            rows = self._cx.execute(select(*columns).where(*mine)).all()
            self._owners.update((row.id, row.owner_id) for row in rows)
            self._gone.update(row.id for row in rows if row.deleted_at is not None)


def _references(entity: str, fields: Fields) -> Iterator[_Key]:
    for name, target in ENTITIES[entity].references.items():
        value = fields.get(name)
        if isinstance(value, str) and is_record_id(value):
            yield target, value
