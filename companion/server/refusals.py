"""Every answer that is not 2xx: a stable code and a sentence, the right status, never a trace.

Programs get JSON, people a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from companion.domain.errors import (
    CompanionError,
    ConflictError,
    DeniedError,
    DismissedError,
    RejectedError,
    UnavailableError,
)
from companion.server.logs import bug_facts
from companion.server.pages.trouble import is_page, to_sign_in, trouble
from companion.wire.messages import Refusal, SignedWipe

if TYPE_CHECKING:
    from starlette.requests import Request

logger = structlog.get_logger("companion.server")

_STATUS_BY_CODE = {
    "unauthenticated": 401,
    "wrong_sign_in": 401,
    "not_found": 404,
    "resync": 409,
    "too_old": 410,
    "too_slow": 408,
    "too_large": 413,
    "not_json": 415,
    "unreadable": 400,
    "update_needed": 426,
    "too_many": 429,
}
_STATUS_BY_KIND: tuple[tuple[type[CompanionError], int], ...] = (
    (DeniedError, 403),
    (RejectedError, 422),
    (ConflictError, 409),
    (UnavailableError, 503),
)
_CODES_BY_STATUS = {404: "not_found", 405: "not_allowed"}
_BUSY_SECONDS = 5


def refusal(
    path: str,
    status: int,
    code: str,
    sentence: str,
    headers: dict[str, str] | None = None,
    wipe: SignedWipe | None = None,
) -> Response:
    """Make the answer that refuses a request for a path."""
    if is_page(path):
        return trouble(status, sentence, headers)
    body = Refusal(code=code, message=sentence, wipe=wipe).model_dump_json(exclude_none=True)
    return Response(body, status, headers, media_type="application/json")


def refuse_expected(request: Request, error: Exception) -> Response:
    """Answer an expected failure."""
    if not isinstance(error, CompanionError):
        raise error
    if error.code == "sign_in_needed":
        return to_sign_in(request)
    status = _status(error)
    headers = {}
    if status == 408:  # noqa: PLR2004 - the status's own number; what is still to come is not read
        headers["Connection"] = "close"
    if status == 401:  # noqa: PLR2004 - the status's own number
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, UnavailableError):
        headers["Retry-After"] = str(round(error.retry_after or _BUSY_SECONDS))
    logger.info("refused", status=status, code=error.code)
    wipe = None
    if isinstance(error, DismissedError):
        wipe = SignedWipe(order=error.order, signature=error.signature)
    return refusal(request.url.path, status, error.code, error.sentence, headers, wipe)


def refuse_http(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses itself: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES_BY_STATUS.get(error.status_code, "invalid")
    sentence = f"{error.detail}."
    if code == "not_found" and is_page(request.url.path):
        sentence = "This address leads to no page. Please check it, or start from the promises."
    headers = dict(error.headers or {})
    return refusal(request.url.path, error.status_code, code, sentence, headers)


def refuse_parameters(request: Request, error: Exception) -> Response:
    """Answer parameters of a path that are not what they must be."""
    if not isinstance(error, RequestValidationError):
        raise error
    names = sorted({str(each["loc"][-1]) for each in error.errors()})
    sentence = f"Not what it must be: {', '.join(names)}."
    return refusal(request.url.path, 422, "invalid", sentence)


def refuse_bug(path: str, error: Exception) -> Response:
    """Answer a bug. Its place is logged, never its message: that may hold people's words."""
    logger.error("bug", **bug_facts(error))
    sentence = "Something went wrong on the server. Nothing was changed. Please tell your admin."
    return refusal(path, 500, "bug", sentence)


def _status(error: CompanionError) -> int:
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next((status for kind, status in _STATUS_BY_KIND if isinstance(error, kind)), 503)
