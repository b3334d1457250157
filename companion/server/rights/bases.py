"""How many people are kept on which legal basis, and from where those came whose basis is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from companion.domain.legal_bases import LegalBasis
from companion.server.tables import prospect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

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
