"""A visit: another program asks the window to open somebody, by a number or by an id.

Links come from web pages and phone programs, so they are read as if they were hostile: what is
not exactly one of the known forms is refused with a sentence, and nothing else happens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id

SCHEMES = ("companion", "sales-call-companion")
"""The schemes a link may have; the first is the one we write."""

LONGEST = 300
"""Longest link, in characters."""

_PHONE = re.compile(r"[\d+()\-./\s\u2010-\u2015xX#,;=]{3,60}")
_LEAD = re.compile(r"(?:tel|callto|sips?):(?://)?", re.IGNORECASE)
_TEL = re.compile(r"\s*tel:", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 3, 25


@dataclass(frozen=True, slots=True)
class Visit:
    """Whom to open: a ``phone`` as it was written, or a ``prospect_id``; one of the two."""

    phone: str = ""
    prospect_id: str = ""

    def to_link(self) -> str:
        """Write the link that ``read_link`` reads back."""
        if self.phone:
            return f"{SCHEMES[0]}://call?phone={quote(self.phone, safe='+')}"
        return f"{SCHEMES[0]}://prospect?id={self.prospect_id}"


def read_link(text: str) -> Visit:
    """Read ``companion://call?phone=…``, ``companion://prospect?id=…`` or ``tel:…`` (RFC 3966).

    Raises:
        RejectedError: ``bad_link``: it is anything else.
    """
    if _TEL.match(text):
        return phone_visit(_unquoted(_printable(text).partition(";")[0]))
    parts = _split(text)
    name, _, value = parts.query.partition("=")
    place = (parts.netloc.lower(), name)
    if place == ("call", "phone"):
        return phone_visit(_unquoted(value))
    if place == ("prospect", "id"):
        return prospect_visit(_unquoted(value))
    raise _refused()


def phone_visit(text: str) -> Visit:
    """Make a visit of a phone number in any form a phone program hands over.

    Raises:
        RejectedError: ``bad_link``: this cannot be a phone number.
    """
    phone = _LEAD.sub("", text.strip(), count=1).partition("@")[0]
    digits = sum(char.isdigit() for char in phone)
    if not _PHONE.fullmatch(phone) or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        raise RejectedError("This is not a phone number. Nothing was opened.", "bad_link")
    return Visit(phone=" ".join(phone.split()))


def prospect_visit(text: str) -> Visit:
    """Make a visit of a prospect's id.

    Raises:
        RejectedError: ``bad_link``: this cannot be an id of ours.
    """
    prospect_id = text.strip().lower()
    if not is_record_id(prospect_id):
        raise RejectedError("This is not the id of a prospect. Nothing was opened.", "bad_link")
    return Visit(prospect_id=prospect_id)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(_printable(text))
    except ValueError as error:
        raise _refused() from error
    if parts.scheme not in SCHEMES or parts.path not in ("", "/") or parts.fragment:
        raise _refused()
    return parts


def _printable(text: str) -> str:
    link = text.strip()
    if len(link) > LONGEST or not link.isprintable():
        raise _refused()
    return link


def _unquoted(value: str) -> str:
    # A plus stays a plus: phone programs write it bare, and no number has a space for it.
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise _refused() from error


def _refused() -> RejectedError:
    sentence = "Companion does not understand this link. Nothing was opened."
    return RejectedError(sentence, "bad_link")
