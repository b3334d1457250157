"""What the pages of do-not-call lists show besides them: calls all the same, lines left out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from companion.domain.import_reports import inert_cell
from companion.server.bar_tables import barred_digest
from companion.server.record_tables import call, prospect, user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from companion.server.bars.lists import BarredList

CALLS = 50
"""How many calls the page shows."""


@dataclass(frozen=True, slots=True)
class DespiteCall:
    """A call with somebody who must not be called: who called whom when, and why all the same."""

    prospect_id: str
    name: str
    rep: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people must not be called: by what they asked, by lists, and erased ones."""

    objected: int
    listed: int
    erased: int


def calls_despite(cx: Connection, org: str, most: int = CALLS) -> list[DespiteCall]:
    """Return the latest calls with people who must not be called."""
    is_whom = and_(prospect.c.org == org, prospect.c.id == call.c.prospect_id)
    is_who = and_(user.c.org == org, user.c.id == call.c.rep_id)
    named = func.coalesce(func.nullif(prospect.c.name, ""), prospect.c.company)
    query = (
        select(
            call.c.prospect_id,
            named.label("name"),
            user.c.name.label("rep"),
            call.c.started_at,
            call.c.called_despite,
        )
        .outerjoin(prospect, is_whom)
        .outerjoin(user, is_who)
        .where(call.c.org == org, call.c.called_despite != "", call.c.deleted_at.is_(None))
        .order_by(call.c.started_at.desc())
        .limit(most)
    )
    return [
        DespiteCall(
            row.prospect_id, row.name or "", row.rep or "", row.started_at, row.called_despite
        )
        for row in cx.execute(query)
    ]


def read_standing(cx: Connection, org: str, lists: Sequence[BarredList]) -> Standing:
    """Count who must not be called. ``listed`` counts somebody once for each file they are in."""
    mine = prospect.c.org == org, prospect.c.deleted_at.is_(None), prospect.c.do_not_call
    digests = select(func.count()).select_from(barred_digest).where(barred_digest.c.org == org)
    return Standing(
        objected=cx.scalar(select(func.count()).select_from(prospect).where(*mine)) or 0,
        listed=sum(each.counts.get("matches", 0) for each in lists if each.counts_now),
        erased=cx.scalar(digests) or 0,
    )


def problems_csv(found: BarredList) -> bytes:
    """Return the lines of a list that were not taken as a file."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(("line", "reason"))
    writer.writerows((line, inert_cell(reason)) for line, reason in found.problems)
    return kept.getvalue().encode("utf-8-sig")
