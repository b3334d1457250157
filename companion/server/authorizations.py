"""A person lets a laptop sign in as them: from the browser's "yes" to an enrolment code.

The authorisation code grant for native programs (RFC 8252) with PKCE (RFC 7636, S256 only): what
comes back to the laptop's own port is good for a minute, once, and only with the secret that never
left the laptop. What it is traded for is an ordinary enrolment code, so there is one way in which
a laptop comes to its token, with all its rules (``devices.enroll``).
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from sqlalchemy import delete, insert, select, update

from companion.domain.errors import DeniedError, RejectedError
from companion.domain.problems import is_storable
from companion.server.devices import add_code
from companion.server.tables import authorization
from companion.server.tokens import token_digest
from companion.server.walls import enter
from companion.wire.messages import LANDING_PATH, SIGN_IN_CLIENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

LIFE = timedelta(seconds=60)
"""How long the browser may take from the person's "yes" to the laptop's own port."""

CODE_LIFE = timedelta(minutes=5)
"""How long the laptop may take with the enrolment code: its reply may be lost, and asked again."""

_LAST_PORT = 65_535
_LONGEST_NAME = 300
_LANDING = re.compile(rf"http://127\.0\.0\.1:([1-9]\d{{0,4}}){re.escape(LANDING_PATH)}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in base64url: RFC 7636, section 4.2
_STATE = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a laptop asks for through the browser: where to send the answer, and for whom it is.

    ``device_name`` is what the laptop calls itself: text of a stranger.
    """

    redirect_uri: str
    challenge: str
    state: str
    device_name: str

    @property
    def origin(self) -> str:
        """Return where the answer goes, without its path."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    def answer(self, **told: str) -> str:
        """Return the address that takes an answer to the laptop."""
        return f"{self.redirect_uri}?{urlencode({**told, 'state': self.state})}"


def read_asked(given: Mapping[str, str]) -> Asked:
    """Read what a laptop asks for. Whatever is not exactly right is sent nowhere.

    Raises:
        RejectedError: ``bad_request``.
    """
    name = given.get("device_name", "").strip()
    landing = _LANDING.fullmatch(given.get("redirect_uri", ""))
    is_ours = (
        given.get("client_id") == SIGN_IN_CLIENT
        and given.get("response_type") == "code"
        and given.get("code_challenge_method") == "S256"
        and landing is not None
        and int(landing[1]) <= _LAST_PORT
        and _CHALLENGE.fullmatch(given.get("code_challenge", "")) is not None
        and _STATE.fullmatch(given.get("state", "")) is not None
    )
    if not is_ours:
        sentence = "This is not how Companion asks to sign in. Please begin again in its window."
        raise RejectedError(sentence, "bad_request")
    shown = name[:_LONGEST_NAME] if is_storable(name) else ""
    return Asked(given["redirect_uri"], given["code_challenge"], given["state"], shown)


def allow(cx: Connection, org: str, user_id: str, asked: Asked, now: datetime) -> str:
    """Note that a person said yes; return the code that the browser takes to the laptop."""
    old = authorization.c.expires_at <= now
    cx.execute(delete(authorization).where(authorization.c.org == org, old))
    code = secrets.token_urlsafe(32)
    cx.execute(
        insert(authorization).values(
            org=org,
            code_sha256=token_digest(code),
            user_id=user_id,
            challenge=asked.challenge,
            redirect_uri=asked.redirect_uri,
            expires_at=now + LIFE,
        )
    )
    return code


def redeem(cx: Connection, code: str, verifier: str, redirect_uri: str, now: datetime) -> str:
    """Trade a code for an enrolment code of the person who said yes, once.

    Raises:
        DeniedError: ``sign_in_over``, for whatever reason: a guesser learns nothing from it.
    """
    is_this = authorization.c.code_sha256 == token_digest(code)
    row = cx.execute(select(authorization).where(is_this)).first()
    if row is None:
        raise _is_over()
    enter(cx, row.org)
    is_right = compare_digest(challenge_of(verifier), row.challenge)
    if not is_right or redirect_uri != row.redirect_uri or row.expires_at <= now:
        raise _is_over()
    is_free = is_this, authorization.c.used_at.is_(None)
    if not cx.execute(update(authorization).where(*is_free).values(used_at=now)).rowcount:
        raise _is_over()
    return add_code(cx, row.org, row.user_id, now, CODE_LIFE)


def challenge_of(verifier: str) -> str:
    """Return what is shown of a secret before the secret itself (RFC 7636, S256)."""
    digest = sha256(verifier.encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _is_over() -> DeniedError:
    sentence = "This sign-in took too long or was used already. Please begin it again."
    return DeniedError(sentence, "sign_in_over")
