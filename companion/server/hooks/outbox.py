"""Events into the outbox: written with the change they tell of, in its transaction.

An organisation that nobody listens to pays one small query for each transaction.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select

from companion.domain.ids import new_id
from companion.server.hook_tables import hook_delivery, hook_endpoint, hook_event
from companion.server.hooks.bodies import write_body
from companion.server.hooks.events import told_once
from companion.server.hooks.facts import Facts
from companion.server.kept import portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.hooks.bodies import Part
    from companion.server.hooks.events import EventType, Happening

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
"""The states of a delivery."""


def note_events(cx: Connection, org: str, happened: Sequence[Happening]) -> None:
    """Write what happened for everybody who asked to be told; the records are written already."""
    if not happened:
        return
    listeners = _listeners(cx, org)
    for some in portions(each for each in told_once(happened) if each.type in listeners):
        facts = Facts(cx, org, some)
        for each in some:
            about = each.record_id, each.prospect_id
            add_event(cx, org, each.type, each.at, facts.part(each), listeners[each.type], about)


def add_event(
    cx: Connection,
    org: str,
    kind: EventType,
    at: datetime,
    data: Part,
    endpoint_ids: Iterable[str],
    about: tuple[str, str | None],
) -> str:
    """Write one event for these addresses; ``about`` is the record and its prospect."""
    event_id = new_id()
    event: dict[str, Any] = {
        "org": org,
        "id": event_id,
        "type": kind.value,
        "record_id": about[0],
        "prospect_id": about[1],
        "occurred_at": at,
        "body": write_body(kind, at, data),
    }
    cx.execute(insert(hook_event), event)
    delivery = {"org": org, "event_id": event_id, "state": WAITING, "attempts": 0, "next_at": at}
    rows = [{**delivery, "endpoint_id": each} for each in endpoint_ids]
    if rows:
        cx.execute(insert(hook_delivery), rows)
    return event_id


def forget_events(cx: Connection, org: str, prospect_ids: Iterable[str]) -> None:
    """Drop every event about these prospects, sent or not: called when they are erased."""
    for some in portions(prospect_ids):
        mine = hook_event.c.org == org, hook_event.c.prospect_id.in_(some)
        cx.execute(delete(hook_event).where(*mine))


@cache
def _endpoints() -> Any:
    columns = hook_endpoint.c
    return select(columns.id, columns.events).where(columns.org == bindparam("mine"))


def _listeners(cx: Connection, org: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for endpoint_id, events in cx.execute(_endpoints(), {"mine": org}):
        for each in events:
            found[each].append(endpoint_id)
    return found
