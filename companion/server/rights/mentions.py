"""A person in words about others: their name, numbers and addresses, wherever somebody typed them.

A single given name would meet half the company, so a name counts only when it is a whole one.
Numbers are found as they are stored and as people in their country write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy import JSON, Text, cast, or_

from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import JsonValue
    from sqlalchemy import Column, ColumnElement

ERASED = "[erased]"
"""What stands where a person was named."""

_LONG_NAME = 8
_LONG_ID = 8
_DIGITS = re.compile(r"[+(]?\d[\d ()/.\-\u00a0]{4,}\d")


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody is recognised by in a text, former names and numbers included.

    ``external_ids`` are what other programs call them; short ones are anybody's: not looked for.
    """

    names: frozenset[str]
    phones: frozenset[str]
    emails: frozenset[str]
    external_ids: frozenset[str] = frozenset()

    @property
    def terms(self) -> list[str]:
        """Return every way of writing them that is searched for, the longest first."""
        named = {form for each in self.names if is_telling(each) for form in _cased(each)}
        mailed = {form for each in self.emails if each for form in _cased(each)}
        dialled = {form for each in self.phones for form in written_forms(each)}
        numbered = {each for each in self.external_ids if len(each) >= _LONG_ID}
        return sorted(named | mailed | dialled | numbered, key=lambda each: (-len(each), each))


def is_telling(name: str) -> bool:
    """Tell whether a name by itself means one person."""
    return len(name.split()) > 1 or len(name.strip()) >= _LONG_NAME


def written_forms(phone: str) -> set[str]:
    """Return the ways of writing an E.164 number, those with only digits included."""
    try:
        number = phonenumbers.parse(phone)
    except NumberParseException:
        return {phone}
    usual = (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966)
    national = phonenumbers.national_significant_number(number)
    bare = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    forms = {phonenumbers.format_number(number, each) for each in usual}
    return forms | {phone, phone[1:], f"00{phone[1:]}", re.sub(r"\D", "", bare), national}


def found_in(column: Column[Any], terms: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition under which a text or JSON column may name somebody."""
    is_json = isinstance(column.type, JSON)
    whole = cast(column, Text) if is_json else column
    wanted = [_in_json(each) if is_json else each for each in terms]
    return or_(*(whole.icontains(each, autoescape=True) for each in wanted))


class Redaction:
    """Taking one person out of values, however deep; ``count`` is in how many it found them."""

    def __init__(self, person: Person) -> None:
        self._pattern = _pattern(person.terms)
        self._numbers = {re.sub(r"\D", "", each) for each in person.phones}
        self.count = 0

    def of(self, value: JsonValue) -> JsonValue:
        """Return a value with the person taken out; the same value if they are not in it."""
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, list):
            return [self.of(each) for each in value]
        if isinstance(value, dict):
            return {self._of_text(name): self.of(each) for name, each in value.items()}
        return value

    def _of_text(self, text: str) -> str:
        cleared = _DIGITS.sub(self._of_number, self._pattern.sub(ERASED, text))
        self.count += cleared != text
        return cleared

    def _of_number(self, found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0]).lstrip("0")
        is_theirs = any(digits and each.endswith(digits) for each in self._numbers)
        return ERASED if is_theirs and len(digits) > _SHORT else found[0]


_SHORT = 6
"""So few digits are anybody's: a year, a price, an extension."""


def _pattern(terms: list[str]) -> re.Pattern[str]:
    if not terms:
        return re.compile(r"(?!)")
    return re.compile("|".join(_bounded(each) for each in terms), re.IGNORECASE)


def _bounded(term: str) -> str:
    """Keep a term from meeting the middle of another; a name may end in more, as genitives do."""
    before = r"(?<!\w)" if term[0].isalnum() else ""
    after = r"(?!\d)" if term[-1].isdigit() else ""
    return f"{before}{re.escape(term)}{after}"


def _cased(text: str) -> set[str]:
    """Return the usual ways of writing letters large and small: SQLite folds only A to Z."""
    return {text, text.lower(), text.upper(), text.title()}


def _in_json(text: str) -> str:
    return write_json(text).decode()[1:-1]
