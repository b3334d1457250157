"""What programs of others may ask, version 1; the page under ``/docs`` describes it for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from companion.server.bodies import read_body
from companion.server.integrations.answers import answer_once
from companion.server.integrations.batches import read_batch, take_items
from companion.server.integrations.campaign_items import take_campaigns
from companion.server.integrations.keys import Program, authenticate_key, note_use
from companion.server.integrations.messages import (
    CallsWanted,
    CampaignItem,
    ObjectionsWanted,
    ProspectItem,
    TouchItem,
)
from companion.server.integrations.prospect_items import take_prospects
from companion.server.integrations.readings import read_calls, read_objections
from companion.server.integrations.told import CallPage, KeyTold, ObjectionPage, Upserted
from companion.server.integrations.touch_items import take_touches
from companion.server.ledgers import lock_counter
from companion.server.organisations import name_of
from companion.server.parts import Parts, parts_of
from companion.server.permissions import MAY_ENTER
from companion.server.replies import body_of, refused, reply, reply_body, token_of
from companion.wire.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from companion.server.integrations.messages import Given

api_router = APIRouter(prefix="/api/v1", tags=["programs"])

_bearer = HTTPBearer(
    auto_error=False, scheme_name="program key", description="A key from the admin's page."
)
_Parts = Annotated[Parts, Depends(parts_of)]
_Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_Once = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[A-Za-z0-9_.:-]*$",
        description="Made up for this request; the same again is answered the same for a day.",
    ),
]

_WRITING = refused(400, 401, 403, 413, 415, 422) | {
    409: {"model": Refusal, "description": "Another request came under this idempotency key."}
}
_READING = refused(401, 403, 409, 422)
_Take = Any


@api_router.get("/key", response_model=KeyTold, responses=refused(401, 403))
def tell_key(request: Request, parts: _Parts, shown: _Shown) -> Response:
    """Tell what the key that is shown may do."""
    with parts.database.read() as cx:
        program = _program(cx, request, parts, shown)
        told = KeyTold(
            name=program.name,
            organisation=name_of(cx, program.org),
            scopes=sorted(program.scopes),
        )
    note_use(parts, program)
    return reply(told)


@api_router.post(
    "/campaigns/upsert",
    response_model=Upserted,
    responses=_WRITING,
    openapi_extra=body_of("UpsertCampaigns"),
)
async def upsert_campaigns(
    request: Request, parts: _Parts, shown: _Shown, once: _Once = ""
) -> Response:
    """Create or update campaigns by external id, up to 1,000 at once."""
    return await _upsert(request, parts, shown, once, CampaignItem, take_campaigns)


@api_router.post(
    "/prospects/upsert",
    response_model=Upserted,
    responses=_WRITING,
    openapi_extra=body_of("UpsertProspects"),
)
async def upsert_prospects(
    request: Request, parts: _Parts, shown: _Shown, once: _Once = ""
) -> Response:
    """Create or update prospects by external id, up to 1,000 at once."""
    return await _upsert(request, parts, shown, once, ProspectItem, take_prospects)


@api_router.post(
    "/touches/upsert",
    response_model=Upserted,
    responses=_WRITING,
    openapi_extra=body_of("UpsertTouches"),
)
async def upsert_touches(
    request: Request, parts: _Parts, shown: _Shown, once: _Once = ""
) -> Response:
    """Create or update touches by external id, up to 1,000 at once."""
    return await _upsert(request, parts, shown, once, TouchItem, take_touches)


@api_router.get("/calls", response_model=CallPage, responses=_READING)
def give_calls(
    request: Request, parts: _Parts, shown: _Shown, asked: Annotated[CallsWanted, Query()]
) -> Response:
    """Read calls in the order of their last change, page by page."""
    return _read(request, parts, shown, asked, read_calls)


@api_router.get("/objections", response_model=ObjectionPage, responses=_READING)
def give_objections(
    request: Request, parts: _Parts, shown: _Shown, asked: Annotated[ObjectionsWanted, Query()]
) -> Response:
    """Read objections in the order of their last change, page by page."""
    return _read(request, parts, shown, asked, read_objections)


def _read(
    request: Request, parts: Parts, shown: _Shown, asked: Any, read: Callable[..., Any]
) -> Response:
    with parts.database.read() as cx:
        program = _program(cx, request, parts, shown)
        page = read(cx, program.org, asked)
    note_use(parts, program)
    return reply(page, request)


async def _upsert(
    request: Request, parts: Parts, shown: _Shown, once: str, kind: type[Given], take: _Take
) -> Response:
    await run_in_threadpool(_check_key, request, parts, shown)  # strangers cost little
    body = await read_body(request)
    answer = await run_in_threadpool(_taken, request, parts, shown, once, body, kind, take)
    return reply_body(answer.encode(), request)


def _check_key(request: Request, parts: Parts, shown: _Shown) -> None:
    with parts.database.read() as cx:
        _program(cx, request, parts, shown)


def _taken(
    request: Request,
    parts: Parts,
    shown: _Shown,
    once: str,
    body: bytes,
    kind: type[Given],
    take: _Take,
) -> str:
    parcel = read_batch(body, kind)
    now = parts.clock.now()
    with parts.database.write() as cx:
        program = _program(cx, request, parts, shown)
        lock_counter(cx, program.org)

        def work() -> str:
            taken = take_items(
                cx, parcel.items, lambda some: take(cx, program.org, some, program.key_id, now)
            )
            results = sorted((*taken, *parcel.refused), key=lambda each: each.index)
            return Upserted(results=results).model_dump_json()

        path = request.url.path.encode()
        answer = answer_once(cx, program, once, path + b"\n" + body, now, work)
    note_use(parts, program)
    return answer


def _program(cx: Connection, request: Request, parts: Parts, shown: _Shown) -> Program:
    """Return who asks, if their key may enter this address.

    Raises:
        DeniedError: ``unauthenticated`` or ``forbidden``.
    """
    entry = MAY_ENTER[f"{request.method} {request.scope['route'].path}"]
    return authenticate_key(cx, token_of(shown), entry.scope, parts.clock.now())
