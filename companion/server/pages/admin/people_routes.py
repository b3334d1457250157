"""The admin's pages about people: everybody, and one person with their ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.enrolment_links import EnrolmentLink
from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.accounts import end_sessions
from companion.server.devices import add_code
from companion.server.invitations import invite
from companion.server.pages.admin.people import (
    add_person,
    change_person,
    read_people,
    read_person,
)
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.forms import Form, own_address, read_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

people_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]

_ROLES = [(each.value, each.value) for each in Role]


@people_router.get("/admin/people")
def show_people(request: Request, parts: _Parts) -> Response:
    """Show everybody."""
    return _people(request, parts)


@people_router.post("/admin/people")
def invite_person(request: Request, parts: _Parts, form: _Form) -> Response:
    """Add a person and show, this once, the link with which they come in."""
    try:
        with at_desk(request, parts, form) as desk:
            made = add_person(desk, form.get("id"), form)
            link = _link(request, parts, desk, made.id)
    except RejectedError as error:
        return _people(request, parts, form, error)
    return _person(request, parts, made.id, once={"link": link})


@people_router.get("/admin/people/{user_id}")
def show_person(request: Request, parts: _Parts, user_id: str, done: str = "") -> Response:
    """Show one person."""
    return _person(request, parts, user_id, done=done)


@people_router.post("/admin/people/{user_id}")
def act_on_person(request: Request, parts: _Parts, user_id: str, form: _Form) -> Response:
    """Change a person, make a link or a laptop's code for them, or sign them out everywhere."""
    try:
        with at_desk(request, parts, form) as desk:
            read_person(desk.cx, desk.org, user_id)
            once = _act(request, parts, desk, user_id, form)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _person(request, parts, user_id, form=form, error=error)
    if once:
        return _person(request, parts, user_id, once=once)
    return RedirectResponse(f"/admin/people/{user_id}?done=1", 303)


def _act(request: Request, parts: Parts, desk: Desk, user_id: str, form: Form) -> dict[str, str]:
    """Do what a form asks for; what is returned is shown once and kept nowhere."""
    act = form.get("act")
    if act == "link":
        return {"link": _link(request, parts, desk, user_id)}
    if act == "code":
        code = add_code(desk.cx, desk.org, user_id, desk.now)
        desk.note("user", user_id, "code_made")
        return {"code": code, "opens": EnrolmentLink(own_address(request, parts), code).to_link()}
    if act == "sign_out":
        end_sessions(desk.cx, desk.org, user_id)
        desk.note("user", user_id, "signed_out_everywhere")
    else:
        change_person(desk, user_id, whole_number(form.get("rev")), form)
    return {}


def _link(request: Request, parts: Parts, desk: Desk, user_id: str) -> str:
    token = invite(desk.cx, desk.org, user_id, desk.user_id, desk.now)
    return f"{own_address(request, parts)}/welcome/{token}"


def _people(
    request: Request, parts: Parts, form: Form | None = None, error: CompanionError | None = None
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        people = read_people(cx, visitor.actor.org)
    return signed_sheet(
        "admin_people.html",
        parts,
        visitor,
        people=people,
        given=form or Form((("id", new_id()),)),
        roles=_ROLES,
        **refused_values(error),
    )


def _person(
    request: Request,
    parts: Parts,
    user_id: str,
    *,
    form: Form | None = None,
    error: CompanionError | None = None,
    once: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        person = read_person(cx, visitor.actor.org, user_id)
    return signed_sheet(
        "admin_person.html",
        parts,
        visitor,
        person=person,
        given=form,
        once=once or {},
        done=bool(done),
        roles=_ROLES,
        **refused_values(error),
    )
