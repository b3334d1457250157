"""The overview, the list of promises, and one promise with what was heard against it."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.objections import Handling, PromiseFit
from companion.domain.promises import PromisePart
from companion.server.pages.charts import columns
from companion.server.pages.heat import read_heat
from companion.server.pages.numbers import Tally, find_kinds, kind_of, read_kinds, read_tallies
from companion.server.pages.overview import Wanted, read_overview
from companion.server.pages.periods import ALL, CHOICES, USUAL, Period, read_period
from companion.server.pages.sessions import find_visitor, reading_figures
from companion.server.pages.sheets import signed_sheet
from companion.server.pages.sign_in import HOME
from companion.server.pages.uses import read_uses
from companion.server.pages.verbatims import Wish, read_voices
from companion.server.pages.versions import PromiseSheet, Version, read_promise
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.permissions import Actor

promise_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Page = Annotated[int, Query(ge=1, le=1_000_000)]
_Place = Annotated[int, Query(ge=0, le=2**53)]
_Words = Annotated[str, Query(max_length=200)]


@promise_router.get("/")
def go_home(request: Request, parts: _Parts) -> Response:
    """Lead to the overview, or to the sign-in form."""
    with parts.database.read() as cx:
        find_visitor(cx, request, parts)
    return RedirectResponse(HOME, 303)


@promise_router.get("/overview")
def show_overview(
    request: Request, parts: _Parts, period: str = USUAL, campaign: str = "", page: _Page = 1
) -> Response:
    """Show what every live promise draws."""
    return _list(request, parts, "overview.html", period, campaign, page, is_live=True)


@promise_router.get("/promises")
def show_promises(
    request: Request, parts: _Parts, period: str = ALL, campaign: str = "", page: _Page = 1
) -> Response:
    """Show every published promise, live or not."""
    return _list(request, parts, "promises.html", period, campaign, page, is_live=False)


def _list(
    request: Request,
    parts: Parts,
    name: str,
    period: str,
    campaign: str,
    page: int,
    *,
    is_live: bool,
) -> Response:
    now = parts.clock.now()
    asked = read_period(period, now)
    with reading_figures(request, parts) as (cx, visitor):
        wanted = Wanted(visitor.actor.org, now, campaign, is_live=is_live)
        overview = read_overview(cx, wanted, asked, page)
    return signed_sheet(
        name,
        parts,
        visitor,
        overview=overview,
        period=asked,
        periods=CHOICES,
        campaign_id=campaign,
    )


def read_wish(
    kind: str = "",
    fit: str = "",
    handling: str = "",
    part: str = "",
    start: _Place = 0,
    end: _Place = 0,
    q: _Words = "",
    after: str = "",
    until: str = "",
) -> Wish:
    """Read from an address what is to be heard; what it cannot mean is left out."""
    return Wish(
        kind,
        fit if fit in set(PromiseFit) else "",
        handling if handling in set(Handling) else "",
        part if part in set(PromisePart) and end > start else "",
        start,
        end,
        q.strip(),
        after,
        until if _is_day(until) else "",
    )


@promise_router.get("/promises/{promise_id}")
def show_promise(
    request: Request,
    parts: _Parts,
    promise_id: str,
    wish: Annotated[Wish, Depends(read_wish)],
    version: str = "",
    period: str = ALL,
) -> Response:
    """Show one promise: its words and their heat, its versions, and what was heard."""
    now = parts.clock.now()
    asked = read_period(period, now)
    with reading_figures(request, parts) as (cx, visitor):
        found = read_promise(cx, visitor.actor, promise_id, now)
        shown = found.version(_number(version)) if version else None
        values = _read_figures(cx, visitor.actor, found, shown, asked, wish)
    return signed_sheet(
        "promise.html",
        parts,
        visitor,
        promise=found,
        shown=shown or found.newest,
        is_one=shown is not None,
        period=asked,
        periods=CHOICES,
        wish=wish,
        fits=list(PromiseFit),
        handlings=list(Handling),
        columns=columns,
        **values,
    )


def _read_figures(
    cx: Connection,
    actor: Actor,
    found: PromiseSheet,
    shown: Version | None,
    period: Period,
    wish: Wish,
) -> dict[str, Any]:
    """Read what a promise's page shows beside its words, of one version or of all."""
    ids = [each.id for each in found.versions if shown in (None, each)]
    kinds = find_kinds(cx, actor.org)
    return {
        "numbers": sum(read_tallies(cx, actor.org, period, ids).values(), Tally()),
        "heat": read_heat(cx, actor.org, (shown or found.newest).id, period),
        "lines": read_kinds(cx, actor.org, period, ids),
        "uses": read_uses(cx, actor.org, period, ids),
        "voices": read_voices(cx, actor, ids, kinds, wish, period.began_at),
        "kinds": kinds,
        "kind_of": partial(kind_of, kinds),
    }


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) > date.min
    except ValueError:
        return False


def _number(version: str) -> int:
    """Return the number an address gives a version; 0, which none has, for what is no number."""
    return int(version) if re.fullmatch("[1-9][0-9]{0,8}", version) else 0
