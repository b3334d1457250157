"""The records that travel: how each noun of the domain becomes JSON and back, strictly.

The domain's dataclasses are the one definition. A record travels as its ``id`` and ``fields``;
a patch carries only the fields that changed. Fields this version does not know are kept aside as
``extra`` and echoed unchanged, so that an older peer never erases what a newer one wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, get_type_hints

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json, to_jsonable_python

from companion.domain.answers import Answer, Decision
from companion.domain.calls import Call
from companion.domain.campaigns import Campaign
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import is_record_id
from companion.domain.objections import Category, Objection
from companion.domain.people import User
from companion.domain.problems import Problem
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.proposals import Proposal
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_UTC = timedelta(0)

Fields = dict[str, JsonValue]
"""A record without its id, as JSON values by field name."""


class Record(Protocol):
    """What every travelling noun has."""

    @property
    def id(self) -> str:
        """Return the record's UUIDv7."""
        ...

    def problems(self) -> list[Problem]:
        """List what must be mended before the record can be kept."""
        ...


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record on the wire.

    ``prospect_field`` names the field that ties it to a prospect ("id" on the prospect itself,
    None for records every laptop of the organisation has). ``references`` maps fields to the
    entity their id points at.
    """

    name: str
    record_type: type[Record]
    prospect_field: str | None
    references: Mapping[str, str]


_PROSPECT = {"prospect_id": "prospect"}

ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity("user", User, None, {}),
        Entity("category", Category, None, {}),
        Entity("campaign", Campaign, None, {}),
        Entity("promise", Promise, None, {"campaign_id": "campaign"}),
        Entity("promise_version", PromiseVersion, None, {"promise_id": "promise"}),
        Entity("answer", Answer, None, {"campaign_id": "campaign"}),
        Entity("prospect", Prospect, "id", {"owner_id": "user"}),
        Entity(
            "touch",
            Touch,
            "prospect_id",
            _PROSPECT | {"campaign_id": "campaign", "promise_version_id": "promise_version"},
        ),
        Entity(
            "call",
            Call,
            "prospect_id",
            _PROSPECT | {"rep_id": "user", "promise_version_id": "promise_version"},
        ),
        Entity(
            "objection",
            Objection,
            "prospect_id",
            _PROSPECT
            | {"call_id": "call", "promise_version_id": "promise_version", "answer_id": "answer"},
        ),
        Entity(
            "follow_up", FollowUp, "prospect_id", _PROSPECT | {"call_id": "call", "rep_id": "user"}
        ),
        Entity(
            "decision",
            Decision,
            None,
            {
                "decided_by": "user",
                "promise_id": "promise",
                "promise_version_id": "promise_version",
                "answer_id": "answer",
            },
        ),
        Entity(
            "proposal",
            Proposal,
            None,
            {
                "promise_version_id": "promise_version",
                "proposed_by": "user",
                "settled_by": "user",
                "adopted_version_id": "promise_version",
            },
        ),
    )
}
"""Every entity by name, parents before children: this is also a safe order to write them in."""


def entity_of(record: Record) -> Entity:
    """Return the entity a record belongs to."""
    return _by_type()[type(record)]


def to_fields(record: Record) -> Fields:
    """Return a record's fields as JSON values, all of them but ``id``.

    Times are RFC 3339 in UTC with ``Z``, dates ISO 8601, enumerations their words.
    """
    written: Fields = to_jsonable_python(record)
    del written["id"]
    return written


def from_fields(entity: str, record_id: str, given: Mapping[str, JsonValue]) -> Record:
    """Build a record from its fields; unknown fields are left out, missing ones take defaults.

    Raises:
        RejectedError: ``unknown_entity``, or ``invalid`` with a problem per field.
    """
    kind = known_entity(entity)
    known, _ = split_fields(entity, given)
    known["id"] = record_id
    try:
        record: Record = _adapter(kind.record_type).validate_json(to_json(known), strict=True)
    except ValidationError as error:
        raise _rejected(entity, _listed(error)) from None
    if wrong := _moment_problems(entity, _values(entity, record)):
        raise _rejected(entity, wrong)
    return record


def split_fields(entity: str, given: Mapping[str, JsonValue]) -> tuple[Fields, Fields]:
    """Part the fields this version knows from those it only keeps: ``(known, extra)``."""
    names = field_names(entity)
    if given.keys() <= names:  # nearly always
        return dict(given), {}
    known = {name: value for name, value in given.items() if name in names}
    extra = {name: value for name, value in given.items() if name not in names}
    return known, extra


def check_patch(entity: str, given: Mapping[str, JsonValue]) -> None:
    """Check the type of each known field of a patch, without the rest of the record.

    Raises:
        RejectedError: ``unknown_entity``, or ``invalid`` with a problem per field.
    """
    known, _ = split_fields(entity, given)
    values: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, value in known.items():
        try:
            adapter = _field_adapters(entity)[name]
            values[name] = adapter.validate_json(to_json(value), strict=True)
        except ValidationError as error:
            wrong += _listed(error, name)
    if wrong := wrong + _moment_problems(entity, values):
        raise _rejected(entity, wrong)


def check_record(record: Record) -> None:
    """Check a whole record against the rules of its noun.

    Raises:
        RejectedError: ``invalid``, with every problem the record has.
    """
    problems = record.problems()
    if not is_record_id(record.id):
        problems.insert(0, Problem("id", "invalid", "The record's id is not a UUID."))
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)


def field_names(entity: str) -> frozenset[str]:
    """Return the names of the fields of an entity, without ``id``."""
    return _field_names(known_entity(entity).name)


def known_entity(name: str) -> Entity:
    """Return an entity by name.

    Raises:
        RejectedError: ``unknown_entity``.
    """
    try:
        return ENTITIES[name]
    except KeyError:
        sentence = f"This version of Companion does not know “{name}”. Please update it."
        raise RejectedError(sentence, "unknown_entity") from None


def parse_json(text: str | bytes) -> JsonValue:
    """Read one JSON value, strictly: no NaN, no Infinity.

    Raises:
        ValueError: it is no JSON.
    """
    value: JsonValue = from_json(text, allow_inf_nan=False)
    return value


def write_json(value: Any) -> bytes:
    """Write a value as compact UTF-8 JSON, the way records and messages are written."""
    return to_json(value)


@cache
def _by_type() -> dict[type[Any], Entity]:
    return {entity.record_type: entity for entity in ENTITIES.values()}


@cache
def _field_names(entity: str) -> frozenset[str]:
    return frozenset(_hints(entity)) - {"id"}


@cache
def _hints(entity: str) -> dict[str, Any]:
    record_type: Any = ENTITIES[entity].record_type
    hints = get_type_hints(record_type)
    return {field.name: hints[field.name] for field in fields(record_type)}


@cache
def _adapter(record_type: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(record_type)


@cache
def _field_adapters(entity: str) -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(hint) for name, hint in _hints(entity).items() if name != "id"}


@cache
def _moments(entity: str) -> tuple[str, ...]:
    hints = _hints(entity).items()
    return tuple(name for name, hint in hints if hint in (datetime, datetime | None))


def _moment_problems(entity: str, values: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(name, "invalid", "A time must be in UTC and say so with a Z.")
        for name in _moments(entity)
        if isinstance(values.get(name), datetime) and values[name].utcoffset() != _IN_UTC
    ]


def _values(entity: str, record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _moments(entity)}


def _listed(error: ValidationError, *within: str) -> list[Problem]:
    return [
        Problem(".".join((*within, *map(str, each["loc"]))), "invalid", f"{each['msg']}.")
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _rejected(entity: str, problems: list[Problem]) -> RejectedError:
    where = ", ".join(dict.fromkeys(problem.field for problem in problems)) or "the record"
    return RejectedError(f"This {entity} cannot be read: {where}.", problems=problems)
