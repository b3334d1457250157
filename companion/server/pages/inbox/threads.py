"""The thread of a decision: heard, decided, told, and did it help.

"Told" is known, not hoped: a laptop that has read the log past the decision has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from companion.domain.answers import DecisionKind
from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.shares import Share
from companion.server.pages.inbox.heard import Heard, PromiseName, promise_names, read_objections
from companion.server.pages.uses import answer_uses
from companion.server.pages.versions import Verdict, read_promise
from companion.server.reach import laptop_places, people_reached
from companion.server.tables import (
    answer,
    call,
    decided_objection,
    decision,
    objection,
    promise_version,
    user,
    waiting_objection,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from companion.server.permissions import Actor

SHOWN = 100
"""How many of a decision's objections its page shows, the newest."""

PAGE = 30
"""How many decisions stand on one page of the list."""

_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """A rep who reported some of it, and whether the decision has reached a laptop of theirs."""

    name: str
    reported: int
    has_it: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether it helped, as far as can be said of this kind of decision.

    ``since`` counts what was heard again on the same promise and of the same kinds and waits.
    """

    verdict: Verdict | None
    use: Share | None
    since: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A decision with everything around it."""

    id: str
    kind: DecisionKind
    note: str
    decided_by: str
    decided_at: datetime
    promise: PromiseName | None
    answer_id: str | None
    answer_says: str
    version: int | None
    count: int
    heard: list[Heard]
    told: list[Told]
    effect: Effect


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in the list."""

    id: str
    kind: DecisionKind
    note: str
    decided_by: str
    decided_at: datetime
    count: int
    promise: PromiseName | None


def list_decisions(
    cx: Connection, actor: Actor, now: datetime, before: str = ""
) -> tuple[list[DecisionLine], str]:
    """Return a page of decisions, the newest first, and the id to go on from (empty: no more)."""
    query = _decisions(actor).order_by(decision.c.id.desc()).limit(PAGE + 1)
    if is_record_id(before):
        query = query.where(decision.c.id < before)
    rows = cx.execute(query).all()
    shown = rows[:PAGE]
    names = promise_names(cx, actor.org, {row.promise_id for row in shown}, now)
    lines = [
        DecisionLine(
            row.id,
            DecisionKind(row.kind),
            row.note,
            row.decider,
            row.decided_at,
            len(row.objection_ids),
            names.get(row.promise_id),
        )
        for row in shown
    ]
    return lines, shown[-1].id if len(rows) > PAGE else ""


def read_thread(cx: Connection, actor: Actor, decision_id: str, now: datetime) -> Thread:
    """Read a decision's thread.

    Raises:
        RejectedError: ``not_found``.
    """
    query = _decisions(actor).where(decision.c.id == decision_id)
    row = cx.execute(query).first() if is_record_id(decision_id) else None
    if row is None:
        raise RejectedError("There is no such decision, or not any more.", "not_found")
    heard = read_objections(cx, actor, row.objection_ids[:SHOWN])
    return Thread(
        id=row.id,
        kind=DecisionKind(row.kind),
        note=row.note,
        decided_by=row.decider,
        decided_at=row.decided_at,
        promise=promise_names(cx, actor.org, {row.promise_id}, now).get(row.promise_id),
        answer_id=row.answer_id,
        answer_says=row.says or "",
        version=row.number,
        count=len(row.objection_ids),
        heard=heard,
        told=_told(cx, actor.org, row),
        effect=_effect(cx, actor, row, heard, now),
    )


def _decisions(actor: Actor) -> Select[Any]:
    org = actor.org
    return (
        select(decision, user.c.name.label("decider"), answer.c.says, promise_version.c.number)
        .join(user, and_(user.c.org == org, user.c.id == decision.c.decided_by))
        .outerjoin(answer, and_(answer.c.org == org, answer.c.id == decision.c.answer_id))
        .outerjoin(
            promise_version,
            and_(
                promise_version.c.org == org,
                promise_version.c.id == decision.c.promise_version_id,
            ),
        )
        .where(decision.c.org == org, decision.c.deleted_at.is_(None))
    )


def _told(cx: Connection, org: str, row: Row[Any]) -> list[Told]:
    is_named = and_(
        decided_objection.c.org == org, decided_objection.c.objection_id == objection.c.id
    )
    query = (
        select(user.c.id, user.c.name, func.count().label("reported"))
        .select_from(decided_objection)
        .join(objection, and_(objection.c.org == org, is_named))
        .join(call, and_(call.c.org == org, call.c.id == objection.c.call_id))
        .join(user, and_(user.c.org == org, user.c.id == call.c.rep_id))
        .where(decided_objection.c.org == org, decided_objection.c.decision_id == row.id)
        .group_by(user.c.id, user.c.name)
        .order_by(func.count().desc(), user.c.name)
    )
    reached = people_reached(laptop_places(cx, org), row.rev)
    return [Told(each.name, each.reported, each.id in reached) for each in cx.execute(query)]


def _effect(
    cx: Connection, actor: Actor, row: Row[Any], heard: list[Heard], now: datetime
) -> Effect:
    verdict = None
    if row.promise_version_id and row.promise_id:
        verdict = _verdict(cx, actor, row.promise_id, row.number, now)
    use = _use(cx, actor.org, row.answer_id)
    return Effect(verdict, use, _heard_since(cx, actor.org, row, heard))


def _verdict(
    cx: Connection, actor: Actor, promise_id: str, number: int, now: datetime
) -> Verdict | None:
    """Compare the version a decision led to with the last one before it that was called about."""
    try:
        versions = read_promise(cx, actor, promise_id, now).versions
    except RejectedError:
        return None
    new = next((each for each in versions if each.number == number), None)
    older = (each for each in versions if each.number < number and each.numbers.connected)
    old = next(older, None)
    return Verdict(new, old) if new and old else None


def _use(cx: Connection, org: str, answer_id: str | None) -> Share | None:
    if not answer_id:
        return None
    return answer_uses(cx, org, [answer_id]).get(answer_id, Share(0, 0))


def _heard_since(cx: Connection, org: str, row: Row[Any], heard: list[Heard]) -> int:
    waits = waiting_objection.c
    is_same = waits.org == org, waits.promise_id == row.promise_id
    is_alike = waits.category.in_({each.category for each in heard})
    query = select(waits.objection_id).where(*is_same, is_alike, waits.heard_at > row.decided_at)
    return cx.scalar(select(func.count()).select_from(query.limit(_MANY).subquery())) or 0
