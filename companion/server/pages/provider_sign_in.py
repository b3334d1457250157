"""Signing in with the company's own account: out to the provider and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import DeniedError, RejectedError
from companion.server.accounts import sign_in_as
from companion.server.pages.forms import is_secure, local_path
from companion.server.pages.sessions import Proof, begin_session
from companion.server.pages.sign_in import HOME, refuse_sign_in
from companion.server.parts import Parts, parts_of
from companion.server.providers import Pending, begin, finish

if TYPE_CHECKING:
    from companion.server.outside import Provider

COOKIE = "companion_provider"
SECONDS = 600
"""How long a person may take at the provider."""

PATH = "/sign-in/provider"
_RETURN = "/sign-in/provider/return"

provider_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]


@provider_router.get(PATH)
def go_to_provider(
    request: Request,
    parts: _Parts,
    next: str = "",  # noqa: A002 - its name in the address
) -> Response:
    """Send somebody to the provider; their browser keeps what it must bring back."""
    address, pending = begin(_provider(parts), _return_to(parts), local_path(next))
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE,
        _seal(parts).dumps(asdict(pending)),
        max_age=SECONDS,
        path=PATH,
        secure=is_secure(request, parts),
        httponly=True,
        samesite="lax",
    )
    return answer


@provider_router.get(_RETURN)
def come_back(request: Request, parts: _Parts) -> Response:
    """Sign in whoever the provider vouches for."""
    provider = _provider(parts)
    try:
        pending = _pending(request, parts)
        came_to = f"{_return_to(parts)}?{request.url.query}"
        vouched = finish(provider, _return_to(parts), pending, came_to)
        answer: Response = RedirectResponse(pending.next or HOME, 303)
        with parts.database.write() as cx:
            who = sign_in_as(cx, vouched.subject, vouched.email)
            begin_session(cx, request, answer, parts, who, Proof.PROVIDER)
    except DeniedError as error:
        answer = refuse_sign_in(request, parts, error.sentence)
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")
    return answer


def _pending(request: Request, parts: Parts) -> Pending:
    try:
        return Pending(**_seal(parts).loads(request.cookies.get(COOKIE, ""), max_age=SECONDS))
    except (BadData, TypeError):
        sentence = "That took too long, or was begun in another browser. Please try once more."
        raise DeniedError(sentence, "not_vouched") from None


def _provider(parts: Parts) -> Provider:
    if parts.settings.provider is None:
        raise RejectedError("This server has no sign-in provider.", "not_found")
    return parts.settings.provider


def _return_to(parts: Parts) -> str:
    return parts.settings.public_url + _RETURN


def _seal(parts: Parts) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(parts.settings.secret_key, salt="companion pages, provider 1")
