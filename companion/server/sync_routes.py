"""The sync protocol over HTTP, version 1, for laptops; ``docs/protocol.md`` describes it.

Nothing here decides anything: a route reads a message, asks the room that knows, and answers.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import DeniedError, RejectedError, UnavailableError
from companion.server.authorizations import redeem
from companion.server.bodies import invalid_message, read_body, read_push
from companion.server.callers import caller_of
from companion.server.cursors import check_cursor, read_cursor
from companion.server.device_routes import note_contact
from companion.server.devices import enroll, is_seen_late, note_copy
from companion.server.feed import read_page
from companion.server.organisations import find_identity
from companion.server.pushes import OLDEST_SCHEMA, Parcel, push
from companion.server.reach import brought_news
from companion.server.replies import (
    PartsOf,
    Shown,
    body_of,
    refused,
    reply,
    reply_body,
    token_of,
)
from companion.server.snapshots import read_snapshot
from companion.server.throttles import Guess
from companion.server.tokens import authenticate, check_reading, drop_followed
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
    Redeem,
    Redeemed,
    Snapshot,
    Waited,
)
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.security import HTTPAuthorizationCredentials

    from companion.server.parts import Parts

Answer = TypeVar("Answer")

sync_router = APIRouter(prefix="/v1", tags=["sync"])
_Cursor = Annotated[
    str,
    Query(max_length=CURSOR_LENGTH, description="From the last pull; empty: from the start."),
]


@sync_router.get("/hello", response_model=Hello, responses=refused())
def hello(parts: PartsOf) -> Response:
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
    return reply(message)


@sync_router.post(
    "/enroll",
    response_model=Enrolled,
    responses=refused(400, 403, 413, 415, 422),
    openapi_extra=body_of("Enroll"),
)
async def enroll_laptop(request: Request, parts: PartsOf) -> Response:
    """Sign a laptop in with a one-time code. The same laptop may repeat it."""
    body = await read_body(request)
    try:
        asked = Enroll.model_validate_json(body)
    except ValidationError as error:
        raise invalid_message(error) from None
    guess = Guess("", caller_of(request.scope))
    return reply(await run_in_threadpool(_watched, parts, guess, partial(_enroll, parts, asked)))


@sync_router.post(
    "/sign-in",
    response_model=Redeemed,
    responses=refused(400, 403, 413, 415, 422),
    openapi_extra=body_of("Redeem"),
)
async def finish_sign_in(request: Request, parts: PartsOf) -> Response:
    """Trade what the browser brought after a person said yes for an enrolment code, once."""
    body = await read_body(request)
    try:
        asked = Redeem.model_validate_json(body)
    except ValidationError as error:
        raise invalid_message(error) from None
    guess = Guess("", caller_of(request.scope))
    return reply(await run_in_threadpool(_watched, parts, guess, partial(_redeem, parts, asked)))


@sync_router.post(
    "/push",
    response_model=Pushed,
    responses=refused(400, 401, 403, 409, 413, 415, 422, 426),
    openapi_extra=body_of("Push"),
)
async def push_changes(request: Request, parts: PartsOf, shown: Shown) -> Response:
    """Take changes, each answered with one outcome. A repeated change is applied once."""
    body = await read_body(request)
    return await run_in_threadpool(_answer, parts, shown, body, request)


@sync_router.get("/pull", response_model=Pulled, responses=refused(401, 403, 409, 410, 422))
def pull(
    request: Request,
    parts: PartsOf,
    shown: Shown,
    cursor: _Cursor = "",
    limit: Annotated[int, Query(ge=1, le=ITEMS_PER_PULL)] = ITEMS_PER_PULL,
    digest: Annotated[
        bool, Query(description="Have the last page say what must be there.")
    ] = False,
    brief: Annotated[
        bool, Query(description="Be told in runs what this laptop itself changed last.")
    ] = False,
) -> Response:
    """Give the records that changed since the cursor, each at its newest state."""
    asked = read_cursor(cursor)
    with parts.database.read() as cx:
        laptop = authenticate(cx, token_of(shown))
        check_reading(laptop)
        page = read_page(cx, laptop.actor, asked, limit, with_digest=digest, is_brief=brief)
        is_news = asked is not None and brought_news(cx, laptop, asked)
    is_due = is_news or is_seen_late(laptop, parts.clock.now())
    note_contact(parts, laptop, **({"last_cursor": str(asked or page.cursor)} if is_due else {}))
    message = {
        "items": [each._asdict() for each in page.items],
        "cursor": str(page.cursor),
        "more": page.has_more,
        "ahead": page.ahead,
        "time": parts.clock.now(),
    }
    rarely = {"digest": page.digest, "doubles": page.doubles, "runs": page.runs}
    message |= {name: value for name, value in rarely.items() if value}
    return reply_body(write_json(message), request)


@sync_router.get("/snapshot", response_model=Snapshot, responses=refused(401, 403, 409, 422))
def snapshot(
    request: Request,
    parts: PartsOf,
    shown: Shown,
    after: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the last page.")] = "",
    as_of: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the first page.")] = "",
    limit: Annotated[int, Query(ge=1, le=ITEMS_PER_PULL)] = ITEMS_PER_PULL,
    since: Annotated[str, Query(max_length=CURSOR_LENGTH, description="From the last pull.")] = "",
) -> Response:
    """Give everything there is, page by page, to a laptop that must begin anew."""
    with parts.database.read() as cx:
        laptop = authenticate(cx, token_of(shown))
        check_reading(laptop)
        page = read_snapshot(cx, laptop.actor, after, as_of, limit, since)
    note_contact(parts, laptop)
    items = [each._asdict() for each in page.items]
    return reply_body(write_json(page._asdict() | {"items": items}), request)


@sync_router.get("/wait", response_model=Waited, responses=refused(401, 403, 409, 422))
async def wait(parts: PartsOf, shown: Shown, cursor: _Cursor = "") -> Response:
    """Answer when there is something after the cursor, or when the time is over: a hint."""
    asked = read_cursor(cursor)
    org, is_behind = await run_in_threadpool(_look, parts, token_of(shown), asked)
    since = asked.seq if asked else 0
    changed = is_behind or await parts.bell.wait_beyond(org, since, parts.settings.wait_seconds)
    return reply(Waited(changed=changed))


def _watched(parts: Parts, guess: Guess, work: Callable[[], Answer]) -> Answer:
    with parts.throttle.watching(guess):
        return work()


def _enroll(parts: Parts, asked: Enroll) -> Enrolled:
    with parts.database.write() as cx:
        return enroll(cx, asked, parts.identity, parts.clock.now())


def _answer(
    parts: Parts, shown: HTTPAuthorizationCredentials | None, body: bytes, request: Request
) -> Response:
    pushed = _push(parts, shown, body)
    answer = reply(pushed, request, set() if pushed.runs else {"runs"})
    if parts.growth.take_in(len(pushed.results) + sum(run.count for run in pushed.runs)):
        answer.background = BackgroundTask(parts.growth.renew, parts.database)
    return answer


def _push(parts: Parts, shown: HTTPAuthorizationCredentials | None, body: bytes) -> Pushed:
    parcel = _read(parts, token_of(shown), body)
    try:
        try:
            return _take(parts, token_of(shown), parcel)
        except (DataError, IntegrityError):
            return _take(parts, token_of(shown), parcel, is_careful=True)
    except DeniedError as error:
        if error.code == "device_cloned":
            _note_copy(parts, token_of(shown), parcel)
        raise


def _read(parts: Parts, token: str, body: bytes) -> Parcel:
    """Read a push; whoever is no laptop of ours, or is none any more, is told that first."""
    if not parts.doorman.knows(token):  # before the body is parsed: strangers cost little
        with parts.database.read() as cx:
            authenticate(cx, token)
        parts.doorman.remember(token)
    try:
        parcel = read_push(body)
        _check_schema(parcel)
    except RejectedError:
        with parts.database.read() as cx:
            authenticate(cx, token)
        raise
    return parcel


def _take(parts: Parts, token: str, parcel: Parcel, *, is_careful: bool = False) -> Pushed:
    with parts.database.write() as cx:
        laptop = authenticate(cx, token)
        if laptop.follows:
            drop_followed(cx, laptop)
        return push(cx, laptop, parcel, parts.clock.now(), is_careful=is_careful)


def _note_copy(parts: Parts, token: str, parcel: Parcel) -> None:
    with suppress(DeniedError, UnavailableError), parts.database.write() as cx:
        note_copy(cx, authenticate(cx, token), parcel.sent_at, parts.clock.now())


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
        is_news = asked is not None and brought_news(cx, laptop, asked)
    if is_news:
        note_contact(parts, laptop, last_cursor=str(asked))
    return laptop.actor.org, newest.seq > (asked.seq if asked else 0)


def _redeem(parts: Parts, asked: Redeem) -> Redeemed:
    with parts.database.write() as cx:
        code = redeem(cx, asked.code, asked.verifier, asked.redirect_uri, parts.clock.now())
    return Redeemed(enrolment_code=code)
