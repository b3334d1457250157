"""What came back: who answered, whether it can be trusted, and what a refusal means.

Nothing is believed that does not name the expected server and is not JSON of bounded size: hotel
networks, proxies and other web sites answer with 200, too.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import ValidationError

from companion.domain.errors import (
    CompanionError,
    DeniedError,
    DismissedError,
    RejectedError,
    UnavailableError,
)
from companion.wire.messages import SERVER_HEADER, Refusal, is_of_newer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response

LONGEST_WAIT = 3600.0
"""Most seconds that a server can make a laptop wait with ``Retry-After``."""

_CHUNK = 64 * 1024

_SIGN_IN = "The server does not know this laptop any more. Please sign in again; nothing is lost."
_UPDATE = "The server needs a newer Companion. Please update it; your calls are kept until then."
_BUSY = "The server is busy. Companion tries again by itself."
_FAILED = "The server has a problem of its own. Companion tries again by itself."

_REQUEST_REFUSED = frozenset({400, 413, 422})
_PORTAL = frozenset({301, 302, 303, 307, 308, 407, 511})
_UNAVAILABLE = {
    409: ("resync", "Everything is fetched from the server anew."),
    410: ("too_old", "Everything is fetched from the server anew."),
    426: ("update_needed", _UPDATE),
    429: ("busy", _BUSY),
    503: ("busy", _BUSY),
}


def check_sender(reply: Response, server_id: str | None) -> None:
    """Make sure that a Companion server answered, and the right one if it is known.

    Raises:
        UnavailableError: ``network_sign_in``, ``wrong_server``, ``another_kind`` or ``offline``.
    """
    sender = reply.headers.get(SERVER_HEADER)
    if sender is None:
        raise _stranger(reply)
    if server_id is not None and sender != server_id:
        sentence = (
            "Another server answers at your server's address. Nothing was sent to it. "
            "Please ask your administrator whether the server was replaced."
        )
        raise UnavailableError(sentence, "wrong_server")


def read_body(reply: Response, most: int) -> bytes:
    """Read a JSON body whole, ``most`` bytes at most after unpacking.

    Raises:
        UnavailableError: ``unreadable``.
    """
    if _content_type(reply) != "application/json":
        raise unreadable()
    packing = reply.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "gzip":
        return _unpacked(reply, most)
    if packing != "identity":
        raise unreadable()
    parts, size = [], 0
    while part := reply.raw.read(_CHUNK, decode_content=False):
        parts.append(part)
        size += len(part)
        if size > most:
            raise unreadable()
    return b"".join(parts)


def refusal_of(body: bytes) -> Refusal:
    """Return the code and sentence of a refusal; empty ones if the body has none."""
    try:
        return Refusal.model_validate_json(body)
    except ValidationError:
        return Refusal(code="", message="")


def refused(status: int, refusal: Refusal, wait: float | None) -> CompanionError:
    """Say what a status other than 200 means for the laptop (``docs/protocol.md``)."""
    if status in _REQUEST_REFUSED:
        sentence = refusal.message or "The server does not take this request."
        return RejectedError(sentence, "request_refused")
    if status == HTTPStatus.UNAUTHORIZED:
        return _denied(_SIGN_IN, "sign_in_needed", refusal)
    if status == HTTPStatus.FORBIDDEN:
        return _denied(refusal.message or _SIGN_IN, refusal.code or "forbidden", refusal)
    code, sentence = _UNAVAILABLE.get(status, ("server_failed", _FAILED))
    return UnavailableError(sentence, code, wait)


def _denied(sentence: str, code: str, refusal: Refusal) -> DeniedError:
    if refusal.wipe is None:
        return DeniedError(sentence, code)
    return DismissedError(sentence, code, refusal.wipe.order, refusal.wipe.signature)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the wait that a reply asks for, in seconds, at most an hour; None if unreadable.

    A date is taken relative to the reply's own ``Date``: the laptop's clock may be wrong.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        return min(float(asked[:12]), LONGEST_WAIT)
    until = _moment(asked)
    if until is None:
        return None
    since = _moment(headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - since).total_seconds(), 0.0), LONGEST_WAIT)


def misunderstood(error: ValidationError) -> UnavailableError:
    """Say what a message means that came whole and cannot be read: damaged, or of a newer one.

    A word that this version does not know may ask for what it cannot do, so it is not guessed.
    """
    return UnavailableError(_UPDATE, "update_needed") if is_of_newer(error) else unreadable()


def unreadable() -> UnavailableError:
    """Make the error for a reply that cannot be what a Companion server wrote."""
    sentence = "The server's answer arrived damaged. Companion tries again by itself."
    return UnavailableError(sentence, "unreadable")


def _stranger(reply: Response) -> UnavailableError:
    status = reply.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _PORTAL:
        sentence = "Your server is out of reach at the moment. Companion tries again by itself."
        return UnavailableError(sentence, "offline", retry_after(reply.headers))
    if status in _PORTAL or _content_type(reply) in {"text/html", "application/xhtml+xml"}:
        return network_sign_in()
    sentence = "What answers at your server's address is not Companion. Nothing was taken from it."
    return UnavailableError(sentence, "another_kind")


def network_sign_in() -> UnavailableError:
    """Make the error for a network that answers in the server's place."""
    sentence = (
        "This network answers instead of your server; most likely it wants you to sign in. "
        "Please open any page in your browser and sign in there."
    )
    return UnavailableError(sentence, "network_sign_in")


def _content_type(reply: Response) -> str:
    return reply.headers.get("Content-Type", "").split(";")[0].strip().lower()


def _unpacked(reply: Response, most: int) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    parts, read, size = [], 0, 0
    try:
        while part := reply.raw.read(_CHUNK, decode_content=False):
            read += len(part)
            parts.append(inflater.decompress(part, most - size + 1))
            size += len(parts[-1])
            if size > most or read > most:
                raise unreadable()
    except zlib.error:
        raise unreadable() from None
    if not inflater.eof or inflater.unused_data:
        raise unreadable()
    return b"".join(parts)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
