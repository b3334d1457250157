"""How reps used the promise and its answers, and what followed: message drift, nobody named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from companion.domain.calls import PromiseUse
from companion.domain.shares import Share
from companion.server.tables import answer_tally, use_tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from companion.server.pages.periods import Period


@dataclass(frozen=True, slots=True)
class Use:
    """One way the promise was used, and what came of these calls."""

    use: PromiseUse
    connected: int
    objected: Share
    meetings: Share
    wins: Share


def read_uses(cx: Connection, org: str, period: Period, version_ids: Iterable[str]) -> list[Use]:
    """Read how the promise was used, in the order of the domain; ways nobody used are left out."""
    tally = use_tally.c
    mine = tally.org == org, tally.promise_version_id.in_(list(version_ids))
    counts = tally.connected, tally.objected, tally.meetings, tally.wins
    query = select(tally.promise_use, *map(func.sum, counts)).where(*mine)
    rows = cx.execute(query.where(*period.rows(use_tally)).group_by(tally.promise_use))
    found = {row[0]: [int(each) for each in row[1:]] for row in rows}
    return [_use(use, found[use.value]) for use in PromiseUse if use.value in found]


def _use(use: PromiseUse, counts: list[int]) -> Use:
    connected, *followed = counts
    return Use(use, connected, *(Share(each, connected) for each in followed))


def answer_uses(cx: Connection, org: str, ids: Sequence[str]) -> dict[str, Share]:
    """Return for each answer that was used how many of its uses resolved the objection."""
    tally = answer_tally.c
    mine = tally.org == org, tally.answer_id.in_(list(ids))
    rows = cx.execute(select(tally.answer_id, tally.resolved, tally.uses).where(*mine))
    return {row[0]: Share(row[1], row[2]) for row in rows}
