"""The protocol's requests about the laptop itself: who it is here, its next token, its wipe."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import UnavailableError
from companion.domain.problems import is_storable
from companion.server.bodies import invalid_message, read_body
from companion.server.devices import is_seen_late, note_seen
from companion.server.dismissals import note_wiped, sign_out_device
from companion.server.organisations import barred_calls_of
from companion.server.replies import PartsOf, Shown, body_of, refused, reply, token_of
from companion.server.tokens import TOKEN_LIFE, authenticate, drop_followed, rotate_token
from companion.server.walls import enter
from companion.wire.messages import (
    DeviceTold,
    Message,
    Rotate,
    Rotated,
    SignedOut,
    SignOut,
    WipeAck,
    WipeAcked,
)

if TYPE_CHECKING:
    from companion.server.parts import Parts
    from companion.server.tokens import Laptop

M = TypeVar("M", bound=Message)

device_router = APIRouter(prefix="/v1", tags=["devices"])


@device_router.get("/device", response_model=DeviceTold, responses=refused(401, 403, 422))
def device(
    parts: PartsOf,
    shown: Shown,
    app_version: Annotated[str, Query(max_length=60, description="What the laptop runs.")] = "",
) -> Response:
    """Tell a laptop how it stands here, also one that may only send."""
    with parts.database.read() as cx:
        laptop = authenticate(cx, token_of(shown))
        enter(cx, laptop.actor.org)
        wanted = barred_calls_of(cx, laptop.actor.org)
    noted = {"app_version": app_version} if app_version and is_storable(app_version) else {}
    note_contact(parts, laptop, **noted)
    now = parts.clock.now()
    is_due = laptop.token_at is None or now - laptop.token_at >= TOKEN_LIFE
    told = DeviceTold(
        device_id=laptop.device_id,
        name=laptop.name,
        user_id=laptop.actor.user_id,
        state=laptop.state,
        is_token_due=is_due,
        lock_after_days=parts.settings.lock_after_days,
        barred_calls=wanted,
        time=now,
    )
    return reply(told)


@device_router.post(
    "/token/rotate",
    response_model=Rotated,
    responses=refused(400, 401, 403, 413, 415, 422),
    openapi_extra=body_of("Rotate"),
)
async def rotate(request: Request, parts: PartsOf, shown: Shown) -> Response:
    """Let a new token follow the one shown, which stays good until the new one is first used."""
    body = await read_body(request)
    return reply(await run_in_threadpool(_rotate, parts, token_of(shown), body))


@device_router.post(
    "/wipe-ack",
    response_model=WipeAcked,
    responses=refused(400, 403, 413, 415, 422),
    openapi_extra=body_of("WipeAck"),
)
async def acknowledge_wipe(request: Request, parts: PartsOf) -> Response:
    """Take note that a laptop forgot everything, its token too: the order's nonce proves it."""
    told = _read(WipeAck, await read_body(request))
    return reply(await run_in_threadpool(_acknowledge, parts, told))


@device_router.post(
    "/sign-out",
    response_model=SignedOut,
    responses=refused(400, 403, 413, 415, 422),
    openapi_extra=body_of("SignOut"),
)
async def sign_out(request: Request, parts: PartsOf) -> Response:
    """Take note that a person signed their laptop out: the hash of its last token proves it."""
    told = _read(SignOut, await read_body(request))
    return reply(await run_in_threadpool(_sign_out, parts, told))


def note_contact(parts: Parts, laptop: Laptop, **values: Any) -> None:
    """Note that a laptop was here, when it is time to, and that its new token arrived.

    A busy database costs the note, never the answer.
    """
    now = parts.clock.now()
    if values or laptop.follows or is_seen_late(laptop, now):
        with suppress(UnavailableError), parts.database.write() as cx:
            enter(cx, laptop.actor.org)
            note_seen(cx, laptop, now, **values)
            if laptop.follows:
                drop_followed(cx, laptop)


def _rotate(parts: Parts, token: str, body: bytes) -> Rotated:
    with parts.database.read() as cx:  # before the body is parsed: strangers cost little
        authenticate(cx, token)
    asked = _read(Rotate, body)
    with parts.database.write() as cx:
        rotate_token(cx, token, asked.token_sha256, parts.clock.now())
    return Rotated()


def _acknowledge(parts: Parts, told: WipeAck) -> WipeAcked:
    with parts.database.write() as cx:
        return WipeAcked(wiped_at=note_wiped(cx, told, parts.clock.now()))


def _sign_out(parts: Parts, told: SignOut) -> SignedOut:
    with parts.database.write() as cx:
        sign_out_device(cx, told, parts.clock.now())
    return SignedOut()


def _read(kind: type[M], body: bytes) -> M:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise invalid_message(error) from None
