"""What marketing does about objections: says who looks after them, and decides.

A decision is a record like any other, so it reaches the laptops of the reps who reported the
objections with their next pull; that is how they hear "you said, we changed".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import JsonValue
from sqlalchemy import delete, insert, select

from companion.domain.answers import AnswerStatus, Decision, DecisionKind
from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import MANY, Problem
from companion.server.kept import portions
from companion.server.permissions import MARKETING
from companion.server.tables import (
    answer,
    assignment,
    decided_objection,
    decision,
    objection,
    promise_version,
    user,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk

MOST = MANY * 20
"""How many objections fit one decision, as its noun says."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a marketer chose: ``kind`` as the form has it, and what it points at."""

    kind: str
    note: str = ""
    promise_id: str | None = None
    answer_id: str = ""
    promise_version_id: str = ""


def decide(desk: Desk, decision_id: str, objection_ids: Sequence[str], choice: Choice) -> None:
    """Decide about objections. The same decision sent twice is made once.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
        ConflictError: ``decided_already``: somebody else decided about some of them meanwhile.
    """
    if _is_made(desk, decision_id):
        return
    made = _decision(desk, decision_id, objection_ids, choice)
    if decided := decided_among(desk.cx, desk.org, made.objection_ids):
        sentence = (
            f"Somebody else has decided about {len(decided)} of these meanwhile; they are left out "
            "now. Please look at the rest once more."
        )
        raise ConflictError(sentence, "decided_already")
    desk.put(made)


def assign(desk: Desk, objection_ids: Sequence[str], user_id: str) -> int:
    """Give objections to a person of marketing, or with an empty id to nobody; return how many.

    Raises:
        RejectedError: ``invalid``.
    """
    ids = _existing(desk.cx, desk.org, objection_ids)
    if user_id and user_id not in {each for each, _ in helpers_of(desk.cx, desk.org)}:
        raise _wrong("assignee", "Please choose somebody of marketing.")
    for some in portions(ids):
        mine = assignment.c.org == desk.org, assignment.c.objection_id.in_(some)
        desk.cx.execute(delete(assignment).where(*mine))
    if user_id:
        row = {"org": desk.org, "user_id": user_id, "assigned_at": desk.now}
        desk.cx.execute(insert(assignment), [row | {"objection_id": each} for each in ids])
    what = "assigned" if user_id else "unassigned"
    desk.note("objection", ids[0], what, user_id=user_id, objection_ids=list[JsonValue](ids))
    return len(ids)


def helpers_of(cx: Connection, org: str) -> list[tuple[str, str]]:
    """Return who objections can be given to: id and name of everybody in marketing's roles."""
    roles = [role.value for role in MARKETING.roles]
    query = select(user.c.id, user.c.name).where(user.c.org == org, user.c.role.in_(roles))
    query = query.where(user.c.is_active, user.c.deleted_at.is_(None)).order_by(user.c.name)
    return [(row.id, row.name) for row in cx.execute(query)]


def decided_among(cx: Connection, org: str, objection_ids: Sequence[str]) -> set[str]:
    """Return those of these objections that a decision names."""
    query = select(decided_objection.c.objection_id).where(decided_objection.c.org == org)
    found: set[str] = set()
    for some in portions(objection_ids):
        found |= set(cx.scalars(query.where(decided_objection.c.objection_id.in_(some))))
    return found


def _is_made(desk: Desk, decision_id: str) -> bool:
    if not is_record_id(decision_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    mine = decision.c.org == desk.org, decision.c.id == decision_id
    return desk.cx.scalar(select(decision.c.id).where(*mine)) is not None


def _decision(
    desk: Desk, decision_id: str, objection_ids: Sequence[str], choice: Choice
) -> Decision:
    if choice.kind not in set(DecisionKind):
        raise _wrong("kind", "Please choose what you decide.")
    kind = DecisionKind(choice.kind)
    is_answer, is_change = kind is DecisionKind.ANSWERED, kind is DecisionKind.PROMISE_CHANGED
    if is_answer and not _is_published(desk, choice.answer_id):
        raise _wrong("answer_id", "Please choose the answer, or write a new one.")
    if is_change and not _is_version(desk, choice.promise_version_id, choice.promise_id):
        raise _wrong("promise_version_id", "Please choose the version, or write a new one.")
    made = Decision(
        id=decision_id,
        kind=kind,
        decided_by=desk.user_id,
        decided_at=desk.now,
        objection_ids=tuple(_existing(desk.cx, desk.org, objection_ids)),
        note=choice.note.strip(),
        promise_id=choice.promise_id,
        promise_version_id=choice.promise_version_id if is_change else None,
        answer_id=choice.answer_id if is_answer else None,
    )
    if problems := made.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    return made


def _existing(cx: Connection, org: str, objection_ids: Sequence[str]) -> list[str]:
    asked = [each for each in dict.fromkeys(objection_ids) if is_record_id(each)][: MOST + 1]
    query = select(objection.c.id).where(objection.c.org == org, objection.c.deleted_at.is_(None))
    found: set[str] = set()
    for some in portions(asked):
        found |= set(cx.scalars(query.where(objection.c.id.in_(some))))
    if not found:
        raise _wrong("objection", "Please tick at least one of them.")
    return [each for each in asked if each in found]


def _is_published(desk: Desk, answer_id: str) -> bool:
    mine = answer.c.org == desk.org, answer.c.id == answer_id, answer.c.deleted_at.is_(None)
    is_id = is_record_id(answer_id)
    status = desk.cx.scalar(select(answer.c.status).where(*mine)) if is_id else None
    return status == AnswerStatus.PUBLISHED


def _is_version(desk: Desk, version_id: str, promise_id: str | None) -> bool:
    columns = promise_version.c
    mine = columns.org == desk.org, columns.id == version_id, columns.promise_id == promise_id
    query = select(columns.id).where(*mine, columns.published_at.is_not(None))
    return is_record_id(version_id) and desk.cx.scalar(query) is not None


def _wrong(field: str, sentence: str) -> RejectedError:
    return RejectedError(sentence, problems=[Problem(field, "missing", sentence)])
