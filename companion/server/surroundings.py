"""What edits are about and refer to, read in as few queries as can be, as one writer sees it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, cast, false, literal, null, select, union_all

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.among import is_among
from companion.server.bars.numbers import Bars
from companion.server.edits import AbsentError
from companion.server.kept import Kept, kept_records, portions
from companion.server.objectors import Marks, phones_in
from companion.server.rights.erased import ErasedError, erased_among
from companion.server.tables import RECORD_TABLES
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import CompoundSelect, Connection, Select

    from companion.server.edits import Edit
    from companion.wire.records import Fields

_Key = tuple[str, str]


class Surroundings:
    """Records of one organisation as a writing transaction sees them, its own writes included."""

    def __init__(self, cx: Connection, org: str, number_key: bytes | None = None) -> None:
        self._cx = cx
        self._org = org
        self._kept: dict[_Key, Kept | None] = {}
        self._prospects: dict[_Key, str | None] = {}  # a record there is, and whose it is
        self._owners: dict[str, str | None] = {}
        self._gone: set[str] = set()  # prospects that were deleted
        self._erased: set[str] = set()
        self.bars = Bars(cx, org, number_key)
        self._marks = Marks(cx, org, self.bars, self.kept)

    def prepare(self, edits: Sequence[Edit]) -> None:
        """Read ahead what these edits are about and what they refer to."""
        about: dict[str, set[str]] = {}
        referred: dict[str, set[str]] = {}
        for edit in edits:
            if edit.entity in ENTITIES:
                about.setdefault(edit.entity, set()).add(edit.id)
                for target, target_id in _references(edit.entity, edit.fields):
                    referred.setdefault(target, set()).add(target_id)
        unread = _without(about, self._kept)
        there = self._place(_joined(unread, _without(referred, self._prospects)))
        for entity, ids in unread.items():
            self._read(entity, ids & there.get(entity, set()))
            self._kept.update(((entity, each), None) for each in ids - there.get(entity, set()))
        self._own({each for each in self._prospects.values() if each})
        personal = [edit for edit in edits if is_personal(edit.entity)]
        self._erased |= erased_among(self._cx, self._org, _named(personal))
        self.bars.look_up(phones_in(edits))

    def check_erased(self, edit: Edit) -> None:
        """Check that a prepared edit is about nobody who was erased.

        Raises:
            ErasedError: it is.
        """
        if (
            self._erased
            and is_personal(edit.entity)
            and not self._erased.isdisjoint(_named([edit]))
        ):
            raise ErasedError

    def marks_after(self, edit: Edit, before: Kept | None, after: Kept) -> dict[str, Fields]:
        """Return what is to be written on prospects, by id, because of what was just written."""
        return self._marks.after(edit, before, after)

    def kept(self, entity: str, record_id: str) -> Kept | None:
        """Return a record as it stands in this transaction, or None."""
        if (entity, record_id) not in self._kept:
            self._read(entity, {record_id})
        return self._kept[entity, record_id]

    def owner(self, prospect_id: str | None) -> str | None:
        """Return whose prospect it is, or None: nobody's, or no such prospect."""
        if prospect_id is None:
            return None
        if prospect_id not in self._owners:
            self._own({prospect_id})
        return self._owners.get(prospect_id)

    def is_gone(self, prospect_id: str) -> bool:
        """Tell whether there was such a prospect, and it was deleted or merged into another."""
        if prospect_id not in self._owners:
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
        for name, entity in ENTITIES[after.entity].references.items():
            target_id = after.fields.get(name)
            if target_id is None or target_id == old.get(name):
                continue
            if not self._exists(entity, str(target_id)):
                raise AbsentError(f"The {entity} this record names is not on the server.")
            if entity == "call" and self._prospects[entity, str(target_id)] != after.prospect_id:
                raise RejectedError("This record names a call with another prospect.")

    def _exists(self, entity: str, record_id: str) -> bool:
        if not is_record_id(record_id):
            return False
        if (entity, record_id) not in self._prospects:
            self._place({entity: {record_id}})
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

    def _place(self, wanted: dict[str, set[str]]) -> dict[str, set[str]]:
        """Note which of these records there are, on which prospects; return them by entity.

        One statement asks for records of every kind, because most of a push's are new.
        """
        there: dict[str, set[str]] = {}
        pairs = [(entity, each) for entity, ids in wanted.items() for each in ids]
        for some in portions(pairs):
            given: dict[str, list[str]] = {}
            for entity, record_id in some:
                given.setdefault(entity, []).append(record_id)
            asked = {"org": self._org} | given
            for row in self._cx.execute(_places(self._cx.dialect.name, tuple(given)), asked):
                there.setdefault(row.entity, set()).add(row.id)
                self._prospects[row.entity, row.id] = row.place
                if row.entity == "prospect":
                    self._owners[row.id] = row.owner_id
                    (self._gone.add if row.is_gone else self._gone.discard)(row.id)
        return there

    def _own(self, prospect_ids: set[str]) -> None:
        self._place({"prospect": prospect_ids - self._owners.keys()})


def _without(ids: dict[str, set[str]], known: Mapping[_Key, object]) -> dict[str, set[str]]:
    found = {
        entity: {each for each in some if (entity, each) not in known}
        for entity, some in ids.items()
    }
    return {entity: some for entity, some in found.items() if some}


def _joined(some: dict[str, set[str]], others: dict[str, set[str]]) -> dict[str, set[str]]:
    return {
        entity: some.get(entity, set()) | others.get(entity, set())
        for entity in sorted(some.keys() | others.keys())
    }


@lru_cache(maxsize=256)
def _places(dialect: str, entities: tuple[str, ...]) -> CompoundSelect[Any]:
    """Ask which records there are: ``(entity, id, place, owner_id, is_gone)``.

    Ids are bound by the name of the entity.
    """
    return union_all(*(_place_of(dialect, each) for each in entities))


def _place_of(dialect: str, entity: str) -> Select[Any]:
    table, field = RECORD_TABLES[entity], ENTITIES[entity].prospect_field
    nothing, is_prospect = cast(null(), String), entity == "prospect"
    return select(
        literal(entity, String).label("entity"),
        table.c.id,
        (table.c[field] if field else nothing).label("place"),
        (table.c.owner_id if is_prospect else nothing).label("owner_id"),
        (table.c.deleted_at.is_not(None) if is_prospect else false()).label("is_gone"),
    ).where(
        table.c.org == bindparam("org"),
        is_among(dialect, table.c.id, entity),
    )


def is_personal(entity: str) -> bool:
    """Tell whether records of an entity are about a prospect."""
    return entity in ENTITIES and ENTITIES[entity].prospect_field is not None


def _named(edits: Iterable[Edit]) -> Iterator[str]:
    for edit in edits:
        yield edit.id
        yield from (each for _, each in _references(edit.entity, edit.fields))


def _references(entity: str, fields: Fields) -> Iterator[_Key]:
    for name, target in ENTITIES[entity].references.items():
        value = fields.get(name)
        if isinstance(value, str) and is_record_id(value):
            yield target, value
