"""Browsers that have signed in to an account before: their cookie says so, and opens nothing.

It only sets them apart from strangers who guess, so that these cannot lock the account's owner
out (throttles.py).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer

from companion.server.callers import caller_of
from companion.server.pages.forms import is_secure
from companion.server.throttles import Guess

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from companion.server.parts import Parts

COOKIE = "companion_known"
_LIFE = timedelta(days=400)


def guess_of(request: Request, parts: Parts, email: str) -> Guess:
    """Return what an attempt to sign in as somebody counts as."""
    account = _account(email)
    return Guess(account, caller_of(request.scope), _known_as(request, parts, account))


def remember_browser(request: Request, response: Response, parts: Parts, email: str) -> None:
    """Let a browser that has just signed in be known for this account."""
    response.set_cookie(
        COOKIE,
        _signer(parts).sign(f"{_account(email)}:{secrets.token_hex(16)}").decode(),
        max_age=round(_LIFE.total_seconds()),
        secure=is_secure(request, parts),
        httponly=True,
        samesite="strict",
        path="/sign-in",
    )


def _account(email: str) -> str:
    """Return what guesses at an account are counted by; never the email itself."""
    return sha256(email.strip().lower().encode("utf-8", "replace")).hexdigest()[:32]


def _known_as(request: Request, parts: Parts, account: str) -> str:
    try:
        name = _signer(parts).unsign(request.cookies.get(COOKIE, "")).decode()
    except BadSignature:
        return ""
    known_for, _, browser = name.partition(":")
    return browser if known_for == account else ""


def _signer(parts: Parts) -> Signer:
    return Signer(parts.settings.secret_key, salt="companion pages, known browser 1")
