"""The legal basis in the words of lists and CRMs, and what a list as a whole says of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.legal_bases import LegalBasis
from companion.imports.words import squeezed

if TYPE_CHECKING:
    from companion.domain.legal_bases import Origin
    from companion.imports.readings import Reading

_SAID = {
    LegalBasis.LEGITIMATE_INTERESTS: "legitimate berechtigt légitime legítimo",
    LegalBasis.CONSENT: "consent einwilligung consentement consentimiento opt-in",
    LegalBasis.CONTRACT: "contract vertrag contrat contrato",
    LegalBasis.LEGAL_OBLIGATION: "obligation verpflichtung obligación",
    LegalBasis.VITAL_INTERESTS: "vital lebenswichtig vitaux vitales",
    LegalBasis.PUBLIC_TASK: "public öffentlich publique público",
}
_LETTERS = {
    f"{before}{letter}": basis
    for letter, basis in zip("abcdef", tuple(LegalBasis)[1:], strict=True)
    for before in ("61", "art61", "article61", "6abs1lit", "art6abs1lit")
}


def basis_in(text: str) -> LegalBasis:
    """Return the basis that a text means, by its words or its letter in Article 6(1)."""
    told = squeezed(text)
    if found := _LETTERS.get(told):
        return found
    return next(
        (
            basis
            for basis, words in _SAID.items()
            if any(squeezed(word) in told for word in words.split())
        ),
        LegalBasis.UNKNOWN,
    )


def fill_basis(reading: Reading, origin: Origin) -> None:
    """Let a row that says nothing of its basis have the list's."""
    if reading.legal_basis is LegalBasis.UNKNOWN:
        reading.legal_basis = origin.legal_basis
        reading.legal_basis_note = reading.legal_basis_note or origin.legal_basis_note
