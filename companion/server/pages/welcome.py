"""Where a one-time link leads: its person chooses a password, and is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import DeniedError, RejectedError
from companion.server.accounts import LONGEST, SHORTEST, hash_password
from companion.server.invitations import accept, find_invited
from companion.server.pages import forms
from companion.server.pages.forms import Form, read_form
from companion.server.pages.sessions import Proof, begin_session
from companion.server.pages.sheets import sheet
from companion.server.pages.sign_in import HOME
from companion.server.parts import Parts, parts_of

welcome_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@welcome_router.get("/welcome/{token}")
def show_welcome(request: Request, parts: _Parts, token: str) -> Response:
    """Show whom the link is for; opening it uses nothing up."""
    return _form(request, parts, token)


@welcome_router.post("/welcome/{token}")
def take_password(request: Request, parts: _Parts, token: str, form: _Form) -> Response:
    """Keep the password and sign its person in."""
    try:
        forms.check_token(parts, forms.browser_secret(request), form.get("csrf"))
        forms.check_agreement(form)
        password_hash = hash_password(form.get("password"))
    except (DeniedError, RejectedError) as error:
        return _form(request, parts, token, error.sentence)
    answer = RedirectResponse(HOME, 303)
    with parts.database.write() as cx:
        who = accept(cx, token, password_hash, parts.clock.now())
        begin_session(cx, request, answer, parts, who, Proof.LINK)
    return answer


def _form(request: Request, parts: Parts, token: str, sentence: str = "") -> Response:
    with parts.database.read() as cx:
        invited = find_invited(cx, token, parts.clock.now())
    secret = forms.browser_secret(request) or forms.new_secret()
    answer = sheet(
        "welcome.html",
        422 if sentence else 200,
        invited=invited,
        token=token,
        csrf=forms.form_token(parts, secret),
        sentence=sentence,
        shortest=SHORTEST,
        longest=LONGEST,
    )
    forms.keep_secret(request, answer, parts, secret)
    return answer
