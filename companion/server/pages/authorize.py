"""Where a laptop's sign-in comes out in the browser: whoever is signed in says yes or no.

Signing in itself is the pages' own, with a password or the company's provider, so that neither
ever passes through the laptop's window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.server.authorizations import allow, read_asked
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import HEADERS, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from companion.server.authorizations import Asked

authorize_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]

PATH = "/authorize"


@authorize_router.get(PATH)
def ask_consent(request: Request, parts: _Parts) -> Response:
    """Ask whoever is signed in whether a laptop may sign in as them."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
    asked = read_asked(request.query_params)
    given = dict(request.query_params)
    again = f"{PATH}?{request.url.query}"
    answer = signed_sheet("authorize.html", parts, visitor, asked=asked, given=given, again=again)
    answer.headers["Content-Security-Policy"] = _policy(asked)
    return answer


@authorize_router.post(PATH)
def take_consent(request: Request, parts: _Parts, form: _Form) -> Response:
    """Send the browser to the laptop's own port, with a code or with the person's no."""
    with at_desk(request, parts, form) as desk:
        asked = read_asked(dict(form.pairs))
        if form.get("act") != "allow":
            return RedirectResponse(asked.answer(error="access_denied"), 303)
        code = allow(desk.cx, desk.org, desk.user_id, asked, desk.now)
        desk.note("user", desk.user_id, "laptop_allowed", laptop=asked.device_name)
    return RedirectResponse(asked.answer(code=code), 303)


def _policy(asked: Asked) -> str:
    """Let this one form lead to the laptop's port: browsers hold a form's redirects to it too."""
    usual = HEADERS["Content-Security-Policy"]
    return usual.replace("form-action 'self'", f"form-action 'self' {asked.origin}")
