"""People and their passwords."""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from companion.domain.errors import DeniedError, RejectedError, UnavailableError
from companion.domain.people import Role, User
from companion.domain.problems import Problem, is_storable
from companion.server.records import put_record
from companion.server.tables import account, page_session, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

_FEW = threading.BoundedSemaphore(4)
_PATIENCE_SECONDS = 10.0

SHORTEST = 10
"""Fewest characters of a password a person chooses."""

LONGEST = 1_000
"""Most characters; hashing an endless one would keep the server busy."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has shown who they are."""

    org: str
    user_id: str
    name: str
    role: Role


def add_user(cx: Connection, org: str, new: User, password_hash: str, now: datetime) -> None:
    """Add a person who may sign in with the password of this hash.

    Raises:
        RejectedError: the person cannot be taken, or their email is in use.
    """
    check_free(cx, new.email)
    put_record(cx, org, new, None, now)
    set_password(cx, org, new.id, password_hash, now)


def check_free(cx: Connection, email: str, user_id: str = "") -> None:
    """Check that nobody else signs in with an email.

    Raises:
        RejectedError: ``email_in_use``.
    """
    email = _sign_in_name(email)
    taken = select(account.c.user_id).where(account.c.sign_in == email)
    if cx.execute(taken.where(account.c.user_id != user_id)).first():
        raise _email_in_use(email)


def set_password(cx: Connection, org: str, user_id: str, password_hash: str, now: datetime) -> None:
    """Set the password of a person who exists, as ``hash_password`` made it.

    Whoever is signed in as them is out: whoever knew the old password may be somebody else.
    """
    open_account(cx, org, user_id, now)
    mine = account.c.org == org, account.c.user_id == user_id
    cx.execute(update(account).where(*mine).values(password_hash=password_hash, changed_at=now))
    end_sessions(cx, org, user_id)


def open_account(cx: Connection, org: str, user_id: str, now: datetime) -> None:
    """Let a person sign in under the email they have now; no password opens a new account.

    Raises:
        RejectedError: ``email_in_use``.
    """
    mine = account.c.org == org, account.c.user_id == user_id
    of_user = select(user.c.email).where(user.c.org == org, user.c.id == user_id)
    email = _sign_in_name(cx.execute(of_user).scalar_one())
    try:
        with cx.begin_nested():
            if not cx.execute(update(account).where(*mine).values(sign_in=email)).rowcount:
                values = {"sign_in": email, "password_hash": "", "changed_at": now}
                cx.execute(insert(account).values(org=org, user_id=user_id, **values))
    except IntegrityError:  # in another organisation, which this one does not see
        raise _email_in_use(email) from None


def end_sessions(cx: Connection, org: str, user_id: str, but: str = "") -> int:
    """Sign a person out of every browser, but for the one with this cookie; return how many."""
    mine = page_session.c.org == org, page_session.c.user_id == user_id
    kept = sha256(but.encode("utf-8", "replace")).digest()
    ended = cx.execute(delete(page_session).where(*mine, page_session.c.token_sha256 != kept))
    return ended.rowcount


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
    row = _active_account(cx, account.c.sign_in == _sign_in_name(email))
    is_right = _matches(row.password_hash if row else _nobody(), password[: LONGEST + 1])
    if row is None or not is_right:
        raise DeniedError("That email or password is not right.", "wrong_sign_in")
    return SignedIn(row.org, row.user_id, row.name, Role(row.role))


def check_own_password(cx: Connection, org: str, user_id: str, password: str) -> None:
    """Check that somebody who is signed in knows the password; one who has none needs none.

    Raises:
        RejectedError: ``invalid``.
    """
    mine = account.c.org == org, account.c.user_id == user_id
    kept = cx.execute(select(account.c.password_hash).where(*mine)).scalar() or ""
    if kept and not _matches(kept, password[: LONGEST + 1]):
        sentence = "This is not your present password."
        raise RejectedError(sentence, problems=[Problem("present", "wrong", sentence)])


def sign_in_as(cx: Connection, subject: str, email: str) -> SignedIn:
    """Find the person a provider vouches for, and remember who they are there.

    ``subject`` is what never changes about them at the provider; ``email``, which the provider has
    checked, only leads to them the first time. Nobody is added: who belongs here an admin says.

    Raises:
        DeniedError: ``nobody_here``.
    """
    row = _active_account(cx, account.c.subject == subject)
    if row is None and is_storable(email):
        is_new = account.c.sign_in == _sign_in_name(email), account.c.subject.is_(None)
        row = _active_account(cx, and_(*is_new))
    if row is None:
        sentence = "Nobody here belongs to that account. Please ask your admin to invite you."
        raise DeniedError(sentence, "nobody_here")
    enter(cx, row.org)
    mine = account.c.org == row.org, account.c.user_id == row.user_id
    cx.execute(update(account).where(*mine).values(subject=subject))
    return SignedIn(row.org, row.user_id, row.name, Role(row.role))


def _active_account(cx: Connection, condition: ColumnElement[bool]) -> Row[Any] | None:
    return cx.execute(
        select(account, user.c.name, user.c.role)
        .join(user, (user.c.org == account.c.org) & (user.c.id == account.c.user_id))
        .where(condition, user.c.is_active, user.c.deleted_at.is_(None))
    ).first()


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


def _email_in_use(email: str) -> RejectedError:
    sentence = f"{email} can sign in already. Please use another email."
    return RejectedError(sentence, "email_in_use", [Problem("email", "in_use", sentence)])


def _sign_in_name(email: str) -> str:
    return email.strip().lower()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def _matches(password_hash: str, password: str) -> bool:
    with _one_of_few():
        try:
            return _hasher().verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Hash only few passwords at a time: each takes 64 MiB, and anybody may try."""
    if not _FEW.acquire(timeout=_PATIENCE_SECONDS):
        sentence = "Too many people are signing in at the moment. Please try again."
        raise UnavailableError(sentence, "busy", retry_after=_PATIENCE_SECONDS)
    try:
        yield
    finally:
        _FEW.release()
