"""The two pages of promises: the list, and one promise with what was heard against it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.server.pages.numbers import find_kinds, kind_of
from companion.server.pages.overview import read_overview
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import signed_sheet
from companion.server.pages.sign_in import HOME
from companion.server.pages.verbatims import FEW, MANY, read_voices
from companion.server.pages.versions import read_promise
from companion.server.parts import Parts, parts_of

promise_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]


@promise_router.get("/")
def go_home(request: Request, parts: _Parts) -> Response:
    """Lead to the list, or to the sign-in form."""
    with parts.database.read() as cx:
        find_visitor(cx, request, parts)
    return RedirectResponse(HOME, 303)


@promise_router.get("/promises")
def show_promises(request: Request, parts: _Parts) -> Response:
    """Show every promise with what it draws."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        overview = read_overview(cx, visitor.actor, parts.clock.now())
    return signed_sheet("promises.html", parts, visitor, overview=overview)


@promise_router.get("/promises/{promise_id}")
def show_promise(
    request: Request,
    parts: _Parts,
    promise_id: str,
    version: Annotated[int | None, Query(ge=1)] = None,
    after: str = "",
) -> Response:
    """Show one promise: its words, its versions, and what was heard on all or one of them."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        actor = visitor.actor
        sheet = read_promise(cx, actor, promise_id, parts.clock.now())
        shown = sheet.version(version)
        kinds = find_kinds(cx, actor.org)
        heard = [each for each in sheet.versions if each.numbers.objections]
        if version is None:
            voices = [read_voices(cx, actor, each, kinds, FEW) for each in heard]
        else:
            voices = [read_voices(cx, actor, shown, kinds, MANY, after)]
    numbers = sheet.numbers if version is None else shown.numbers
    return signed_sheet(
        "promise.html",
        parts,
        visitor,
        promise=sheet,
        shown=shown,
        is_one=version is not None,
        voices=voices,
        numbers=numbers,
        kind_of=partial(kind_of, kinds),
        after=after,
    )
