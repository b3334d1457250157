"""Forms of the pages: read with a cap, and taken only from our own pages.

A form is ours when the browser says it comes from here (``Origin``) and it carries a token that
only a page made for this very browser has: one tied to the session, or, before there is one, to
a cookie set with the form.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from itsdangerous import Signer
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time

from companion.domain.errors import DeniedError, RejectedError

if TYPE_CHECKING:
    from starlette.responses import Response

    from companion.server.parts import Parts

COOKIE = "companion_form"
LARGEST = 16 * 1024
MOST_FIELDS = 20
_KIND = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> dict[str, str]:
    """Read a posted form of our own pages, as names and values; one of another kind is empty.

    Raises:
        DeniedError: ``foreign_form``: it was sent from another site.
        RejectedError: ``too_large`` or ``unreadable``.
    """
    check_origin(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > LARGEST:
            raise RejectedError("This is more than the form can hold.", "too_large")
    return _fields(bytes(sent) if kind == _KIND else b"")


def check_origin(request: Request) -> None:
    """Check that the browser sends this from a page of ours.

    Raises:
        DeniedError: ``foreign_form``.
    """
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host") or not origin:
        sentence = "This form was not sent from a page of this server, so nothing was done."
        raise DeniedError(sentence, "foreign_form")


def is_secure(request: Request) -> bool:
    """Tell whether the browser speaks https to us, a TLS proxy in front included."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")


def form_token(parts: Parts, secret: str) -> str:
    """Return the token for forms of whoever holds this secret in a cookie."""
    return _signer(parts).get_signature(secret).decode()


def check_token(parts: Parts, secret: str, token: str) -> None:
    """Check a form's token.

    Raises:
        DeniedError: ``stale_form``.
    """
    if not (secret and token.isascii() and _signer(parts).verify_signature(secret, token)):
        sentence = "This page was open for too long. Please try once more."
        raise DeniedError(sentence, "stale_form")


def browser_secret(request: Request) -> str:
    """Return the secret of a browser that has not signed in, empty if it has none."""
    return request.cookies.get(COOKIE, "")


def new_secret() -> str:
    """Make a secret for a browser that has none yet."""
    return secrets.token_urlsafe(16)


def keep_secret(request: Request, response: Response, secret: str) -> None:
    """Let a browser keep its secret."""
    response.set_cookie(COOKIE, secret, secure=is_secure(request), httponly=True, samesite="strict")


def local_path(text: str) -> str:
    """Return a path of this server to go on to, empty for anything that leads elsewhere."""
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if is_plain and text.startswith("/") and not text.startswith("//") else ""


def _fields(sent: bytes) -> dict[str, str]:
    try:
        text = sent.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise RejectedError("This form cannot be read.", "unreadable") from None


def _signer(parts: Parts) -> Signer:
    return Signer(parts.settings.secret_key, salt="companion pages, form 1")
