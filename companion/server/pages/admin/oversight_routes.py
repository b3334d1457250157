"""The admin's door, the audit trail, and the server's settings and condition."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import update
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.people import Organisation
from companion.server.pages.admin.audit import LOGGED, Question, read_audit
from companion.server.pages.admin.condition import read_condition
from companion.server.pages.admin.people import read_people
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.tables import organisation

oversight_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@oversight_router.get("/admin")
def show_admin(request: Request, parts: _Parts) -> Response:
    """Show the rooms, and what needs somebody."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        facts = read_condition(cx, visitor.actor.org, parts, parts.clock.now())
    return signed_sheet("admin.html", parts, visitor, facts=facts)


@oversight_router.get("/admin/log")
def show_log(
    request: Request,
    parts: _Parts,
    entity: str = "",
    who: str = "",
    record: str = "",
    before: str = "",
) -> Response:
    """Show the audit trail."""
    asked = Question(entity if entity in LOGGED else "", who, record.strip())
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        lines, older = read_audit(cx, visitor.actor.org, asked, whole_number(before))
        people = read_people(cx, visitor.actor.org)
    return signed_sheet(
        "admin_log.html",
        parts,
        visitor,
        lines=lines,
        older=older,
        asked=asked,
        entities=[("", "Everything"), *((each, each.replace("_", " ")) for each in LOGGED)],
        people=[("", "Everybody"), ("server", "The server itself")]
        + [(each.user.id, each.user.name) for each in people],
    )


@oversight_router.get("/admin/settings")
def show_settings(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show the organisation's settings, and how the server is set up."""
    return _settings(request, parts, done=done)


@oversight_router.post("/admin/settings")
def take_settings(request: Request, parts: _Parts, form: _Form) -> Response:
    """Keep the organisation's settings."""
    try:
        with at_desk(request, parts, form) as desk:
            given = Organisation(desk.org, form.get("name").strip())
            if problems := given.problems():
                raise RejectedError(problems[0].sentence, problems=problems)  # noqa: TRY301 - one place to answer
            is_mine = organisation.c.id == desk.org
            desk.cx.execute(update(organisation).where(is_mine).values(name=given.name))
            desk.note("organisation", desk.org, "renamed", name=given.name)
    except RejectedError as error:
        return _settings(request, parts, form, error)
    return RedirectResponse("/admin/settings?done=1", 303)


def _settings(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    error: CompanionError | None = None,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        facts = read_condition(cx, visitor.actor.org, parts, parts.clock.now())
    return signed_sheet(
        "admin_settings.html",
        parts,
        visitor,
        facts=facts,
        called=form.get("name") if form else visitor.organisation_name,
        done=bool(done),
        **refused_values(error),
    )
