"""Where forms and automation tools post a touch: signed, taken once, answered at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import update
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from companion.domain.errors import DeniedError, RejectedError, UnavailableError
from companion.domain.problems import is_storable
from companion.server.integrations.deliveries import LARGEST, LONGEST_ID, take_delivery
from companion.server.integrations.signed import check_signature
from companion.server.integrations.sources import find_source, good_secrets
from companion.server.integrations.told import Received
from companion.server.ledgers import lock_counter
from companion.server.parts import Parts, parts_of
from companion.server.replies import refused, reply
from companion.server.tables import inbound_source
from companion.server.walls import enter
from companion.wire.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

inbound_router = APIRouter(tags=["programs"])

_REFUSAL_EVERY = timedelta(minutes=1)
_ANY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
        },
    }
}
_REFUSED = refused(400, 401, 404, 413, 415, 422) | {
    409: {"model": Refusal, "description": "Another delivery came under this webhook-id."}
}


@inbound_router.post(
    "/in/{source_id}", response_model=Received, responses=_REFUSED, openapi_extra=_ANY
)
async def receive(
    request: Request, source_id: str, parts: Annotated[Parts, Depends(parts_of)]
) -> Response:
    """Take what a form or automation tool posts, signed as Standard Webhooks says."""
    await run_in_threadpool(_check_source, parts, source_id)  # strangers cost little
    body = await _read(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    asked = parts, source_id, body, kind, dict(request.headers)
    received = await run_in_threadpool(_take, *asked)
    if received.outcome == "rejected":
        raise RejectedError(received.message, "invalid")
    return reply(received)


def _check_source(parts: Parts, source_id: str) -> None:
    with parts.database.read() as cx:
        find_source(cx, source_id)


def _take(
    parts: Parts, source_id: str, body: bytes, kind: str, headers: Mapping[str, str]
) -> Received:
    now = parts.clock.now()
    with parts.database.read() as cx:
        org, source, sealed = find_source(cx, source_id)
    known = good_secrets(source, sealed, parts.settings.secret_key, now)
    message_id = headers.get("webhook-id", "")
    try:
        check_signature(body, headers, known)
        if len(message_id) > LONGEST_ID or not is_storable(message_id):
            raise DeniedError("The webhook-id is too long.", "unauthenticated")  # noqa: TRY301 - one place to note it
    except DeniedError as error:
        _note_refusal(parts, org, source_id, source.refused_at, error.sentence, now)
        raise
    sent_at = datetime.fromtimestamp(float(headers["webhook-timestamp"]), UTC)
    with parts.database.write() as cx:
        enter(cx, org)
        lock_counter(cx, org)
        _, source, _ = find_source(cx, source_id)  # as it is by now
        return take_delivery(cx, org, source, message_id, sent_at, body, kind, now)


def _note_refusal(
    parts: Parts, org: str, source_id: str, last: datetime | None, why: str, now: datetime
) -> None:
    """Let the admin see, now and then, that somebody knocks with a wrong signature."""
    if last is not None and now - last < _REFUSAL_EVERY:
        return
    with suppress(UnavailableError), parts.database.write() as cx:
        enter(cx, org)
        is_it = inbound_source.c.id == source_id
        cx.execute(update(inbound_source).where(is_it).values(refused_at=now, refused_why=why))


async def _read(request: Request) -> bytes:
    sent = bytearray()
    try:
        async for chunk in request.stream():
            sent += chunk
            if len(sent) > LARGEST:
                sentence = f"A delivery may be {LARGEST // 1024} KiB at most."
                raise RejectedError(sentence, "too_large")
    except ClientDisconnect as error:  # nobody hears the answer, but it is no bug of ours
        raise RejectedError("The request broke off on its way.", "unreadable") from error
    return bytes(sent)
