"""One-time links: with one a person chooses a password, their first or a new one.

An admin makes the link and hands it over; the server keeps its digest only. Opening a link does
nothing, so a mail program that looks at links first uses none up.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select, update

from companion.domain.errors import DeniedError
from companion.domain.people import Role
from companion.server.accounts import SignedIn, open_account, set_password
from companion.server.ledgers import Act, Ledger
from companion.server.tables import account, invitation, organisation, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

LIFE = timedelta(days=7)


class Invited(NamedTuple):
    """Whom a link is for. ``is_first``: they have never chosen a password."""

    org: str
    user_id: str
    name: str
    email: str
    role: Role
    organisation_name: str
    is_first: bool


def invite(cx: Connection, org: str, user_id: str, made_by: str | None, now: datetime) -> str:
    """Make a link's token for a person who exists; earlier links of theirs open nothing more."""
    open_account(cx, org, user_id, now)
    mine = invitation.c.org == org, invitation.c.user_id == user_id
    cx.execute(delete(invitation).where(*mine, invitation.c.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    cx.execute(
        insert(invitation).values(
            org=org,
            token_sha256=_digest(token),
            user_id=user_id,
            made_by=made_by,
            made_at=now,
            expires_at=now + LIFE,
        )
    )
    ledger = Ledger(cx, org)
    ledger.note_act(Act("user", user_id, "link_made", made_by, now))
    ledger.flush()
    return token


def find_invited(cx: Connection, token: str, now: datetime) -> Invited:
    """Return whom a link is for.

    Raises:
        DeniedError: ``link_unknown``, ``link_used`` or ``link_expired``.
    """
    row = cx.execute(
        select(
            invitation,
            user.c.name,
            user.c.email,
            user.c.role,
            account.c.password_hash,
            organisation.c.name.label("organisation_name"),
        )
        .join(user, (user.c.org == invitation.c.org) & (user.c.id == invitation.c.user_id))
        .join(account, (account.c.org == user.c.org) & (account.c.user_id == user.c.id))
        .join(organisation, organisation.c.id == invitation.c.org)
        .where(invitation.c.token_sha256 == _digest(token))
        .where(user.c.is_active, user.c.deleted_at.is_(None))
    ).first()
    if row is None:
        sentence = "This link is not known here. Please ask your admin for a new one."
        raise DeniedError(sentence, "link_unknown")
    if row.used_at is not None:
        raise _used()
    if row.expires_at <= now:
        raise DeniedError("This link is too old. Please ask your admin for a new one.", "link_old")
    return Invited(
        row.org,
        row.user_id,
        row.name,
        row.email,
        Role(row.role),
        row.organisation_name,
        is_first=not row.password_hash,
    )


def accept(cx: Connection, token: str, password_hash: str, now: datetime) -> SignedIn:
    """Use a link up: its person has chosen the password of this hash.

    Raises:
        DeniedError: as ``find_invited`` does.
    """
    who = find_invited(cx, token, now)
    org, user_id = who.org, who.user_id
    enter(cx, org)
    ledger = Ledger(cx, org)
    is_free = invitation.c.token_sha256 == _digest(token), invitation.c.used_at.is_(None)
    if not cx.execute(update(invitation).where(*is_free).values(used_at=now)).rowcount:
        raise _used()
    set_password(cx, org, user_id, password_hash, now)
    ledger.note_act(Act("user", user_id, "password_chosen", user_id, now))
    ledger.flush()
    return SignedIn(org, user_id, who.name, who.role)


def _used() -> DeniedError:
    sentence = "This link was used already. Please sign in, or ask your admin for a new one."
    return DeniedError(sentence, "link_used")


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
