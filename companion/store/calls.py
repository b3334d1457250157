"""Calls and what was heard on them, and the next steps they led to."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, func, select

from companion.domain.errors import RejectedError
from companion.store.campaigns import live_records
from companion.store.moments import moment_text
from companion.store.tables import call, follow_up, objection, outbox, promise, promise_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from companion.domain.calls import Call
    from companion.domain.follow_ups import FollowUp
    from companion.domain.objections import Objection


def has_call(cx: Connection, call_id: str) -> bool:
    """Tell whether a call was ever saved, even if it was removed since."""
    return cx.scalar(_known_call(), {"wanted": call_id}) is not None


def calls_of(cx: Connection, prospect_id: str) -> list[Call]:
    """Return the calls with a prospect, latest first."""
    found = cast("list[Call]", live_records(cx, "call", call.c.prospect_id == prospect_id))
    return sorted(found, key=lambda each: (each.started_at, each.id), reverse=True)


def objections_by_call(cx: Connection, call_ids: Sequence[str]) -> Mapping[str, list[Objection]]:
    """Return what was heard on these calls, in the order it was heard."""
    found: dict[str, list[Objection]] = defaultdict(list)
    heard: list[Objection] = live_records(cx, "objection", objection.c.call_id.in_(call_ids))
    for each in sorted(heard, key=lambda each: (each.position, each.id)):
        found[each.call_id].append(each)
    return found


def open_follow_ups(cx: Connection, prospect_id: str) -> list[FollowUp]:
    """Return a prospect's next steps that are not done, soonest first."""
    conditions = (follow_up.c.prospect_id == prospect_id, follow_up.c.done_at.is_(None))
    found = cast("list[FollowUp]", live_records(cx, "follow_up", *conditions))
    return sorted(found, key=lambda each: (each.due_at, each.id))


def read_follow_up(cx: Connection, follow_up_id: str) -> FollowUp:
    """Return one next step.

    Raises:
        RejectedError: ``gone``: it is not here any more.
    """
    found = cast("list[FollowUp]", live_records(cx, "follow_up", follow_up.c.id == follow_up_id))
    if not found:
        raise RejectedError("This next step is not here any more.", "gone")
    return found[0]


def open_follow_up_ids(cx: Connection, prospect_id: str, due_by: datetime | None) -> list[str]:
    """Return the ids of a prospect's open next steps: those due by a time, or (None) all."""
    wanted = {"wanted": prospect_id}
    if due_by is None:
        return list(cx.scalars(_open_steps(), wanted))
    return list(cx.scalars(_due_steps(), wanted | {"due_by": moment_text(due_by)}))


# Built once: to build a statement takes SQLAlchemy longer than it takes SQLite to run it.
@cache
def _known_call() -> Select[Any]:
    return select(call.c.id).where(call.c.id == bindparam("wanted"))


@cache
def _open_steps() -> Select[Any]:
    return select(follow_up.c.id).where(
        follow_up.c.prospect_id == bindparam("wanted"),
        follow_up.c.is_live,
        follow_up.c.done_at.is_(None),
    )


@cache
def _due_steps() -> Select[Any]:
    return _open_steps().where(follow_up.c.due_at <= bindparam("due_by"))


def unsent_ids(cx: Connection, record_ids: Iterable[str]) -> set[str]:
    """Return which of these records have an edit that the server has not taken."""
    query = select(outbox.c.entity_id).where(
        outbox.c.state != "acked", outbox.c.entity_id.in_(list(record_ids))
    )
    return set(cx.scalars(query))


def heard_most(cx: Connection, campaign_id: str, limit: int) -> Sequence[Row[Any]]:
    """Return the kinds of objection heard most on what a campaign promised, in all versions.

    Rows have ``category, heard, verbatim``; the verbatim is the latest.
    """
    query = (
        select(
            objection.c.category,
            func.count().label("heard"),
            # Ids count up in time, and with max() SQLite takes the verbatim from the same row.
            func.max(objection.c.id),
            objection.c.verbatim,
        )
        .where(objection.c.promise_version_id.in_(_versions(campaign_id)), objection.c.is_live)
        .group_by(objection.c.category)
        .order_by(func.count().desc(), objection.c.category)
        .limit(limit)
    )
    return cx.execute(query).all()


def answers_used(cx: Connection, campaign_id: str) -> Sequence[Row[Any]]:
    """Return how often each answer was used against each kind of objection in a campaign.

    Rows have ``category, answer_id, uses, resolved``.
    """
    query = (
        select(
            objection.c.category,
            objection.c.answer_id,
            func.count().label("uses"),
            func.count().filter(objection.c.handling == "resolved").label("resolved"),
        )
        .where(
            objection.c.promise_version_id.in_(_versions(campaign_id)),
            objection.c.is_live,
            objection.c.answer_id.is_not(None),
        )
        .group_by(objection.c.category, objection.c.answer_id)
    )
    return cx.execute(query).all()


def _versions(campaign_id: str) -> Select[Any]:
    return (
        select(promise_version.c.id)
        .join(promise, promise.c.id == promise_version.c.promise_id)
        .where(promise.c.campaign_id == campaign_id)
    )
