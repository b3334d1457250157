"""A prospect: a person who saw a promise and left a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - a field's type
from enum import StrEnum
from typing import NamedTuple

from companion.domain.external_ids import ExternalId, external_id_problems
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import NOTES, Problem, all_fit, fits, joined

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
EMAIL = 254
"""Longest email address, in characters (RFC 5321 section 4.5.3.1.3)."""

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


SHARED_OBJECTION = "Somebody with this number asked not to be called."
"""The reason on whoever shares a number with the one who asked; it is nobody's own objection."""


class Barred(NamedTuple):
    """Why a number must not be called: somebody asked for it, or lists, by name, say so."""

    is_objected: bool
    lists: tuple[str, ...] = ()


class LifecycleStage(StrEnum):
    """How far the person has come with us; the words are HubSpot's."""

    SUBSCRIBER = "subscriber"
    LEAD = "lead"
    MARKETING_QUALIFIED = "marketing_qualified"
    SALES_QUALIFIED = "sales_qualified"
    OPPORTUNITY = "opportunity"
    CUSTOMER = "customer"
    EVANGELIST = "evangelist"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Prospect:
    """A person (or lead) to call. ``phones`` are E.164, ``emails`` lower case, best first.

    ``owner_id`` is the user who calls them. ``time_zone`` is an IANA name or empty.
    ``do_not_call`` is what they asked for; ``do_not_call_lists`` names the lists that one of their
    phones stands on, which only the server says. ``data_source`` is where their data came from
    first, ``legal_basis_note`` what there is to show for the basis, ``consented_on`` the day they
    agreed.
    """

    id: str
    name: str
    company: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    time_zone: str = ""
    owner_id: str | None = None
    lifecycle_stage: LifecycleStage = LifecycleStage.LEAD
    do_not_call: bool = False
    do_not_call_reason: str = ""
    do_not_call_lists: tuple[str, ...] = ()
    notes: str = ""
    external_ids: tuple[ExternalId, ...] = ()
    data_source: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    legal_basis_note: str = ""
    consented_on: date | None = None

    @property
    def is_barred(self) -> bool:
        """Tell whether they must not be called: they asked for it, or a list says so."""
        return self.do_not_call or bool(self.do_not_call_lists)

    def problems(self) -> list[Problem]:
        """List what must be mended before this prospect can be kept."""
        return joined(
            self._name_problems(),
            fits("name", self.name),
            fits("company", self.company),
            fits("title", self.title),
            self._phone_problems(),
            self._email_problems(),
            all_fit("phones", self.phones),
            all_fit("emails", self.emails),
            fits("time_zone", self.time_zone, 64),
            fits("do_not_call_reason", self.do_not_call_reason),
            all_fit("do_not_call_lists", self.do_not_call_lists),
            fits("notes", self.notes, NOTES),
            external_id_problems(self.external_ids),
            fits("data_source", self.data_source),
            fits("legal_basis_note", self.legal_basis_note),
        )

    def _name_problems(self) -> list[Problem]:
        if any((self.name.strip(), self.company.strip(), self.phones, self.emails)):
            return []
        return [Problem("name", "missing", "Please give a name, a company, a phone or an email.")]

    def _phone_problems(self) -> list[Problem]:
        return [
            Problem(
                "phones", "invalid", f"“{phone}” is not a full phone number such as +49 30 1234."
            )
            for phone in self.phones
            if not _E164.fullmatch(phone)
        ]

    def _email_problems(self) -> list[Problem]:
        return [
            Problem("emails", "invalid", f"“{email}” is not an email address.")
            for email in self.emails
            if not is_email(email)
        ]


def is_email(text: str) -> bool:
    """Tell whether the text can be an address: one @, something on both sides, no spaces."""
    return len(text) <= EMAIL and _EMAIL.fullmatch(text) is not None
