"""Calls as an export tells them, read in portions: memory stays flat however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from companion.server.exports.layouts import Told
from companion.server.hooks.events import EventType, Happening
from companion.server.hooks.facts import Facts
from companion.server.kept import to_kept
from companion.server.record_tables import call, objection, promise, promise_version, prospect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from companion.server.hooks.bodies import ObjectionPart

PORTION = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """Which calls: those begun from ``since`` to before ``until``, with prospects of an owner, on
    promises of a campaign. None means any.
    """

    since: datetime | None = None
    until: datetime | None = None
    owner_id: str | None = None
    campaign_id: str | None = None

    def conditions(self, org: str) -> list[ColumnElement[bool]]:
        """Return the conditions for rows of ``call``."""
        found = [call.c.org == org, call.c.deleted_at.is_(None)]
        if self.since is not None:
            found.append(call.c.started_at >= self.since)
        if self.until is not None:
            found.append(call.c.started_at < self.until)
        if self.owner_id is not None:
            theirs = prospect.c.org == org, prospect.c.owner_id == self.owner_id
            found.append(call.c.prospect_id.in_(select(prospect.c.id).where(*theirs)))
        if self.campaign_id is not None:
            found.append(call.c.promise_version_id.in_(_versions(org, self.campaign_id)))
        return found


def told_calls(cx: Connection, org: str, choice: Choice) -> Iterator[Told]:
    """Yield the calls chosen, the oldest first; ``cx`` must be one snapshot."""
    after: tuple[datetime, str] | None = None
    while True:
        query = select(call).where(*choice.conditions(org))
        if after is not None:
            later = call.c.started_at > after[0]
            query = query.where(
                or_(later, and_(call.c.started_at == after[0], call.c.id > after[1]))
            )
        rows = cx.execute(query.order_by(call.c.started_at, call.c.id).limit(PORTION)).mappings()
        found = rows.all()
        yield from tell(cx, org, found)
        if len(found) < PORTION:
            return
        after = found[-1]["started_at"], found[-1]["id"]


def tell(cx: Connection, org: str, rows: Sequence[Any]) -> list[Told]:
    """Return these rows of ``call`` as an export tells them, in their order."""
    if not rows:
        return []
    calls = [to_kept("call", row) for row in rows]
    mine = objection.c.org == org, objection.c.call_id.in_([each.id for each in calls])
    query = select(objection).where(*mine, objection.c.deleted_at.is_(None))
    ordered = query.order_by(objection.c.position, objection.c.id)
    heard = [to_kept("objection", row) for row in cx.execute(ordered).mappings()]
    kinds = {"call": EventType.CALL_FINISHED, "objection": EventType.OBJECTION_HEARD}
    about = [
        Happening(kinds[each.entity], each.entity, each.id, each.prospect_id, rows[0]["started_at"])
        for each in (*calls, *heard)
    ]
    facts = Facts(cx, org, about)
    by_call: dict[str, list[ObjectionPart]] = {each.id: [] for each in calls}
    for each in heard:
        by_call[str(each.fields["call_id"])].append(facts.objection(each))
    return [Told(facts.call(each), by_call[each.id]) for each in calls]


def _versions(org: str, campaign_id: str) -> Any:
    mine = promise.c.org == org, promise.c.campaign_id == campaign_id
    return (
        select(promise_version.c.id)
        .join(promise, promise.c.id == promise_version.c.promise_id)
        .where(promise_version.c.org == org, *mine)
    )
