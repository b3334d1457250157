"""Words and phone numbers made comparable: no case, no accents, digits in every form typed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_STROKES = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
"""Letters that Unicode does not take apart although people type them without the stroke."""

_UNTYPED = dict.fromkeys(map(ord, "'’‘‛`´\"“”„«»"))
"""Signs that are left out when searching, as in O’Brien."""

_PHONE_PART = re.compile(r"[+(]*[0-9][0-9()+./\-]*|[-/+.()]+")
_COUNTRY_CODE = re.compile(
    r"1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9][0-9]{2}"
)
"""Calling codes of ITU-T E.164, which tell themselves apart by their first digits."""


def fold(text: str) -> str:
    """Return a text as it is compared: lower case, no accents, ``_`` for every gap."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
        text = "".join(char for char in parts if not unicodedata.combining(char))
    plain = text.lower().translate(_UNTYPED)
    if not plain.isprintable():
        plain = "".join(char if char.isprintable() else " " for char in plain)
    return "_".join(plain.split())


def fold_words(texts: Iterable[str]) -> str:
    """Return several texts folded into one, each word led in by ``_``."""
    folded = (fold(text) for text in texts)
    return "".join(f"_{each}" for each in folded if each)


def digit_forms(phone: str) -> tuple[str, ...]:
    """Return the digits of an E.164 number as people type them: with country code and without.

    "+4930123" gives "4930123" and "030123"; Russian numbers are dialled with 8 at home.
    """
    digits = "".join(char for char in phone if char in "0123456789")
    code = _COUNTRY_CODE.match(digits)
    if code is None:
        return (digits,)
    trunk = "8" if code.group() == "7" else "0"
    return digits, trunk + digits[code.end() :]


def typed_digits(typed: str) -> str:
    """Return the digits of a number as typed, in a form that ``digit_forms`` contains.

    "+49 (0)30 123" and "0049 30 123" both mean 4930123.
    """
    plain = re.sub(r"\(0\)", "", typed) if re.match(r"\s*(\+|00)", typed) else typed
    digits = "".join(char for char in plain if char in "0123456789")
    return digits[2:] if digits.startswith("00") and len(digits) > len("00") else digits


def is_phone_part(word: str) -> bool:
    """Tell whether a typed word can be a piece of a phone number."""
    return _PHONE_PART.fullmatch(word) is not None
