"""Cells that hold ways to reach a person: phones, emails, or both in one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from companion.domain.prospects import is_email
from companion.imports.phones import is_shortened, read_phone
from companion.imports.words import one_line

_EMAIL = re.compile(r"[^\s@,;:|/<>()\[\]\"']+@[^\s@,;|/<>()\[\]\"']+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?")
_BETWEEN = re.compile(r"[;,|/\n\r]+|\s(?:or|oder|ou|and|und|et|&|o|y)\s", re.IGNORECASE)
_WRAPPING = re.compile(r"[\s<>()\[\]\"':]*(?:mailto:)?[\s<>()\[\]\"':]*", re.IGNORECASE)
_FEWEST_DIGITS = 5
_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "n/a", "na", "none", "null", "nil", "unknown", "#n/a", "0", "."}
)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a cell held: phones (E.164), emails (lower case), and why the rest was left out."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def is_nothing(text: str) -> bool:
    """Tell whether a cell says in words that it is empty: "n/a", "-", "none" …"""
    return text.strip().casefold() in _NOTHING


def read_contacts(cell: str, region: str | None, wanted: str = "reach") -> Reached:
    """Read the phones and emails of one cell, parted by signs or words such as "/" and "or".

    ``region`` is the country of numbers without a country code. ``wanted`` is the kind the column
    is for ("phone", "email", or "reach" for either): it only words the reasons.
    """
    if is_nothing(cell):
        return Reached()
    if "@" not in cell and (whole := _number(cell, region)):
        return whole
    emails, reasons = [], []
    for found in _EMAIL.findall(cell):
        if _is_address(found):
            emails.append(found.lower())
        else:
            reasons.append(f"“{found}” is not an email address.")
    phones: list[str] = []
    for part in _BETWEEN.split(_EMAIL.sub(";", cell)):
        if not is_nothing(part) and not _WRAPPING.fullmatch(part):
            read = _number(part, region)
            phones += read.phones if read else ()
            reasons += read.left_out if read else (_why(part, region, wanted),)
    return Reached(tuple(dict.fromkeys(phones)), tuple(dict.fromkeys(emails)), tuple(reasons))


def _number(text: str, region: str | None) -> Reached | None:
    letters = sum(char.isalpha() for char in text)
    if letters > sum(char.isdigit() for char in text):
        return None  # a scrambled value, or words; never a number written as letters
    read = read_phone(text.strip(), region)
    if read is None:
        return None
    left = f"The extension {read.extension} of {read.e164} was left out."
    return Reached((read.e164,), (), (left,) if read.extension else ())


def _is_address(text: str) -> bool:
    return is_email(text) and _DOMAIN.fullmatch(text.rpartition("@")[2]) is not None


def _why(part: str, region: str | None, wanted: str) -> str:
    text = one_line(part)
    digits = sum(char.isdigit() for char in text)
    if is_shortened(text):
        return f"A spreadsheet has shortened the number “{text}”. Please export it as text."
    if wanted == "email":
        return f"“{text}” is not an email address."
    if digits < _FEWEST_DIGITS or any(char.isalpha() for char in text):
        kind = "a phone number" if wanted == "phone" else "a phone number or an email address"
        return f"“{text}” is not {kind}."
    if text.startswith(("+", "00")):
        return f"“{text}” is too short, too long or wrong for a phone number. Please check it."
    where = f" in {region}" if region else ""
    return f"“{text}” is not a full phone number{where}. Please add its country code (+49 …)."
