"""Why a draft is being written: the objections it is meant for. Publishing it decides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from companion.domain.answers import Decision, DecisionKind
from companion.domain.ids import is_record_id, new_id
from companion.domain.problems import TEXT
from companion.server.kept import portions
from companion.server.pages.inbox.deciding import MOST, decided_among
from companion.server.tables import draft_reason, objection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk


def keep_reasons(desk: Desk, draft_id: str, objection_ids: Sequence[str]) -> None:
    """Add objections to those a draft is meant for."""
    asked = [each for each in dict.fromkeys(objection_ids) if is_record_id(each)]
    there = set(reasons_of(desk.cx, desk.org, draft_id))
    wanted = [each for each in _real(desk.cx, desk.org, asked) if each not in there]
    rows = [
        {"org": desk.org, "draft_id": draft_id, "objection_id": each}
        for each in wanted[: MOST - len(there)]
    ]
    if rows:
        desk.cx.execute(insert(draft_reason), rows)


def drop_reasons(desk: Desk, draft_id: str) -> None:
    """Forget what a draft was meant for; those objections wait as before."""
    mine = draft_reason.c.org == desk.org, draft_reason.c.draft_id == draft_id
    desk.cx.execute(delete(draft_reason).where(*mine))


def reasons_of(cx: Connection, org: str, draft_id: str) -> list[str]:
    """Return the ids of the objections a draft is meant for."""
    mine = draft_reason.c.org == org, draft_reason.c.draft_id == draft_id
    return list(cx.scalars(select(draft_reason.c.objection_id).where(*mine)))


def decide_reasons(
    desk: Desk,
    draft_id: str,
    note: str,
    promise_id: str | None = None,
    version_id: str | None = None,
    answer_id: str | None = None,
) -> str:
    """Decide what a draft was meant for, now that it is published; return the decision's id.

    What somebody else has decided meanwhile stays theirs. Empty: there was nothing to decide.
    """
    reasons = reasons_of(desk.cx, desk.org, draft_id)
    drop_reasons(desk, draft_id)
    decided = decided_among(desk.cx, desk.org, reasons)
    about = tuple(each for each in reasons if each not in decided)
    if not about:
        return ""
    made = Decision(
        id=new_id(),
        kind=DecisionKind.PROMISE_CHANGED if version_id else DecisionKind.ANSWERED,
        decided_by=desk.user_id,
        decided_at=desk.now,
        objection_ids=about,
        note=note[:TEXT],
        promise_id=promise_id,
        promise_version_id=version_id,
        answer_id=answer_id,
    )
    desk.put(made)
    return made.id


def _real(cx: Connection, org: str, ids: Sequence[str]) -> list[str]:
    query = select(objection.c.id).where(objection.c.org == org, objection.c.deleted_at.is_(None))
    found: set[str] = set()
    for some in portions(ids):
        found |= set(cx.scalars(query.where(objection.c.id.in_(some))))
    return [each for each in ids if each in found]
