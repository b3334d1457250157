"""Signing in to the pages with a password, and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import DeniedError
from companion.server.accounts import sign_in
from companion.server.pages import forms
from companion.server.pages.forms import Form, read_form
from companion.server.pages.known_browsers import guess_of, remember_browser
from companion.server.pages.sessions import COOKIE, Proof, begin_session, end_session
from companion.server.pages.sheets import sheet
from companion.server.parts import Parts, parts_of

HOME = "/overview"

sign_in_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@sign_in_router.get("/sign-in")
def show_sign_in(
    request: Request,
    parts: _Parts,
    next: str = "",  # noqa: A002 - its name in the address
) -> Response:
    """Show the form."""
    return _form(request, parts, Form((("next", next),)))


@sign_in_router.post("/sign-in")
def take_sign_in(request: Request, parts: _Parts, form: _Form) -> Response:
    """Sign a person in; a wrong email or password shows the form again."""
    try:
        forms.check_token(parts, forms.browser_secret(request), form.get("csrf"))
        guess = guess_of(request, parts, form.get("email"))
        with parts.throttle.watching(guess), parts.database.read() as cx:  # slow on purpose
            who = sign_in(cx, form.get("email"), form.get("password"))
    except DeniedError as error:
        return _form(request, parts, form, error.sentence)
    answer = RedirectResponse(forms.local_path(form.get("next")) or HOME, 303)
    with parts.database.write() as cx:
        begin_session(cx, request, answer, parts, who, Proof.PASSWORD)
    remember_browser(request, answer, parts, form.get("email"))
    return answer


@sign_in_router.post("/sign-out")
def take_sign_out(request: Request, parts: _Parts, form: _Form) -> Response:
    """Sign a person out of this browser."""
    if token := request.cookies.get(COOKIE, ""):
        forms.check_token(parts, token, form.get("csrf"))
    after = quote(forms.local_path(form.get("next")))
    answer = RedirectResponse(f"/sign-in?next={after}" if after else "/sign-in", 303)
    with parts.database.write() as cx:
        end_session(cx, request, answer)
    return answer


def refuse_sign_in(request: Request, parts: Parts, sentence: str) -> Response:
    """Show the form again, and why somebody is not signed in."""
    return _form(request, parts, Form(), sentence)


def _form(request: Request, parts: Parts, given: Form, sentence: str = "") -> Response:
    secret = forms.browser_secret(request) or forms.new_secret()
    provider = parts.settings.provider
    answer = sheet(
        "sign_in.html",
        403 if sentence else 200,
        email=given.get("email"),
        next=forms.local_path(given.get("next")),
        csrf=forms.form_token(parts, secret),
        sentence=sentence,
        provider=provider.name if provider else "",
    )
    forms.keep_secret(request, answer, parts, secret)
    return answer
