"""Reading request bodies: JSON only, capped before and after gunzip, strict but never fatal.

Starlette neither gunzips requests nor caps them, and both are wanted before a byte is parsed.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.pushes import Parcel, Unreadable
from companion.wire.messages import (
    BYTES_PER_PUSH,
    BYTES_PER_PUSH_EXPANDED,
    CHANGES_PER_PUSH,
    Change,
    Operation,
    Push,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

_GZIP = 31  # zlib's window for gzip's own header and trailer


async def read_body(request: Request) -> bytes:
    """Read a JSON body, gunzipped.

    Raises:
        RejectedError: ``not_json`` (415), ``too_large`` (413) or ``unreadable`` (400).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RejectedError("The body must be application/json.", "not_json")
    sent = bytearray()
    try:
        async for chunk in request.stream():
            sent += chunk
            if len(sent) > BYTES_PER_PUSH:
                raise _too_large()
    except ClientDisconnect as error:  # nobody hears the answer, but it is no bug of ours
        raise RejectedError("The request broke off on its way.", "unreadable") from error
    return _expanded(bytes(sent), request.headers.get("content-encoding", "identity"))


def read_push(body: bytes) -> Parcel:
    """Read a push. A change that cannot be read is named by its id; the others are kept.

    Raises:
        RejectedError: ``unreadable`` (no JSON) or ``invalid`` (no push).
    """
    try:
        push = Push.model_validate_json(body)
    except ValidationError:
        return _read_carefully(body)
    return _parcel(push, push.changes)


def _read_carefully(body: bytes) -> Parcel:
    whole = _loaded(body)
    changes = whole.get("changes") if isinstance(whole, dict) else None
    if not isinstance(changes, list) or len(changes) > CHANGES_PER_PUSH:
        sentence = f"A push carries a list of at most {CHANGES_PER_PUSH} changes."
        raise RejectedError(sentence, "invalid")
    try:
        push = Push.model_validate_json(_dumped({**whole, "changes": []}))
    except ValidationError as error:
        raise invalid_message(error) from None
    readable = [_change(each) for each in changes]
    return _parcel(push, readable)


def _parcel(push: Push, changes: Sequence[Change | Unreadable]) -> Parcel:
    head = push.device_id, push.schema_, push.sent_at
    return Parcel(*head, changes, push.cursor, push.turn, push.brief)


def _change(given: Any) -> Change | Unreadable:
    if isinstance(given, dict) and isinstance(given.get("op"), str):
        _check_operation(given["op"])
    try:
        return Change.model_validate_json(_dumped(given))
    except ValidationError as error:
        change_id = given.get("change_id") if isinstance(given, dict) else None
        if isinstance(change_id, str) and is_record_id(change_id):
            return Unreadable(change_id)
        raise invalid_message(error) from None


def _check_operation(op: str) -> None:
    """Refuse a whole push that asks for more than this version can do: it must not be guessed.

    Raises:
        RejectedError: ``update_needed``.
    """
    if op not in set(Operation):
        sentence = "The server is older than this Companion. Please ask your admin to update it."
        raise RejectedError(sentence, "update_needed")


def invalid_message(error: ValidationError) -> RejectedError:
    """Make the refusal of a message that has not the shape it must have."""
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    if any(each["type"] == "json_invalid" for each in errors):
        return _unreadable()
    places = {".".join(map(str, each["loc"])) for each in errors}
    where = ", ".join(sorted(places)) or "the message"
    return RejectedError(f"This message cannot be read: {where}.", "invalid")


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable() from None


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        return ""


def _expanded(sent: bytes, encoding: str) -> bytes:
    if encoding == "identity":
        return sent
    if encoding != "gzip":
        raise RejectedError("The body may be plain or gzip.", "not_json")
    reader = zlib.decompressobj(_GZIP)
    try:
        body = reader.decompress(sent, BYTES_PER_PUSH_EXPANDED + 1)
    except zlib.error:
        raise RejectedError("The body is not gzip.", "unreadable") from None
    if len(body) > BYTES_PER_PUSH_EXPANDED:
        raise _too_large()
    if not reader.eof or reader.unused_data:
        raise RejectedError("The body was cut off.", "unreadable")
    return body


def _unreadable() -> RejectedError:
    return RejectedError("The body is not JSON.", "unreadable")


def _too_large() -> RejectedError:
    return RejectedError("This is more than one request may carry.", "too_large")
