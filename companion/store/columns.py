"""How a record's JSON fields become the columns of its table, and back.

Whatever a newer server sends must be storable, so a value of a type the column does not expect is
kept as JSON text or left empty rather than refused; reading a record back is where it is strict.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Boolean, Integer

from companion.domain.errors import RejectedError
from companion.store.moments import moment_text
from companion.store.tables import RECORD_TABLES, SYNC_COLUMNS, JsonText, Moment
from companion.wire.records import ENTITIES, field_names, from_fields, parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import ColumnElement, Row

    from companion.wire.records import Fields, Record

_LARGEST = 2**63 - 1
_PADDED, _WHOLE = len("2026-01-01T00:00:00.000000Z"), len("2026-01-01T00:00:00Z")


def to_columns(entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the typed columns of a record, all of them; absent fields take their defaults."""
    return {
        name: write(fields[name]) if name in fields else default
        for name, write, default in _writers(entity)
    }


def read_record(entity: str, row: Row[Any]) -> Record:
    """Build a record from a row that has its ``id`` and typed columns.

    A field this version cannot understand (a word that a newer one added) takes its default.

    Raises:
        RejectedError: what cannot be understood has no default.
    """
    fields = to_fields(entity, row)
    try:
        return from_fields(entity, row.id, fields)
    except RejectedError as error:
        strange = {problem.field.split(".")[0] for problem in error.problems}
        readable = {name: value for name, value in fields.items() if name not in strange}
        return from_fields(entity, row.id, readable)


def read_records(entity: str, rows: Iterable[Row[Any]]) -> list[Any]:
    """Build the records of several rows, in their order."""
    return [read_record(entity, row) for row in rows]


def to_fields(entity: str, row: Row[Any]) -> Fields:
    """Return the fields a row holds as JSON values; empty columns are left out."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for it
    return {name: read(values[name]) for name, read in _readers(entity) if values[name] is not None}


@cache
def record_columns(entity: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of a record's table in order to read records from it."""
    table = RECORD_TABLES[entity]
    return (table.c.id, *(table.c[name] for name, _ in _readers(entity)))


@cache
def _typed_columns(entity: str) -> tuple[Any, ...]:
    names = field_names(entity)
    table = RECORD_TABLES[entity]
    return tuple(
        column for column in table.c if column.name not in SYNC_COLUMNS and column.name in names
    )


@cache
def _writers(entity: str) -> tuple[tuple[str, Callable[[Any], Any], Any], ...]:
    defaults = _defaults(ENTITIES[entity].record_type)
    return tuple(
        (column.name, write := _writer(column.type), write(defaults.get(column.name)))
        for column in _typed_columns(entity)
    )


def _defaults(record_type: Any) -> Mapping[str, Any]:
    """Return the defaults of a record's fields as JSON values, where it has some."""
    values = {
        each.name: each.default for each in dataclasses.fields(record_type) if _has_default(each)
    }
    return cast("dict[str, Any]", parse_json(write_json(values)))


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING


@cache
def _readers(entity: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((column.name, _reader(column.type)) for column in _typed_columns(entity))


def _writer(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, JsonText):
        return _json
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, Boolean):
        return _flag
    return _number if isinstance(kind, Integer) else _text


def _reader(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, JsonText):
        return parse_json
    return bool if isinstance(kind, Boolean) else _same


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str | None:
    return value if value is None or type(value) is str else _json(value)


def _json(value: Any) -> str | None:
    return None if value is None else write_json(value).decode()


def _flag(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _number(value: Any) -> int | None:
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else None


def _moment(value: Any) -> str | None:
    if type(value) is not str:
        return None
    if value.endswith("Z") and value.isascii():
        if len(value) == _PADDED:
            return value
        if len(value) == _WHOLE:
            return f"{value[:-1]}.000000Z"
    try:
        return moment_text(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return value
