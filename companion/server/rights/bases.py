"""How many people are kept on which legal basis, and from where those came whose basis is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from companion.domain.errors import RejectedError
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import LINE, Problem, fits, is_storable
from companion.server.records import patch_records
from companion.server.tables import prospect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.wire.records import Fields

AT_ONCE = 500
"""How many people are given a basis in one transaction: everybody's saves wait for it."""

MOST_SOURCES = 30
"""How many sources one page lists, those with the most people."""


@dataclass(frozen=True, slots=True)
class Bases:
    """``counts`` are of every basis; ``open_by_source`` of people without one.

    ``undated`` are people who agreed, but nobody says when.
    """

    counts: Mapping[LegalBasis, int]
    open_by_source: Sequence[tuple[str, int]]
    undated: int

    @property
    def people(self) -> int:
        """Return how many people there are."""
        return sum(self.counts.values())


def read_bases(cx: Connection, org: str) -> Bases:
    """Count the people who are not deleted."""
    mine = prospect.c.org == org, prospect.c.deleted_at.is_(None)
    many = func.count().label("many")
    per_basis = select(prospect.c.legal_basis, many).where(*mine).group_by(prospect.c.legal_basis)
    found = {row.legal_basis: row.many for row in cx.execute(per_basis)}
    is_open = prospect.c.legal_basis == LegalBasis.UNKNOWN.value
    source = prospect.c.data_source
    per_source = select(source, many).where(*mine, is_open).group_by(source)
    ordered = per_source.order_by(many.desc(), source).limit(MOST_SOURCES)
    agreed = prospect.c.legal_basis == LegalBasis.CONSENT.value, prospect.c.consented_on.is_(None)
    return Bases(
        {basis: found.get(basis.value, 0) for basis in LegalBasis},
        [(row.data_source, row.many) for row in cx.execute(ordered)],
        cx.scalar(select(func.count()).select_from(prospect).where(*mine, *agreed)) or 0,
    )


def say_basis(
    cx: Connection, org: str, source: str, basis: str, note: str, who: tuple[str, datetime]
) -> int:
    """Give the next people from a source who have no basis this one; return how many.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    problems = fits("note", note, LINE)
    if basis not in set(LegalBasis) - {LegalBasis.UNKNOWN}:
        problems.append(Problem("basis", "missing", "Please choose a legal basis."))
    if problems or not (is_storable(source) and is_storable(note)):
        sentence = problems[0].sentence if problems else "Please open the page again."
        raise RejectedError(sentence, problems=problems)
    mine = prospect.c.org == org, prospect.c.deleted_at.is_(None), prospect.c.data_source == source
    is_open = prospect.c.legal_basis == LegalBasis.UNKNOWN.value
    query = select(prospect.c.id, prospect.c.legal_basis_note).where(*mine, is_open)
    patches: list[tuple[str, str, Fields]] = [
        (
            "prospect",
            row.id,
            {"legal_basis": basis, "legal_basis_note": row.legal_basis_note or note},
        )
        for row in cx.execute(query.order_by(prospect.c.id).limit(AT_ONCE))
    ]
    patch_records(cx, org, patches, *who)
    return len(patches)
