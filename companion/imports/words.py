"""How words of a header or a choice are compared: without case, accents, spaces or signs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CUSTOM = re.compile(r"__?c$")
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Return the letters and digits of a text alone, folded, in any script.

    "E-Mail Address" and "email_address" become the same; so do "Téléphone" and "telephone".
    """
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if char.isalnum())


def header_key(header: str) -> str:
    """Return the comparable form of a header, without the marks of warehouses and custom fields."""
    bare = header.strip().casefold().removeprefix("property_")
    return squeezed(_CUSTOM.sub("", bare))


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces, and nothing invisible around it."""
    return _BLANKS.sub(" ", text).strip()
