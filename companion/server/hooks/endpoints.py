"""The addresses that are told: made, changed, paused, given a new secret, and how they fare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem, joined, needs_text
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_endpoint, hook_event
from companion.server.hooks.addresses import check_address
from companion.server.hooks.bodies import TestPart
from companion.server.hooks.events import CHOOSABLE, EventType
from companion.server.hooks.outbox import DEAD, WAITING, add_event
from companion.server.hooks.seals import new_secret, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from companion.server.hooks.rules import HookRules

OVERLAP = timedelta(hours=24)
"""How long the secret before a new one signs, too."""

MOST = 50
"""How many addresses an organisation may have."""

SHOWN = 100
_TRIED = "This is a test from Companion. Nothing happened."


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin wants of an address, as typed."""

    name: str
    url: str
    events: tuple[str, ...]


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


def add_endpoint(
    cx: Connection, org: str, endpoint_id: str, wish: Wish, rules: HookRules, made: Made
) -> str:
    """Add an address; return its secret, which is shown this once. Twice under one id: refused.

    Raises:
        RejectedError: ``invalid``, with a problem per field; ``too_many``; ``there_already``.
    """
    checked = _checked(wish, rules)
    if not is_record_id(endpoint_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    mine = hook_endpoint.c.org == org
    ids = set(cx.scalars(select(hook_endpoint.c.id).where(mine)))
    if endpoint_id in ids:
        sentence = "This address was added already. Its secret is shown only once."
        raise RejectedError(sentence, "there_already")
    if len(ids) >= MOST:
        raise RejectedError(f"At most {MOST} addresses fit. Please delete one first.", "too_many")
    secret = new_secret()
    row: dict[str, Any] = {
        "org": org,
        "id": endpoint_id,
        **_columns(checked),
        "is_paused": False,
        "pause_reason": "",
        "secret": seal(made.secret_key, secret),
        "made_by": made.user_id,
        "made_at": made.at,
        "rev": 1,
    }
    cx.execute(insert(hook_endpoint), row)
    return secret


@dataclass(frozen=True, slots=True)
class Made:
    """Who makes something, when, and the server's key that seals it."""

    user_id: str
    at: datetime
    secret_key: str


def change_endpoint(
    cx: Connection, org: str, endpoint_id: str, rev: int, wish: Wish, rules: HookRules
) -> None:
    """Change what an address is called, where it is and what it is told of.

    Raises:
        RejectedError: ``invalid`` or ``not_found``.
        ConflictError: ``changed_meanwhile``.
    """
    checked = _checked(wish, rules)
    there = read_endpoint(cx, org, endpoint_id)
    if there.rev != rev:
        sentence = "Somebody else has changed this address meanwhile. Please look at it again."
        raise ConflictError(sentence, "changed_meanwhile")
    _write(cx, org, endpoint_id, **_columns(checked))


def pause_endpoint(cx: Connection, org: str, endpoint_id: str, *, is_paused: bool) -> None:
    """Stop telling an address, or go on: what happens meanwhile waits for it.

    Raises:
        RejectedError: ``not_found``.
    """
    read_endpoint(cx, org, endpoint_id)
    _write(cx, org, endpoint_id, is_paused=is_paused, pause_reason="")


def rotate_secret(cx: Connection, org: str, endpoint_id: str, made: Made) -> str:
    """Give an address a new secret and return it; the one before signs beside it for a day.

    Raises:
        RejectedError: ``not_found``.
    """
    read_endpoint(cx, org, endpoint_id)
    secret = new_secret()
    _write(
        cx,
        org,
        endpoint_id,
        prior_secret=hook_endpoint.c.secret,
        prior_until=made.at + OVERLAP,
        secret=seal(made.secret_key, secret),
    )
    return secret


def delete_endpoint(cx: Connection, org: str, endpoint_id: str) -> None:
    """Forget an address, and what waits for it.

    Raises:
        RejectedError: ``not_found``.
    """
    read_endpoint(cx, org, endpoint_id)
    cx.execute(delete(hook_endpoint).where(*_mine(org, endpoint_id)))


def try_endpoint(cx: Connection, org: str, endpoint_id: str, now: datetime) -> str:
    """Send an address a test, as everything else is sent; return the event's id.

    Raises:
        RejectedError: ``not_found``.
    """
    read_endpoint(cx, org, endpoint_id)
    about = endpoint_id, None
    data = TestPart(sentence=_TRIED)
    return add_event(cx, org, EventType.ENDPOINT_TEST, now, data, [endpoint_id], about)


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
    query = select(hook_endpoint).where(*_mine(org, endpoint_id))
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


def _checked(wish: Wish, rules: HookRules) -> Wish:
    problems = list(needs_text("name", wish.name, "the address a name", 100))
    url = wish.url
    try:
        url = check_address(wish.url, rules.allowed)
    except RejectedError as error:
        problems += error.problems
    known = [each for each in CHOOSABLE if each in set(wish.events)]
    if not known:
        problems.append(Problem("events", "missing", "Please choose what it is told of."))
    if problems := joined(problems):
        raise RejectedError(problems[0].sentence, problems=problems)
    return Wish(wish.name.strip(), url, tuple(each.value for each in known))


def _columns(wish: Wish) -> dict[str, Any]:
    return {"name": wish.name, "url": wish.url, "events": list(wish.events)}


def _write(cx: Connection, org: str, endpoint_id: str, **values: Any) -> None:
    cx.execute(
        update(hook_endpoint)
        .where(*_mine(org, endpoint_id))
        .values(rev=hook_endpoint.c.rev + 1, **values)
    )


def _mine(org: str, endpoint_id: str) -> Sequence[Any]:
    return hook_endpoint.c.org == org, hook_endpoint.c.id == endpoint_id
