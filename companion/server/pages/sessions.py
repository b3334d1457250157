"""Who is signed in to the pages: a signed cookie that ends with a working day.

The cookie says who and until when; the rest is looked up on every page, so that a person who is
deactivated, or whose password was changed, is out at once. Laptops have tokens, not cookies, and
neither opens the other's door.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from companion.domain.errors import DeniedError
from companion.domain.people import Role
from companion.server.pages.forms import is_secure
from companion.server.pages.frame import Way, ways_from
from companion.server.permissions import Actor, check_entry
from companion.server.tables import account, organisation, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row
    from starlette.requests import Request
    from starlette.responses import Response

    from companion.server.accounts import SignedIn
    from companion.server.parts import Parts

COOKIE = "companion_session"
LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """What the cookie holds: ``stamp`` is the password's age, ``secret`` ties forms to it."""

    org: str
    user_id: str
    stamp: str
    ends_at: float
    secret: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever reads a page: what they may, what to call them, and where they may go from it."""

    actor: Actor
    name: str
    organisation_name: str
    session: Session
    ways: tuple[Way, ...]


def begin_session(
    request: Request, response: Response, parts: Parts, signed_in: SignedIn, now: datetime
) -> None:
    """Hand a person who gave the right password their cookie."""
    session = Session(
        org=signed_in.org,
        user_id=signed_in.user_id,
        stamp=signed_in.password_changed_at.isoformat(),
        ends_at=(now + LIFE).timestamp(),
        secret=secrets.token_urlsafe(16),
    )
    response.set_cookie(
        COOKIE,
        _seal(parts).dumps(asdict(session)),
        max_age=round(LIFE.total_seconds()),
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def end_session(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def read_session(request: Request, parts: Parts) -> Session | None:
    """Return what the cookie says, or None: there is none, it is not ours, or it is over."""
    try:
        session = Session(**_seal(parts).loads(request.cookies.get(COOKIE, "")))
    except (BadData, TypeError):
        return None
    return session if session.ends_at > parts.clock.now().timestamp() else None


def find_visitor(cx: Connection, request: Request, parts: Parts) -> Visitor:
    """Return who is reading, as the database knows them now, and enter their organisation.

    Raises:
        DeniedError: ``sign_in_needed``, or ``forbidden``: the page is not open to their role.
    """
    session = read_session(request, parts)
    row = _person(cx, session) if session else None
    if session is None or row is None or row.changed_at.isoformat() != session.stamp:
        raise DeniedError("Please sign in.", "sign_in_needed")
    actor = Actor(session.org, session.user_id, Role(row.role))
    check_entry(request, actor)
    ways = ways_from(cx, actor, request.url.path)
    return Visitor(actor, row.name, row.organisation_name, session, ways)


def _person(cx: Connection, session: Session) -> Row[*tuple[Any, ...]] | None:
    enter(cx, session.org)
    return cx.execute(
        select(
            user.c.name,
            user.c.role,
            account.c.changed_at,
            organisation.c.name.label("organisation_name"),
        )
        .join(account, (account.c.org == user.c.org) & (account.c.user_id == user.c.id))
        .join(organisation, organisation.c.id == user.c.org)
        .where(user.c.org == session.org, user.c.id == session.user_id)
        .where(user.c.is_active, user.c.deleted_at.is_(None))
    ).first()


def _seal(parts: Parts) -> URLSafeSerializer:
    return URLSafeSerializer(parts.settings.secret_key, salt="companion pages, session 1")
