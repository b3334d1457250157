"""What the protocol's routes share: which token is shown, how a message is answered or refused."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from companion.server.parts import Parts, parts_of
from companion.wire.messages import Refusal

if TYPE_CHECKING:
    from pydantic import BaseModel

_WORTH_PACKING = 1_000
_PACKING = 4

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body is not JSON, not gzip, or cut off."},
    401: {"model": Refusal, "description": "No token, or one that is not valid (any more)."},
    403: {"model": Refusal, "description": "This laptop or code may not do this."},
    404: {"model": Refusal, "description": "There is nothing of this name here."},
    409: {"model": Refusal, "description": "The cursor means nothing here: resync."},
    410: {"model": Refusal, "description": "The cursor is too old to go on from: resync."},
    413: {"model": Refusal, "description": "More than one request may carry."},
    415: {"model": Refusal, "description": "Not application/json, plain or gzip."},
    422: {"model": Refusal, "description": "Not the message or parameter it must be."},
    426: {"model": Refusal, "description": "One side is too old for the other."},
    500: {"model": Refusal, "description": "A bug on the server; nothing was changed."},
    503: {"model": Refusal, "description": "Busy: come back after Retry-After seconds."},
}

_bearer = HTTPBearer(
    auto_error=False, scheme_name="device token", description="The token of POST /v1/enroll."
)
PartsOf = Annotated[Parts, Depends(parts_of)]
Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a route."""
    return {status: _REFUSED[status] for status in (*statuses, 500, 503)}


def body_of(name: str) -> dict[str, Any]:
    """Describe the body of a route that reads it itself."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def token_of(shown: HTTPAuthorizationCredentials | None) -> str:
    """Return the token a request shows, empty if none."""
    return shown.credentials if shown else ""


def reply(
    message: BaseModel, request: Request | None = None, without: set[str] | None = None
) -> Response:
    """Answer with a message, packed if it is long and the asker of ``request`` can unpack it.

    ``without`` names members at their default that go unsaid.
    """
    return reply_body(message.model_dump_json(exclude=without).encode(), request)


def reply_body(body: bytes, request: Request | None = None) -> Response:
    """Answer with JSON that is written already, packed like a message."""
    accepted = request.headers.get("accept-encoding", "") if request else ""
    if len(body) < _WORTH_PACKING or "gzip" not in accepted:
        return Response(body, media_type="application/json")
    packed = gzip.compress(body, _PACKING, mtime=0)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(packed, headers=headers, media_type="application/json")
