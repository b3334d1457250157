"""``companion://enroll?server=…&code=…``: an admin's invitation to sign in, from a mail or a page.

Anybody can write such a link, so it does nothing by itself: what is exactly of this form becomes a
question to the person, with the server's name in it, and everything else a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from companion.domain.addresses import server_address
from companion.domain.errors import RejectedError
from companion.domain.visits import SCHEMES

LONGEST = 500
"""Longest link, in characters."""

_PLACE = "enroll"
_CODE = re.compile(r"[A-Za-z0-9]{4}(?:-?[A-Za-z0-9]{4}){1,7}")


@dataclass(frozen=True, slots=True)
class EnrolmentLink:
    """Where to sign in, as a full address, and the one-time code for it."""

    server: str
    code: str

    def to_link(self) -> str:
        """Write the link that ``read_enrolment_link`` reads back."""
        return f"{SCHEMES[0]}://{_PLACE}?{urlencode({'server': self.server, 'code': self.code})}"


def is_enrolment_link(text: str) -> bool:
    """Tell whether a link wants to be one to sign in with, rightly written or not."""
    scheme, _, rest = text.strip().partition("://")
    return scheme.lower() in SCHEMES and rest.lower().startswith(_PLACE)


def read_enrolment_link(text: str) -> EnrolmentLink:
    """Read a link to sign in with.

    Raises:
        RejectedError: ``bad_link``: it is anything else, or its server is none to talk to.
    """
    link = text.strip()
    try:
        if len(link) > LONGEST or not link.isprintable():
            raise _refused()
        parts = urlsplit(link)
        told = parse_qsl(parts.query, strict_parsing=True, errors="strict", max_num_fields=2)
        server = server_address(dict(told).get("server", ""))
    except (ValueError, RejectedError):
        raise _refused() from None
    names, code = [name for name, _ in told], dict(told).get("code", "")
    is_ours = (
        parts.scheme in SCHEMES
        and (parts.netloc, parts.path.strip("/"), parts.fragment) == (_PLACE, "", "")
        and sorted(names) == ["code", "server"]
        and _CODE.fullmatch(code) is not None
    )
    if not is_ours:
        raise _refused()
    return EnrolmentLink(server, code)


def _refused() -> RejectedError:
    sentence = "Companion does not understand this link to sign in. Nothing was done."
    return RejectedError(sentence, "bad_link")
