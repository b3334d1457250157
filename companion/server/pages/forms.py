"""Forms of the pages: read with a cap, and taken only from our own pages.

A form is ours when the browser says it comes from here (``Origin``) and it carries a token that
only a page made for this very browser has: one tied to the session, or, before there is one, to
a cookie set with the form.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from itsdangerous import Signer
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time

from companion.domain.errors import DeniedError, RejectedError
from companion.domain.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.responses import Response

    from companion.server.parts import Parts

COOKIE = "companion_form"
LARGEST = 16 * 1024
MOST_FIELDS = 20
LARGEST_LONG = 4 * 1024 * 1024
MOST_FIELDS_LONG = 3_000
LARGEST_LIST = 64 * 1024 * 1024
_DIGITS = 18
_KIND = "application/x-www-form-urlencoded"
_KIND_WITH_FILES = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a form; ``source`` is open until the request is answered."""

    name: str
    source: BinaryIO

    @property
    def content(self) -> bytes:
        """Return the whole file."""
        self.source.seek(0)
        return self.source.read()


@dataclass(frozen=True, slots=True)
class Form:
    """What a form holds: names and values in their order; a name may come more than once."""

    pairs: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, Attached] = field(default_factory=dict)

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the last value of a name, its line ends as a line feed each."""
        found = [value for each, value in self.pairs if each == name]
        return _plain_lines(found[-1]) if found else otherwise

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name."""
        return tuple(value for each, value in self.pairs if each == name)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a value, without the empty ones."""
        return tuple(line.strip() for line in self.get(name).split("\n") if line.strip())

    def __contains__(self, name: str) -> bool:
        return any(each == name for each, _ in self.pairs)


async def read_form(request: Request) -> Form:
    """Read a posted form of our own pages; one of another kind is empty.

    Raises:
        DeniedError: ``foreign_form``: it was sent from another site.
        RejectedError: ``too_large`` or ``unreadable``.
    """
    return await _read(request, LARGEST, MOST_FIELDS)


async def read_long_form(request: Request) -> Form:
    """Read a form with people's own texts in it: what is too long for its field comes through.

    It is the field's own check that says so, so that the words can be shown again and shortened.

    Raises:
        DeniedError: ``foreign_form``.
        RejectedError: ``too_large`` or ``unreadable``.
    """
    return await _read(request, LARGEST_LONG, MOST_FIELDS_LONG)


async def read_file_form(request: Request) -> AsyncIterator[Form]:
    """Read a form with a list in it, as large as a list may be; the file is never held whole.

    Raises:
        DeniedError: ``foreign_form``.
        RejectedError: ``too_large`` or ``unreadable``.
    """
    form = await _read(request, LARGEST_LIST, MOST_FIELDS)
    try:
        yield form
    finally:
        for each in form.files.values():
            each.source.close()


async def _read(request: Request, largest: int, most_fields: int) -> Form:
    check_origin(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _KIND_WITH_FILES and largest > LARGEST:
        return await _read_with_files(request, largest, most_fields)
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > largest:
            raise RejectedError("This is more than the form can hold.", "too_large")
    return _fields(bytes(sent) if kind == _KIND else b"", most_fields)


async def _read_with_files(request: Request, largest: int, most_fields: int) -> Form:
    told = request.headers.get("content-length", "")
    if not told.isdecimal() or int(told) > largest:
        raise RejectedError("This is more than the form can hold.", "too_large")
    pairs: list[tuple[str, str]] = []
    files: dict[str, Attached] = {}
    try:
        found = await request.form(max_files=1, max_fields=most_fields, max_part_size=LARGEST_LONG)
        for name, value in found.multi_items():
            if isinstance(value, str):
                pairs.append((name, value))
            elif value.filename:
                files[name] = Attached(value.filename, value.file)
                if largest <= LARGEST_LONG:
                    files[name] = Attached(value.filename, BytesIO(await value.read()))
                    await value.close()
            else:
                await value.close()
    except HTTPException:  # how the framework says that it is no such form
        raise RejectedError("This form cannot be read.", "unreadable") from None
    return Form(tuple(pairs), files)


def check_origin(request: Request) -> None:
    """Check that the browser sends this from a page of ours.

    Raises:
        DeniedError: ``foreign_form``.
    """
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host") or not origin:
        sentence = "This form was not sent from a page of this server, so nothing was done."
        raise DeniedError(sentence, "foreign_form")


def is_secure(request: Request, parts: Parts) -> bool:
    """Tell whether the browser speaks https to us, a TLS proxy in front included."""
    is_said = request.headers.get("origin", "").startswith("https:")
    return is_said or "https" in {request.url.scheme, urlsplit(parts.settings.public_url).scheme}


def own_address(request: Request, parts: Parts) -> str:
    """Return the address people open, for links that are handed over."""
    seen = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return parts.settings.public_url or seen


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


def check_agreement(form: Form) -> None:
    """Check that a new password was typed twice alike.

    Raises:
        RejectedError: ``invalid``.
    """
    if form.get("password") != form.get("again"):
        sentence = "The two passwords differ. Please type them again."
        raise RejectedError(sentence, problems=[Problem("again", "differs", sentence)])


def browser_secret(request: Request) -> str:
    """Return the secret of a browser that has not signed in, empty if it has none."""
    return request.cookies.get(COOKIE, "")


def new_secret() -> str:
    """Make a secret for a browser that has none yet."""
    return secrets.token_urlsafe(16)


def keep_secret(request: Request, response: Response, parts: Parts, secret: str) -> None:
    """Let a browser keep its secret."""
    is_closed = is_secure(request, parts)
    response.set_cookie(COOKIE, secret, secure=is_closed, httponly=True, samesite="strict")


def local_path(text: str) -> str:
    """Return a path of this server to go on to, empty for anything that leads elsewhere."""
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if is_plain and text.startswith("/") and not text.startswith("//") else ""


def whole_number(text: str) -> int:
    """Read a number that a page of ours wrote into a form; -1 is one that none ever writes."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else -1


def _fields(sent: bytes, most: int) -> Form:
    try:
        text = sent.decode("ascii")
        return Form(tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=most)))
    except ValueError:
        raise RejectedError("This form cannot be read.", "unreadable") from None


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _signer(parts: Parts) -> Signer:
    return Signer(parts.settings.secret_key, salt="companion pages, form 1")
