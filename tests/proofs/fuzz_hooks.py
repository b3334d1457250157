"""What schemathesis cannot know: whose laptop asks, codes that are good, fields records have.

Only values that are valid already are put in the place of others, so that what is made wrong on
purpose stays wrong. Loaded by schemathesis through ``SCHEMATHESIS_HOOKS``.
"""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from typing import Any

import schemathesis

from companion.domain.ids import is_record_id, new_id
from companion.wire.messages import Push
from companion.wire.records import ENTITIES, to_fields
from tests.wire.examples import RECORDS

DEVICE = "COMPANION_FUZZ_DEVICE"
CODES = "COMPANION_FUZZ_CODES"
USER = "COMPANION_FUZZ_USER"
PROSPECT = "COMPANION_FUZZ_PROSPECT"
KEY = "COMPANION_FUZZ_KEY"
LONGEST_CODE = 100
MOST_TURNS = 2**53
MOST_CHANGES = 150
MORE = 6

_codes = itertools.cycle(os.environ.get(CODES, "none").split())
_turns = itertools.count(1)
_thirds = itertools.cycle(range(3))
_operations = itertools.cycle(("create", "patch", "patch", "delete"))
_entities = itertools.cycle(ENTITIES)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]
) -> None:
    """Give a body, just before it is sent, what it needs to get past the first door."""
    body = case.body
    if not isinstance(body, dict):
        return
    if case.operation.label == "POST /v1/push":
        case.body = _pushed(body)
    elif case.operation.label == "POST /v1/enroll" and _is_code(body.get("code")):
        case.body = body | {"code": next(_codes)}


def _pushed(body: dict[str, Any]) -> dict[str, Any]:
    if _is_id(body.get("device_id")):
        body = body | {"device_id": os.environ[DEVICE]}
    if _is_turn(body.get("turn", 0)):
        body = body | {"turn": next(_turns)}
    changes = body.get("changes")
    if isinstance(changes, list) and len(changes) <= MOST_CHANGES:
        odd = [value for name, value in body.items() if name not in Push.model_fields]
        more = [{"change_id": new_id(), "fields": dict(enumerate(odd))} for _ in range(MORE)]
        body = body | {"changes": [_known(each) for each in (*changes, *more)]}
    return body


def _known(change: Any) -> Any:
    """Make two of three changes that are valid already ones of a kind of record there is.

    Some of its fields get values that the change was made with, whatever they are.
    """
    if not isinstance(change, dict) or not _is_id(change.get("change_id")) or not next(_thirds):
        return change
    entity = next(_entities)
    fields = to_fields(RECORDS[entity])
    known = {"owner_id": USER, "rep_id": USER, "prospect_id": PROSPECT}
    fields |= {name: os.environ[known[name]] for name in fields if name in known}
    odd = [*change.values(), *_values(change.get("fields"))][: len(fields) // 2]
    fields |= dict(zip(fields, odd, strict=False))
    record_id = os.environ[PROSPECT] if entity == "prospect" else new_id()
    return {
        **change,
        "entity": entity,
        "id": record_id,
        "op": next(_operations),
        "base_rev": 1,
        "fields": fields,
        "client_at": datetime.now(UTC).isoformat(),
    }


def _values(fields: Any) -> list[Any]:
    return list(fields.values()) if isinstance(fields, dict) else []


def _is_turn(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < MOST_TURNS and value == int(value)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_CODE


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and is_record_id(value)
