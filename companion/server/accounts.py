"""People and their passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select

from companion.domain.errors import DeniedError, RejectedError
from companion.domain.people import Role, User
from companion.domain.problems import Problem, is_storable
from companion.server.records import put_record
from companion.server.tables import account, user

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHORTEST = 10
"""Fewest characters of a password a person chooses."""

LONGEST = 1_000
"""Most characters; hashing an endless one would keep the server busy."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has given the right password."""

    org: str
    user_id: str
    name: str
    role: Role
    password_changed_at: datetime


def add_user(cx: Connection, org: str, new: User, password_hash: str, now: datetime) -> None:
    """Add a person who may sign in with the password of this hash.

    Raises:
        RejectedError: the person cannot be taken, or their email is in use.
    """
    email = _sign_in_name(new.email)
    if cx.execute(select(account.c.user_id).where(account.c.sign_in == email)).first():
        sentence = f"{email} can sign in already. Please use another email."
        raise RejectedError(sentence, "email_in_use", [Problem("email", "in_use", sentence)])
    put_record(cx, org, new, None, now)
    set_password(cx, org, new.id, password_hash, now)


def set_password(cx: Connection, org: str, user_id: str, password_hash: str, now: datetime) -> None:
    """Set the password of a person who exists, as ``hash_password`` made it."""
    mine = user.c.org == org, user.c.id == user_id
    email = cx.execute(select(user.c.email).where(*mine)).scalar_one()
    cx.execute(delete(account).where(account.c.org == org, account.c.user_id == user_id))
    cx.execute(
        insert(account).values(
            org=org,
            user_id=user_id,
            sign_in=_sign_in_name(email),
            password_hash=password_hash,
            changed_at=now,
        )
    )


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep of a password; slow on purpose.

    Raises:
        RejectedError: the password is too short or too long.
    """
    check_password(password)
    return _hasher().hash(password)


def check_password(password: str) -> None:
    """Check that a password is long enough to be one.

    Raises:
        RejectedError: ``invalid``.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        sentence = f"A password needs at least {SHORTEST} characters (at most {LONGEST:,})."
        raise RejectedError(sentence, problems=[Problem("password", "length", sentence)])


def new_password() -> str:
    """Make a password of 96 random bits that can be read aloud and typed."""
    return secrets.token_urlsafe(12)


def sign_in(cx: Connection, email: str, password: str) -> SignedIn:
    """Check an email and a password; it takes as long whether the person exists or not.

    Raises:
        DeniedError: ``wrong_sign_in``; never which of the two was wrong.
    """
    if not is_storable(email):
        email = ""
    row = cx.execute(
        select(account, user.c.id, user.c.name, user.c.role)
        .join(user, (user.c.org == account.c.org) & (user.c.id == account.c.user_id))
        .where(account.c.sign_in == _sign_in_name(email), user.c.is_active)
        .where(user.c.deleted_at.is_(None))
    ).first()
    is_right = _matches(row.password_hash if row else _nobody(), password[: LONGEST + 1])
    if row is None or not is_right:
        raise DeniedError("That email or password is not right.", "wrong_sign_in")
    return SignedIn(row.org, row.id, row.name, Role(row.role), row.changed_at)


def find_user(cx: Connection, org: str, email: str) -> User:
    """Return an active person by email.

    Raises:
        RejectedError: there is none.
    """
    row = cx.execute(
        select(user)
        .where(user.c.org == org, func.lower(user.c.email) == email.strip().lower())
        .where(user.c.is_active, user.c.deleted_at.is_(None))
    ).first()
    if row is None:
        sentence = f"Nobody here has the email {email}. Please check it, or add them: user add"
        raise RejectedError(sentence, "unknown_user")
    return User(row.id, row.name, row.email, Role(row.role), row.is_active)


def _sign_in_name(email: str) -> str:
    return email.strip().lower()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
