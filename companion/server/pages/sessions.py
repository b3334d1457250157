"""Who is signed in to the pages: a cookie that ends with a working day, or earlier.

The cookie is a random token and says nothing; who it stands for is looked up on every page, so
that a person who is deactivated, or signed out elsewhere, or whose password was changed, is out
at once. Laptops have tokens of their own, and neither opens the other's door.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from companion.domain.errors import DeniedError
from companion.domain.people import Role
from companion.domain.problems import is_storable
from companion.server.accounts import SignedIn
from companion.server.logs import note
from companion.server.pages.forms import is_secure
from companion.server.pages.frame import Way, ways_from
from companion.server.permissions import MAY_ENTER, Actor, check_entry
from companion.server.tables import organisation, page_session, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row
    from starlette.requests import Request
    from starlette.responses import Response

    from companion.server.parts import Parts

COOKIE = "companion_session"
LIFE = timedelta(hours=12)
_LONGEST_NAME = 200


class Proof(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, not one that opens anything
    LINK = "link"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in; ``secret`` is its cookie's token and ties forms to it."""

    secret: str
    way: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever reads a page: what they may, what to call them, and where they may go from it."""

    actor: Actor
    name: str
    organisation_name: str
    session: Session
    ways: tuple[Way, ...]

    def may_open(self, address: str) -> bool:
        """Tell whether an address, as ``MAY_ENTER`` names it, is there and open to them."""
        entry = MAY_ENTER.get(address)
        return entry is not None and self.actor.role in entry.roles

    @property
    def as_signed_in(self) -> SignedIn:
        """Return who they are, to begin another session of theirs."""
        return SignedIn(self.actor.org, self.actor.user_id, self.name, self.actor.role)


def begin_session(
    cx: Connection, request: Request, response: Response, parts: Parts, who: SignedIn, way: Proof
) -> None:
    """Hand a person who has shown who they are their cookie."""
    now = parts.clock.now()
    enter(cx, who.org)
    cx.execute(delete(page_session).where(page_session.c.ends_at <= now))
    token = secrets.token_urlsafe(32)
    cx.execute(
        insert(page_session).values(
            org=who.org,
            token_sha256=_digest(token),
            user_id=who.user_id,
            begun_at=now,
            ends_at=now + LIFE,
            way=way.value,
            browser=_browser(request),
        )
    )
    response.set_cookie(
        COOKIE,
        token,
        max_age=round(LIFE.total_seconds()),
        secure=is_secure(request, parts),
        httponly=True,
        samesite="lax",
    )


def end_session(cx: Connection, request: Request, response: Response) -> None:
    """Take the cookie back; whoever kept a copy of it is out as well."""
    is_this = page_session.c.token_sha256 == _digest(request.cookies.get(COOKIE, ""))
    if org := cx.scalar(select(page_session.c.org).where(is_this)):
        enter(cx, org)
        cx.execute(delete(page_session).where(is_this))
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def find_visitor(cx: Connection, request: Request, parts: Parts) -> Visitor:
    """Return who is reading, as the database knows them now, and enter their organisation.

    Raises:
        DeniedError: ``sign_in_needed``, or ``forbidden``: the page is not open to their role.
    """
    token = request.cookies.get(COOKIE, "")
    row = _person(cx, token, parts.clock.now()) if token else None
    if row is None:
        raise DeniedError("Please sign in.", "sign_in_needed")
    enter(cx, row.org)
    actor = Actor(row.org, row.user_id, Role(row.role))
    note(org=actor.org, user=actor.user_id)
    check_entry(request, actor)
    ways = ways_from(cx, actor, request.url.path)
    session = Session(token, row.way, row.ends_at)
    return Visitor(actor, row.name, row.organisation_name, session, ways)


@contextmanager
def reading_figures(request: Request, parts: Parts) -> Iterator[tuple[Connection, Visitor]]:
    """Open one snapshot of the figures for whoever is reading.

    Who that is, is asked of the database itself: a replica may not have heard of them yet.

    Raises:
        DeniedError: as ``find_visitor`` has it.
    """
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        if not parts.database.has_replica:
            yield cx, visitor
            return
    with parts.database.read_figures() as cx:
        enter(cx, visitor.actor.org)
        yield cx, visitor


def _person(cx: Connection, token: str, now: datetime) -> Row[Any] | None:
    return cx.execute(
        select(
            page_session,
            user.c.name,
            user.c.role,
            organisation.c.name.label("organisation_name"),
        )
        .join(user, (user.c.org == page_session.c.org) & (user.c.id == page_session.c.user_id))
        .join(organisation, organisation.c.id == page_session.c.org)
        .where(page_session.c.token_sha256 == _digest(token), page_session.c.ends_at > now)
        .where(user.c.is_active, user.c.deleted_at.is_(None))
    ).first()


def _browser(request: Request) -> str:
    """Return what the browser calls itself, for the person who looks at their sessions."""
    named = request.headers.get("user-agent", "")
    return named[:_LONGEST_NAME] if is_storable(named) else ""


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
