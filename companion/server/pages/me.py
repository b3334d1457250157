"""A person's own page: where they are signed in, and their password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.server.accounts import (
    LONGEST,
    SHORTEST,
    check_own_password,
    end_sessions,
    hash_password,
    set_password,
)
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, check_agreement, read_form
from companion.server.pages.sessions import Proof, Visitor, begin_session, find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.tables import account, page_session, user

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

me_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@me_router.get("/me")
def show_me(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show a person who and where they are."""
    return _page(request, parts, done=done)


@me_router.post("/me")
def change_me(request: Request, parts: _Parts, form: _Form) -> Response:
    """Sign a person out elsewhere, or change their password."""
    if form.get("act") == "password":
        return _change_password(request, parts, form)
    with at_desk(request, parts, form) as desk:
        if form.get("act") == "everywhere":
            end_sessions(desk.cx, desk.org, desk.user_id, but=desk.visitor.session.secret)
            desk.note("user", desk.user_id, "signed_out_elsewhere")
    return RedirectResponse("/me?done=elsewhere", 303)


def _change_password(request: Request, parts: Parts, form: Form) -> Response:
    try:
        check_agreement(form)
        with parts.database.read() as cx:
            actor = find_visitor(cx, request, parts).actor
            check_own_password(cx, actor.org, actor.user_id, form.get("present"))
        password_hash = hash_password(form.get("password"))
        answer = RedirectResponse("/me?done=password", 303)
        with at_desk(request, parts, form) as desk:
            set_password(desk.cx, desk.org, desk.user_id, password_hash, desk.now)
            desk.note("user", desk.user_id, "password_chosen")
            who = desk.visitor.as_signed_in
            begin_session(desk.cx, request, answer, parts, who, Proof.PASSWORD)
    except RejectedError as error:
        return _page(request, parts, error=error)
    return answer


def _page(
    request: Request, parts: Parts, error: CompanionError | None = None, done: str = ""
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        sessions, me = _sessions(cx, visitor), _me(cx, visitor)
    return signed_sheet(
        "me.html",
        parts,
        visitor,
        sessions=sessions,
        me=me,
        **refused_values(error),
        done=done,
        shortest=SHORTEST,
        longest=LONGEST,
    )


def _sessions(cx: Connection, visitor: Visitor) -> list[Row[Any]]:
    mine = page_session.c.org == visitor.actor.org, page_session.c.user_id == visitor.actor.user_id
    query = select(page_session.c.begun_at, page_session.c.ends_at, page_session.c.browser)
    return list(cx.execute(query.where(*mine).order_by(page_session.c.begun_at.desc()).limit(50)))


def _me(cx: Connection, visitor: Visitor) -> Row[Any]:
    is_account = (account.c.org == user.c.org) & (account.c.user_id == user.c.id)
    has_password = (account.c.password_hash != "").label("has_password")
    query = select(user.c.email, user.c.role, has_password).join(account, is_account)
    mine = user.c.org == visitor.actor.org, user.c.id == visitor.actor.user_id
    return cx.execute(query.where(*mine)).one()
