"""Records as the server keeps them: between the rows of the tables and the wire's fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - a field's type
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Date, bindparam, delete, select, update

from companion.server.among import is_among
from companion.server.columns import Moment
from companion.server.merging import EVERY_FIELD, Stamp
from companion.server.tables import RECORD_TABLES, prospect_key
from companion.wire.messages import CurrentRecord
from companion.wire.records import ENTITIES, field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping, Select
    from sqlalchemy.sql.dml import Update

    from companion.server.rows import Writing
    from companion.wire.records import Fields, Record

PORTION = 500
"""How many ids one query asks for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as the server has it: known ``fields`` and ``extra`` as JSON, stamps per field."""

    entity: str
    id: str
    fields: Fields
    extra: Fields = field(default_factory=dict)
    rev: int = 0
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    deleted_at: datetime | None = None

    @property
    def all_fields(self) -> Fields:
        """Return every field, those this version does not know too."""
        return {**self.fields, **self.extra} if self.extra else self.fields

    @property
    def prospect_id(self) -> str | None:
        """Return the prospect the record hangs on, or None."""
        name = ENTITIES[self.entity].prospect_field
        if name is None:
            return None
        return self.id if name == "id" else str(self.fields[name])

    @property
    def made_at(self) -> int:
        """Return when the record was made, effective, in microseconds since 1970."""
        return self.stamps[EVERY_FIELD].at

    def current(self) -> CurrentRecord:
        """Return the record as messages carry it."""
        is_deleted = self.deleted_at is not None
        return CurrentRecord.model_construct(  # our own record: nothing of it needs checking
            entity=self.entity,
            id=self.id,
            rev=self.rev,
            fields={} if is_deleted else self.all_fields,
            is_deleted=is_deleted,
        )


def portions(ids: Iterable[Any], count: int = PORTION) -> Iterator[list[Any]]:
    """Part a collection into lists of at most ``count``."""
    whole = list(ids)
    for start in range(0, len(whole), count):
        yield whole[start : start + count]


def kept_records(cx: Connection, org: str, entity: str, ids: Iterable[str]) -> dict[str, Kept]:
    """Read records by id, tombstones too. Ids that do not exist are left out."""
    found: dict[str, Kept] = {}
    for some in portions(ids):
        rows = cx.execute(_by_id(cx.dialect.name, entity), {"org": org, "ids": some})
        found.update((row["id"], to_kept(entity, row)) for row in rows.mappings())
    return found


def to_kept(entity: str, row: RowMapping) -> Kept:
    """Turn a row of an entity's table into a record."""
    return Kept(
        entity=entity,
        id=row["id"],
        fields=row_fields(entity, row),
        extra=row["extra"],
        rev=row["rev"],
        stamps={name: Stamp(*stamp) for name, stamp in row["field_rev"].items()},
        deleted_at=row["deleted_at"],
    )


def row_fields(entity: str, row: RowMapping) -> Fields:
    """Return the known fields of a row as JSON values, exactly as ``to_fields`` writes them."""
    fields: Fields = to_jsonable_python({name: row[name] for name in _names(entity)})
    return fields


def write_records(
    cx: Connection, writing: Writing, org: str, written: Sequence[tuple[Kept, Record, bool]]
) -> None:
    """Write records, each given with its noun and whether it is new; parents go first."""
    for entity in ENTITIES:
        mine = [each for each in written if each[0].entity == entity]
        new = [_row(org, kept, record) for kept, record, is_new in mine if is_new]
        old = [_row(org, kept, record) for kept, record, is_new in mine if not is_new]
        writing.insert(RECORD_TABLES[entity], new)
        if old:
            writing.settle()
            cx.execute(_update(entity), [_bound(row) for row in old])
    _write_keys(cx, writing, org, [each for each in written if each[0].entity == "prospect"])


def _row(org: str, kept: Kept, record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(record, name) if is_typed else kept.fields[name]
        for name, is_typed in _columns(kept.entity)
    }
    values |= {
        "org": org,
        "id": kept.id,
        "rev": kept.rev,
        "field_rev": kept.stamps,
        "extra": kept.extra,
        "deleted_at": kept.deleted_at,
    }
    return values


def _bound(row: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


@cache
def _by_id(dialect: str, entity: str) -> Select[Any]:
    table = RECORD_TABLES[entity]
    wanted = is_among(dialect, table.c.id, "ids")
    return select(table).where(table.c.org == bindparam("org"), wanted)


@cache
def _update(entity: str) -> Update:
    table = RECORD_TABLES[entity]
    values: dict[str, Any] = {
        c.name: bindparam(f"new_{c.name}") for c in table.c if not c.primary_key
    }
    return (
        update(table)
        .where(table.c.org == bindparam("new_org"), table.c.id == bindparam("new_id"))
        .values(values)
    )


@cache
def _names(entity: str) -> tuple[str, ...]:
    names = field_names(entity)
    # SQLAlchemy's own kind of text costs pydantic twenty times as much as plain text does.
    return tuple(str(each.name) for each in RECORD_TABLES[entity].c if each.name in names)


@cache
def _columns(entity: str) -> tuple[tuple[str, bool], ...]:
    columns = RECORD_TABLES[entity].c
    return tuple((name, _is_time(columns[name].type)) for name in _names(entity))


def _is_time(kind: object) -> bool:
    return isinstance(kind, Moment | Date)


def _write_keys(
    cx: Connection, writing: Writing, org: str, written: Sequence[tuple[Kept, Record, bool]]
) -> None:
    old = [kept.id for kept, _, is_new in written if not is_new]
    for some in portions(old):
        mine = prospect_key.c.org == org, prospect_key.c.prospect_id.in_(some)
        cx.execute(delete(prospect_key).where(*mine))
    rows = [row for kept, _, _ in written if not kept.deleted_at for row in _keys(org, kept)]
    writing.insert(prospect_key, rows)


def _keys(org: str, kept: Kept) -> list[dict[str, str]]:
    fields: Any = kept.fields
    keys = {("email", each) for each in fields["emails"]}
    keys |= {("phone", each) for each in fields["phones"]}
    keys |= {(external_kind(each["system"]), each["value"]) for each in fields["external_ids"]}
    return [
        {"org": org, "kind": kind, "value": value, "prospect_id": kept.id}
        for kind, value in sorted(keys)
    ]


def external_kind(system: str) -> str:
    """Return the kind under which an external id of a system is looked up."""
    return f"id:{system}"
