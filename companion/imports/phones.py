"""Phone numbers as people write them, in the one form everything compares and dials: E.164."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

_LABEL = re.compile(r"^\s*[^\d+(]{0,20}[:.]\s*(?=[\d+(])")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FLOATED = re.compile(r"(\d{7,15})\.0")
_FEWEST_FOREIGN_DIGITS = 11


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """A number that was read: E.164, and the extension that E.164 has no place for."""

    e164: str
    extension: str = ""


def to_e164(text: str, region: str | None) -> str | None:
    """Return a number in E.164, or None if it is no full number that could be dialled.

    ``region`` is the two-letter country that numbers without a country code belong to.
    """
    found = read_phone(text, region)
    return found.e164 if found else None


@lru_cache(maxsize=4096)
def read_phone(text: str, region: str | None) -> ReadPhone | None:
    """Return the one number in a text, or None.

    With its country code a number only needs a length that can be: new prefixes appear faster
    than lists of them. Without one it must be valid in ``region``, or, written in full but for
    the plus, in the country it begins with: a wrong country would ring up a stranger.
    """
    written = phone_text(text)
    parsed = _parsed(written, region)
    if parsed is None:
        return None
    is_full = written.startswith(("+", "00"))
    if is_full and phonenumbers.is_possible_number(parsed) and not _is_too_short(parsed):
        return _read(parsed)
    if phonenumbers.is_valid_number(parsed):
        return _read(parsed)
    digits = phone_digits(written)
    if not is_full and len(digits) >= _FEWEST_FOREIGN_DIGITS and not digits.startswith("0"):
        foreign = _parsed(f"+{digits}", None)
        if foreign and phonenumbers.is_valid_number(foreign):
            return _read(foreign)
    return None


def phone_digits(text: str) -> str:
    """Return the digits of a number alone, as 0 to 9 in whatever script they were written."""
    return "".join(str(unicodedata.digit(char)) for char in text if _is_digit(char))


def phone_text(text: str) -> str:
    """Return a number as it could be typed: half-width, without "Tel.:", the "p:" of Facebook,
    the apostrophe of a spreadsheet, or the ".0" of a number taken for an amount.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'’=\"").rstrip('"').strip()
    plain = _LABEL.sub("", plain)
    if floated := _FLOATED.fullmatch(plain):
        plain = floated[1]
    return f"+{plain[2:]}" if plain.startswith("00") else plain


def is_shortened(text: str) -> bool:
    """Tell a number that a spreadsheet has turned into 9.87E+09, its digits lost for good."""
    return _SHORTENED.fullmatch(text.strip()) is not None


def _is_digit(char: str) -> bool:
    return unicodedata.digit(char, None) is not None


def _is_too_short(parsed: phonenumbers.PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return reason != phonenumbers.ValidationResult.IS_POSSIBLE


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _read(parsed: phonenumbers.PhoneNumber) -> ReadPhone:
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return ReadPhone(e164, parsed.extension or "")
