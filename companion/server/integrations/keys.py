"""Keys of programs: each may do what its scopes say, and is shown in full only when it is made.

A key that is followed by another stays good for a day, so that nothing stops while it is changed
everywhere; a revoked one is out at once.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from companion.domain.errors import DeniedError, RejectedError, UnavailableError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem, needs_text
from companion.server.ledgers import Act, Ledger
from companion.server.logs import note
from companion.server.permissions import Scope
from companion.server.tables import api_key
from companion.server.tokens import token_digest
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from companion.server.parts import Parts

TOKEN_PREFIX = "cp_key_"  # noqa: S105 - how every key begins, none by itself
OVERLAP = timedelta(days=1)
"""How long a key is good after another has followed it."""

MOST_KEYS = 100

_SEEN_EVERY = timedelta(minutes=5)
_NAME = 100


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as people see it: never the token itself, only how it ends."""

    id: str
    name: str
    ending: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    used_at: datetime | None
    prev_until: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Program:
    """Who asks: a program with a key, for one organisation."""

    org: str
    key_id: str
    name: str
    scopes: frozenset[Scope]
    used_at: datetime | None


def make_key(
    cx: Connection,
    org: str,
    key_id: str,
    name: str,
    scopes: Sequence[Scope],
    made_by: str | None,
    now: datetime,
) -> str | None:
    """Make a key and return its token, or None if this very key was made before.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    if not is_record_id(key_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    if cx.scalar(select(api_key.c.id).where(api_key.c.id == key_id)):
        return None
    problems = needs_text("name", name, "the key a name, such as that of its program", _NAME)
    if not scopes:
        problems.append(Problem("scopes", "missing", "Please say what the key may do."))
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)
    if len(list_keys(cx, org)) >= MOST_KEYS:
        raise RejectedError(f"There are {MOST_KEYS} keys already. Please revoke one first.")
    token = _new_token()
    cx.execute(
        insert(api_key).values(
            org=org,
            id=key_id,
            name=name.strip(),
            token_sha256=token_digest(token),
            ending=token[-4:],
            scopes=sorted(set(scopes)),
            made_by=made_by,
            made_at=now,
        )
    )
    told: dict[str, JsonValue] = {"name": name.strip(), "scopes": [*sorted(set(scopes))]}
    _note(cx, org, Act("key", key_id, "made", made_by, now, told))
    return token


def rotate_key(
    cx: Connection, org: str, key_id: str, actor_id: str | None, now: datetime, ending: str = ""
) -> str | None:
    """Let a new token follow a key's, and return it; the one before stays good for a day.

    With ``ending``, of the token that shall be followed, a repeated request changes nothing and
    returns None.

    Raises:
        RejectedError: ``not_found``: there is no such key, or it is revoked.
    """
    row = _live(cx, org, key_id)
    if ending and row.ending != ending:
        return None
    token = _new_token()
    values = {
        "token_sha256": token_digest(token),
        "prev_token_sha256": row.token_sha256,
        "prev_until": now + OVERLAP,
        "ending": token[-4:],
    }
    cx.execute(update(api_key).where(api_key.c.id == key_id).values(**values))
    _note(cx, org, Act("key", key_id, "followed by another", actor_id, now, {"name": row.name}))
    return token


def revoke_key(cx: Connection, org: str, key_id: str, actor_id: str | None, now: datetime) -> None:
    """Shut a key out at once, and the one before it.

    Raises:
        RejectedError: ``not_found``.
    """
    row = _live(cx, org, key_id)
    cx.execute(update(api_key).where(api_key.c.id == key_id).values(revoked_at=now))
    _note(cx, org, Act("key", key_id, "revoked", actor_id, now, {"name": row.name}))


def list_keys(cx: Connection, org: str) -> list[ApiKey]:
    """Return the keys that are good, the newest first, and those revoked after them."""
    query = select(api_key).where(api_key.c.org == org)
    rows = cx.execute(query.order_by(api_key.c.revoked_at.is_not(None), api_key.c.made_at.desc()))
    return [
        ApiKey(
            id=row.id,
            name=row.name,
            ending=row.ending,
            scopes=tuple(Scope(each) for each in row.scopes if each in set(Scope)),
            made_at=row.made_at,
            used_at=row.used_at,
            prev_until=row.prev_until,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]


def authenticate_key(cx: Connection, token: str, scope: Scope | None, now: datetime) -> Program:
    """Find the program that shows this token, and enter its organisation.

    Raises:
        DeniedError: ``unauthenticated``, or ``forbidden``: its scopes do not say so.
    """
    shown, keys = token_digest(token), api_key.c
    is_followed = (keys.prev_token_sha256 == shown) & (keys.prev_until > now)
    is_shown = or_(keys.token_sha256 == shown, is_followed)
    query = select(api_key).where(is_shown, keys.revoked_at.is_(None))
    row = cx.execute(query).first() if token.startswith(TOKEN_PREFIX) else None
    if row is None:
        sentence = "No key that is good was shown. Please ask an admin of Companion for one."
        raise DeniedError(sentence, "unauthenticated")
    enter(cx, row.org)
    note(org=row.org, key=row.id)
    scopes = frozenset(Scope(each) for each in row.scopes if each in set(Scope))
    if scope is not None and scope not in scopes:
        sentence = f"This key may not do this: it lacks “{scope}”. Please ask an admin."
        raise DeniedError(sentence, "forbidden")
    return Program(row.org, row.id, row.name, scopes, row.used_at)


def note_use(parts: Parts, program: Program) -> None:
    """Remember that a key was used, now and then; nothing waits for it."""
    now = parts.clock.now()
    if program.used_at is not None and now - program.used_at < _SEEN_EVERY:
        return
    with suppress(UnavailableError), parts.database.write() as cx:
        enter(cx, program.org)
        cx.execute(update(api_key).where(api_key.c.id == program.key_id).values(used_at=now))


def _live(cx: Connection, org: str, key_id: str) -> Any:
    mine = api_key.c.org == org, api_key.c.id == key_id, api_key.c.revoked_at.is_(None)
    row = cx.execute(select(api_key).where(*mine)).first() if is_record_id(key_id) else None
    if row is None:
        raise RejectedError("There is no such key, or it is revoked already.", "not_found")
    return row


def _new_token() -> str:
    return f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"


def _note(cx: Connection, org: str, act: Act) -> None:
    ledger = Ledger(cx, org)
    ledger.note_act(act)
    ledger.flush()
