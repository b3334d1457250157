"""Deliveries: claimed by one sender at a time, and what came of each try written down.

Several processes may send. A claim skips rows that another process is claiming, and puts what it
took off for longer than a try can last: whoever dies over one only delays it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from companion.domain.ids import new_id
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_endpoint, hook_event
from companion.server.hooks.outbox import DEAD, DELIVERED, WAITING
from companion.server.hooks.rules import TRIES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from companion.server.hooks.posting import Answered
    from companion.server.hooks.rules import HookRules

AT_ONCE = 4
"""How many deliveries one address gets at the same time; one, while it fails."""

KEPT = timedelta(days=30)
"""How long an event stays after it happened, so that it can be sent again by hand."""

_SPARE = timedelta(seconds=15)
_GONE = 410


@dataclass(frozen=True, slots=True)
class Load:
    """One delivery to be made, and all that is needed for it; the secrets are sealed."""

    org: str
    endpoint_id: str
    event_id: str
    url: str
    body: str
    secrets: tuple[bytes, ...]
    tries: int


def due_endpoints(cx: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return the addresses for which something is due, as ``(org, id)``."""
    query = select(hook_delivery.c.org, hook_delivery.c.endpoint_id).distinct()
    query = query.join(hook_endpoint, _of_endpoint()).where(*_is_due(now))
    return [(row.org, row.endpoint_id) for row in cx.execute(query)]


def next_due(cx: Connection) -> datetime | None:
    """Return when the next delivery is due, or None if none waits."""
    query = select(hook_delivery.c.next_at).join(hook_endpoint, _of_endpoint())
    query = query.where(hook_delivery.c.state == WAITING, ~hook_endpoint.c.is_paused)
    found: datetime | None = cx.scalar(query.order_by(hook_delivery.c.next_at).limit(1))
    return found


def claim(
    cx: Connection, org: str, endpoint_id: str, rules: HookRules, now: datetime
) -> list[Load]:
    """Claim what is due for one address; ``cx`` writes, and commits before anything is sent."""
    mine = hook_endpoint.c.org == org, hook_endpoint.c.id == endpoint_id
    endpoint = cx.execute(select(hook_endpoint).where(*mine, ~hook_endpoint.c.is_paused)).first()
    if endpoint is None:
        return []
    theirs = hook_delivery.c.org == org, hook_delivery.c.endpoint_id == endpoint_id
    due = select(hook_delivery.c.event_id, hook_delivery.c.attempts).where(
        *theirs, hook_delivery.c.state == WAITING, hook_delivery.c.next_at <= now
    )
    many = 1 if endpoint.failing_since else AT_ONCE
    due = due.order_by(hook_delivery.c.next_at).limit(many).with_for_update(skip_locked=True)
    tries = {row.event_id: row.attempts + 1 for row in cx.execute(due)}
    if not tries:
        return []
    put_off = now + timedelta(seconds=rules.seconds) + _SPARE
    taken = update(hook_delivery).where(*theirs, hook_delivery.c.event_id.in_(tries))
    cx.execute(taken.values(attempts=hook_delivery.c.attempts + 1, next_at=put_off))
    is_overlap = endpoint.prior_until is not None and now < endpoint.prior_until
    secrets = (endpoint.secret, *((endpoint.prior_secret,) if is_overlap else ()))
    events = select(hook_event.c.id, hook_event.c.body).where(
        hook_event.c.org == org, hook_event.c.id.in_(tries)
    )
    return [
        Load(org, endpoint_id, row.id, endpoint.url, row.body, secrets, tries[row.id])
        for row in cx.execute(events.order_by(hook_event.c.id))
    ]


def note_attempt(
    cx: Connection,
    load: Load,
    answered: Answered,
    rules: HookRules,
    began: datetime,
    now: datetime,
) -> None:
    """Write down what came of a try, and when the next one is due."""
    mine = (
        hook_delivery.c.org == load.org,
        hook_delivery.c.endpoint_id == load.endpoint_id,
        hook_delivery.c.event_id == load.event_id,
    )
    if cx.execute(select(hook_delivery.c.state).where(*mine)).first() is None:
        return  # the address was deleted, or the prospect erased, while this was on its way
    cx.execute(
        insert(hook_attempt).values(
            org=load.org,
            id=new_id(),
            endpoint_id=load.endpoint_id,
            event_id=load.event_id,
            at=began,
            milliseconds=round((now - began) / timedelta(milliseconds=1)),
            status=answered.status,
            sentence=answered.sentence,
        )
    )
    if answered.is_taken:
        settled = {"state": DELIVERED, "done_at": now}
    elif load.tries >= TRIES:
        settled = {"state": DEAD, "done_at": now}
    else:
        settled = {"next_at": now + rules.wait_after(load.tries, answered.retry_after)}
    cx.execute(update(hook_delivery).where(*mine).values(**settled))
    _note_health(cx, load, answered, now)


def send_again(
    cx: Connection, org: str, endpoint_id: str, event_id: str | None, now: datetime
) -> int:
    """Let a delivery begin anew under its own id, or every dead one; return how many."""
    mine = hook_delivery.c.org == org, hook_delivery.c.endpoint_id == endpoint_id
    which = (
        hook_delivery.c.state == DEAD if event_id is None else hook_delivery.c.event_id == event_id
    )
    again = update(hook_delivery).where(*mine, which)
    values = {"state": WAITING, "attempts": 0, "next_at": now, "done_at": None}
    return cx.execute(again.values(**values)).rowcount


def forget_old(cx: Connection, now: datetime) -> None:
    """Drop events that happened long ago, with their deliveries and tries."""
    cx.execute(delete(hook_event).where(hook_event.c.occurred_at < now - KEPT))


def _note_health(cx: Connection, load: Load, answered: Answered, now: datetime) -> None:
    endpoint = hook_endpoint.c
    mine = update(hook_endpoint).where(endpoint.org == load.org, endpoint.id == load.endpoint_id)
    if answered.is_taken:
        cx.execute(mine.where(endpoint.failing_since.is_not(None)).values(failing_since=None))
    elif answered.status == _GONE:
        said = "It answered 410: nobody is there any more."
        cx.execute(mine.values(is_paused=True, pause_reason=said, rev=endpoint.rev + 1))
    else:
        cx.execute(mine.where(endpoint.failing_since.is_(None)).values(failing_since=now))


def _of_endpoint() -> ColumnElement[bool]:
    is_same_org: ColumnElement[bool] = hook_endpoint.c.org == hook_delivery.c.org
    return is_same_org & (hook_endpoint.c.id == hook_delivery.c.endpoint_id)


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        hook_delivery.c.state == WAITING,
        hook_delivery.c.next_at <= now,
        ~hook_endpoint.c.is_paused,
    )
