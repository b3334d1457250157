"""The sync protocol over HTTP, version 1, for laptops; ``docs/protocol.md`` describes it.

Nothing here decides anything: a route reads a message, asks the room that knows, and answers.
"""

from __future__ import annotations

import gzip
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import RejectedError, UnavailableError
from companion.server.bodies import invalid_message, read_body, read_push
from companion.server.cursors import check_cursor, read_cursor
from companion.server.devices import (
    Laptop,
    authenticate,
    check_reading,
    enroll,
    is_seen_late,
    note_seen,
)
from companion.server.feed import Page, read_page
from companion.server.organisations import find_identity
from companion.server.parts import Parts, parts_of
from companion.server.pushes import OLDEST_SCHEMA, Parcel, push
from companion.server.snapshots import read_snapshot
from companion.server.walls import enter
from companion.wire.messages import (
    API,
    CURSOR_LENGTH,
    ITEMS_PER_PULL,
    PRODUCT,
    SCHEMA,
    Enroll,
    Enrolled,
    Hello,
    Limits,
    Pulled,
    Pushed,
    Refusal,
    Snapshot,
    Waited,
)

_WORTH_PACKING = 1_000
_PACKING = 4

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body is not JSON, not gzip, or cut off."},
    401: {"model": Refusal, "description": "No token, or one that is not valid (any more)."},
    403: {"model": Refusal, "description": "This laptop or code may not do this."},
    409: {"model": Refusal, "description": "The cursor means nothing here: resync."},
    410: {"model": Refusal, "description": "The cursor is too old to go on from: resync."},
    413: {"model": Refusal, "description": "More than one request may carry."},
    415: {"model": Refusal, "description": "Not application/json, plain or gzip."},
    422: {"model": Refusal, "description": "Not the message or parameter it must be."},
    426: {"model": Refusal, "description": "One side is too old for the other."},
    500: {"model": Refusal, "description": "A bug on the server; nothing was changed."},
    503: {"model": Refusal, "description": "Busy: come back after Retry-After seconds."},
}

sync_router = APIRouter(prefix="/v1", tags=["sync"])
_bearer = HTTPBearer(
    auto_error=False, scheme_name="device token", description="The token of POST /v1/enroll."
)
_Parts = Annotated[Parts, Depends(parts_of)]
_Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_Cursor = Annotated[
    str,
    Query(max_length=CURSOR_LENGTH, description="From the last pull; empty: from the start."),
]


def _refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: _REFUSED[status] for status in (*statuses, 500, 503)}


def _body_of(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@sync_router.get("/hello", response_model=Hello, responses=_refused())
def hello(parts: _Parts) -> Response:
    """Say who this server is and what it speaks. Needs no token."""
    limits = Limits(wait_seconds=parts.settings.wait_seconds)
    with parts.database.read() as cx:  # a restore while we serve makes a new one
        epoch = (find_identity(cx) or parts.identity).epoch
    message = Hello(
        product=PRODUCT,
        server_id=parts.identity.server_id,
        epoch=epoch,
        api=(API, API),
        schema_=(OLDEST_SCHEMA, SCHEMA),
        limits=limits,
        time=parts.clock.now(),
    )
    return _reply(message)


@sync_router.post(
    "/enroll",
    response_model=Enrolled,
    responses=_refused(400, 403, 413, 415, 422),
    openapi_extra=_body_of("Enroll"),
)
async def enroll_laptop(request: Request, parts: _Parts) -> Response:
    """Sign a laptop in with a one-time code. The same laptop may repeat it."""
    body = await read_body(request)
    try:
        asked = Enroll.model_validate_json(body)
    except ValidationError as error:
        raise invalid_message(error) from None
    return _reply(await run_in_threadpool(_enroll, parts, asked))


@sync_router.post(
    "/push",
    response_model=Pushed,
    responses=_refused(400, 401, 403, 409, 413, 415, 422, 426),
    openapi_extra=_body_of("Push"),
)
async def push_changes(request: Request, parts: _Parts, shown: _Shown) -> Response:
    """Take changes, each answered with one outcome. A repeated change is applied once."""
    body = await read_body(request)
    pushed = await run_in_threadpool(_push, parts, shown, body)
    return await run_in_threadpool(_reply, pushed, request)


@sync_router.get("/pull", response_model=Pulled, responses=_refused(401, 403, 409, 410, 422))
def pull(
    request: Request,
    parts: _Parts,
    shown: _Shown,
    cursor: _Cursor = "",
    limit: Annotated[int, Query(ge=1, le=ITEMS_PER_PULL)] = ITEMS_PER_PULL,
    digest: Annotated[
        bool, Query(description="Have the last page say what must be there.")
    ] = False,
) -> Response:
    """Give the records that changed since the cursor, each at its newest state."""
    asked = read_cursor(cursor)
    with parts.database.read() as cx:
        laptop = authenticate(cx, _token(shown))
        check_reading(laptop)
        page = read_page(cx, laptop.actor, asked, limit, with_digest=digest)
    _note(parts, laptop, page)
    message = Pulled.model_construct(
        items=page.items,
        cursor=str(page.cursor),
        more=page.has_more,
        doubles=page.doubles,
        digest=page.digest,
    )
    return _reply(message, request)


@sync_router.get("/snapshot", response_model=Snapshot, responses=_refused(401, 403, 409, 422))
def snapshot(
    request: Request,
    parts: _Parts,
    shown: _Shown,
    after: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the last page.")] = "",
    as_of: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the first page.")] = "",
    limit: Annotated[int, Query(ge=1, le=ITEMS_PER_PULL)] = ITEMS_PER_PULL,
    since: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the last pull.")] = "",
) -> Response:
    """Give everything there is, page by page, to a laptop that must begin anew."""
    with parts.database.read() as cx:
        laptop = authenticate(cx, _token(shown))
        check_reading(laptop)
        page = read_snapshot(cx, laptop.actor, after, as_of, limit, since)
    return _reply(page, request)


@sync_router.get("/wait", response_model=Waited, responses=_refused(401, 403, 409, 422))
async def wait(parts: _Parts, shown: _Shown, cursor: _Cursor = "") -> Response:
    """Answer when there is something after the cursor, or when the time is over: a hint."""
    asked = read_cursor(cursor)
    org, is_behind = await run_in_threadpool(_look, parts, _token(shown), asked)
    since = asked.seq if asked else 0
    changed = is_behind or await parts.bell.wait_beyond(org, since, parts.settings.wait_seconds)
    return _reply(Waited(changed=changed))


def _enroll(parts: Parts, asked: Enroll) -> Enrolled:
    with parts.database.write() as cx:
        return enroll(cx, asked, parts.identity, parts.clock.now())


def _push(parts: Parts, shown: HTTPAuthorizationCredentials | None, body: bytes) -> Pushed:
    with parts.database.read() as cx:  # before the body is parsed: strangers cost little
        authenticate(cx, _token(shown))
    parcel = read_push(body)
    _check_schema(parcel)
    with parts.database.write() as cx:
        laptop = authenticate(cx, _token(shown))
        return push(cx, laptop, parcel, parts.clock.now())


def _check_schema(parcel: Parcel) -> None:
    if parcel.schema < OLDEST_SCHEMA:
        sentence = "This Companion is too old for the server. Please update it."
        raise RejectedError(sentence, "update_needed")
    if parcel.schema > SCHEMA:
        sentence = "The server is older than this Companion. Please ask your admin to update it."
        raise RejectedError(sentence, "update_needed")


def _look(parts: Parts, token: str, asked: Any) -> tuple[str, bool]:
    with parts.database.read() as cx:
        laptop = authenticate(cx, token)
        check_reading(laptop)
        newest = check_cursor(cx, laptop.actor.org, asked)
    return laptop.actor.org, newest.seq > (asked.seq if asked else 0)


def _note(parts: Parts, laptop: Laptop, page: Page) -> None:
    now = parts.clock.now()
    if is_seen_late(laptop, now):
        with suppress(UnavailableError), parts.database.write() as cx:
            enter(cx, laptop.actor.org)
            note_seen(cx, laptop, now, last_cursor=str(page.cursor))


def _token(shown: HTTPAuthorizationCredentials | None) -> str:
    return shown.credentials if shown else ""


def _reply(message: BaseModel, request: Request | None = None) -> Response:
    body = message.model_dump_json().encode()
    accepted = request.headers.get("accept-encoding", "") if request else ""
    if len(body) < _WORTH_PACKING or "gzip" not in accepted:
        return Response(body, media_type="application/json")
    packed = gzip.compress(body, _PACKING, mtime=0)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(packed, headers=headers, media_type="application/json")
