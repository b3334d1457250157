"""How the addresses that are told fare: each with what waits for it, and its deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_endpoint, hook_event
from companion.server.hooks.outbox import DEAD, WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and how it fares; ``waiting`` and ``dead`` count deliveries."""

    id: str
    name: str
    url: str
    events: tuple[str, ...]
    is_paused: bool
    pause_reason: str
    prior_until: datetime | None
    failing_since: datetime | None
    made_at: datetime
    rev: int
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to an address, with its last try."""

    event_id: str
    type: str
    record_id: str
    occurred_at: datetime
    state: str
    attempts: int
    next_at: datetime
    tried_at: datetime | None
    milliseconds: int | None
    sentence: str


def read_endpoints(cx: Connection, org: str) -> list[Endpoint]:
    """Return every address, by name."""
    query = select(hook_endpoint).where(hook_endpoint.c.org == org)
    counts = _counts(cx, org)
    rows = cx.execute(query.order_by(hook_endpoint.c.name, hook_endpoint.c.id)).all()
    return [_to_endpoint(row, counts) for row in rows]


def read_endpoint(cx: Connection, org: str, endpoint_id: str) -> Endpoint:
    """Return one address.

    Raises:
        RejectedError: ``not_found``.
    """
    query = select(hook_endpoint).where(*of_endpoint(org, endpoint_id))
    found = cx.execute(query).first() if is_record_id(endpoint_id) else None
    if found is None:
        raise RejectedError("There is no such address.", "not_found")
    return _to_endpoint(found, _counts(cx, org))


def read_deliveries(cx: Connection, org: str, endpoint_id: str, state: str = "") -> list[Delivery]:
    """Return the newest deliveries to an address, each with its last try."""
    tries = hook_attempt.alias()
    last = (
        select(func.max(tries.c.id))
        .where(tries.c.org == org, tries.c.endpoint_id == endpoint_id)
        .where(tries.c.event_id == hook_delivery.c.event_id)
        .correlate(hook_delivery)
        .scalar_subquery()
    )
    mine = hook_delivery.c.org == org, hook_delivery.c.endpoint_id == endpoint_id
    query = (
        select(
            hook_event.c.id,
            hook_event.c.type,
            hook_event.c.record_id,
            hook_event.c.occurred_at,
            hook_delivery.c.state,
            hook_delivery.c.attempts,
            hook_delivery.c.next_at,
            hook_attempt.c.at,
            hook_attempt.c.milliseconds,
            func.coalesce(hook_attempt.c.sentence, ""),
        )
        .join(
            hook_event,
            (hook_event.c.org == org) & (hook_event.c.id == hook_delivery.c.event_id),
        )
        .outerjoin(hook_attempt, (hook_attempt.c.org == org) & (hook_attempt.c.id == last))
        .where(*mine)
        .order_by(hook_event.c.id.desc())
        .limit(SHOWN)
    )
    if state:
        query = query.where(hook_delivery.c.state == state)
    rows: Iterable[Any] = cx.execute(query)
    return [Delivery(*row) for row in rows]


def _counts(cx: Connection, org: str) -> dict[tuple[str, str], int]:
    columns = hook_delivery.c.endpoint_id, hook_delivery.c.state
    query = select(*columns, func.count()).where(hook_delivery.c.org == org).group_by(*columns)
    return {(row[0], row[1]): row[2] for row in cx.execute(query)}


def _to_endpoint(row: Any, counts: dict[tuple[str, str], int]) -> Endpoint:
    return Endpoint(
        row.id,
        row.name,
        row.url,
        tuple(row.events),
        row.is_paused,
        row.pause_reason,
        row.prior_until,
        row.failing_since,
        row.made_at,
        row.rev,
        counts.get((row.id, WAITING), 0),
        counts.get((row.id, DEAD), 0),
    )


def of_endpoint(org: str, endpoint_id: str) -> tuple[Any, ...]:
    """Return the conditions that find one address."""
    return hook_endpoint.c.org == org, hook_endpoint.c.id == endpoint_id
