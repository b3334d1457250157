"""Whether the server lives, whether it can serve, and its numbers, for whoever watches it."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from companion.domain.errors import CompanionError, DeniedError, UnavailableError
from companion.server.callers import is_from_here
from companion.server.metrics import written_out
from companion.server.parts import Parts, parts_of
from companion.server.schema import check_schema

health_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_GOOD = '{"ok":true}'
_JSON = "application/json"


@health_router.get("/healthz")
async def health() -> Response:
    """Say that the process lives; it asks nothing else of it."""
    return Response(_GOOD, media_type=_JSON)


@health_router.get("/readyz")
def readiness(parts: _Parts) -> Response:
    """Say that the database answers and has a shape this version serves; 503 if not, or ending."""
    if parts.ending.is_told:
        raise UnavailableError("This server process is about to end.", "ending")
    try:
        check_schema(parts.database)
    except UnavailableError:
        raise
    except CompanionError as error:
        raise UnavailableError(error.sentence, error.code) from error
    return Response(_GOOD, media_type=_JSON)


@health_router.get("/metrics")
def metrics(request: Request, parts: _Parts) -> Response:
    """Give the numbers to a program of this machine, or to one that shows the token for them."""
    token = parts.settings.metrics_token
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    may_see = (
        secrets.compare_digest(shown.encode(), token.encode())
        if token
        else is_from_here(request.scope)
    )
    if not may_see:
        sentence = "The numbers are open to this machine only, or with COMPANION_METRICS_TOKEN."
        raise DeniedError(sentence, "forbidden")
    return Response(written_out(), media_type=CONTENT_TYPE_LATEST)
