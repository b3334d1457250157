"""Why a person's data may be kept (GDPR, Article 6(1)), and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LegalBasis(StrEnum):
    """The bases of Article 6(1), in its order; ``unknown`` until somebody says which it is."""

    UNKNOWN = "unknown"
    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is true of everybody who comes in together, unless a row says otherwise.

    ``data_source`` is where their data comes from, in words: a list, a form, a program.
    """

    data_source: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    legal_basis_note: str = ""
