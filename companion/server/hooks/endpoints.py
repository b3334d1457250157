"""The addresses that are told: made, changed, paused, given a new secret, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem, joined, needs_text
from companion.server.hook_tables import hook_endpoint
from companion.server.hooks.addresses import check_address
from companion.server.hooks.bodies import TestPart
from companion.server.hooks.events import CHOOSABLE, EventType
from companion.server.hooks.fares import of_endpoint, read_endpoint
from companion.server.hooks.outbox import add_event
from companion.server.hooks.seals import new_secret, seal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.hooks.rules import HookRules

OVERLAP = timedelta(hours=24)
"""How long the secret before a new one signs, too."""

MOST = 50
"""How many addresses an organisation may have."""

_TRIED = "This is a test from Companion. Nothing happened."


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin wants of an address, as typed."""

    name: str
    url: str
    events: tuple[str, ...]


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
    cx.execute(delete(hook_endpoint).where(*of_endpoint(org, endpoint_id)))


def try_endpoint(cx: Connection, org: str, endpoint_id: str, now: datetime) -> str:
    """Send an address a test, as everything else is sent; return the event's id.

    Raises:
        RejectedError: ``not_found``.
    """
    read_endpoint(cx, org, endpoint_id)
    about = endpoint_id, None
    data = TestPart(sentence=_TRIED)
    return add_event(cx, org, EventType.ENDPOINT_TEST, now, data, [endpoint_id], about)


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
        .where(*of_endpoint(org, endpoint_id))
        .values(rev=hook_endpoint.c.rev + 1, **values)
    )
