"""Which program wrote a file, told by its headers, and what kind of list it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.imports.words import header_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet


class Listing(StrEnum):
    """What the rows of a file are about."""

    PEOPLE = "people"
    COMPANIES = "companies"
    DEALS = "deals"
    COLLEAGUES = "colleagues"
    CAMPAIGNS = "campaigns"


@dataclass(frozen=True, slots=True)
class Source:
    """``system`` ("hubspot" …) gives the ids of a file their meaning; empty when not recognised."""

    system: str = ""
    listing: Listing = Listing.PEOPLE


SUBMISSION_SYSTEMS = frozenset({"facebook", "google_ads"})
"""Systems that number each sent form, so that one person may have several of their ids."""

_WITHOUT_CHECK = 15
"""Characters of a Salesforce id whose three check letters were left out."""

_SALESFORCE_ID = re.compile(r"([a-zA-Z0-9]{3})[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?")
_ACCOUNT = "001"
_SALESFORCE_KINDS = {_ACCOUNT: "salesforce_account", "00Q": "salesforce_lead"}
_SALESFORCE_PREFIXES = {*_SALESFORCE_KINDS, "003"}
_CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

_SIGNATURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("facebook", ("leadgen id",)),
    ("facebook", ("ad name", "form name")),
    ("facebook", ("created time", "form name")),
    ("google_ads", ("gclid", "conversion name")),
    ("google_ads", ("google click id", "form id")),
    ("atomic_crm", ("first seen", "last seen", "has newsletter")),
    ("pipedrive", ("person name", "person id")),
    ("leadsquared", ("prospect id", "lead number")),
    ("zoho", ("lead owner", "lead status")),
    ("zoho", ("lead owner", "lead source")),
    ("zoho", ("lead owner", "lead name")),
    ("zoho", ("record id", "lead owner")),
    ("hubspot", ("hs object id",)),
    ("hubspot", ("record id", "lead status")),
    ("hubspot", ("record id", "lifecycle stage")),
    ("hubspot", ("record id", "create date")),
    ("hubspot", ("contact owner",)),
    ("salesforce", ("system modstamp",)),
    ("salesforce", ("created by id", "owner id")),
)
_DEALS = (
    ("deal id",),
    ("deal name",),
    ("dealname",),
    ("stage name", "close date"),
    ("deal stage",),
    ("opportunity name",),
)
_COLLEAGUES = (("owner id", "active user id"),)
_CAMPAIGNS = (
    ("ad group id", "status"),
    ("advertising channel type",),
    ("account id", "modified time", "time zone"),
    ("app id", "subject"),
    ("headline", "message"),
    ("name", "code", "channel"),
)
_COMPANIES = (
    ("annual revenue", "industry"),
    ("annual revenue", "website"),
    ("account number", "website"),
    ("billing street", "industry"),
    ("company name", "company owner"),
)
_PEOPLE = ("first name", "last name", "email", "full name", "job title", "mobile phone")


def recognise(headers: Iterable[str], ids: Iterable[str] = ()) -> Source:
    """Tell which program wrote a file, by its headers and a few of its ids."""
    headers, given = tuple(headers), [each for each in ids if each]
    keys = {header_key(each) for each in headers}
    listing = _listing(keys)
    if listing is Listing.PEOPLE and given and all(_kind(each) == _ACCOUNT for each in given):
        listing = Listing.COMPANIES
    system = next((name for name, words in _SIGNATURES if _has(keys, words)), "")
    if not system and any(each.strip().casefold().startswith("property_") for each in headers):
        system = "hubspot"
    if not system and (_is_salesforce_like(headers) or _are_salesforce_ids(given)):
        system = "salesforce"
    if system == "hubspot" and listing is Listing.COMPANIES:
        system = "hubspot_company"
    return Source(system, listing)


def id_in(system: str, value: str) -> tuple[str, str]:
    """Return the system and the canonical form of an id: each kind of object counts for itself.

    Salesforce ids of 15 characters get the three check letters that its exports sometimes leave
    out; Facebook's ``l:`` before a lead is left out.
    """
    if system == "facebook":
        return system, value.removeprefix("l:")
    if system != "salesforce":
        return system, value
    kind = _SALESFORCE_KINDS.get(value[:3], "salesforce")
    is_short = len(value) == _WITHOUT_CHECK and _SALESFORCE_ID.fullmatch(value)
    return kind, value + _check_letters(value) if is_short else value


def _listing(keys: AbstractSet[str]) -> Listing:
    if any(_has(keys, words) for words in _DEALS):
        return Listing.DEALS
    if any(_has(keys, words) for words in _COLLEAGUES):
        return Listing.COLLEAGUES
    if any(_has(keys, words) for words in _CAMPAIGNS):
        return Listing.CAMPAIGNS
    is_personal = any(header_key(word) in keys for word in _PEOPLE)
    if not is_personal and any(_has(keys, words) for words in _COMPANIES):
        return Listing.COMPANIES
    return Listing.PEOPLE


def _has(keys: AbstractSet[str], words: Iterable[str]) -> bool:
    return all(header_key(word) in keys for word in words)


def _is_salesforce_like(headers: Iterable[str]) -> bool:
    return any(each.casefold().endswith("__c") for each in headers)


def _are_salesforce_ids(given: list[str]) -> bool:
    return bool(given) and all(_kind(each) in _SALESFORCE_PREFIXES for each in given)


def _kind(record_id: str) -> str:
    """Return the three characters by which Salesforce marks what an id is of, or nothing."""
    found = _SALESFORCE_ID.fullmatch(record_id)
    return found[1] if found else ""


def _check_letters(value: str) -> str:
    """Return the suffix of an 18-character id: per five characters, which are capitals."""
    return "".join(
        _CHECK_LETTERS[sum(value[start + bit].isupper() << bit for bit in range(5))]
        for start in (0, 5, 10)
    )
