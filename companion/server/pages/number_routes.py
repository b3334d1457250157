"""The shared numbers: a page that prints well, and a file for a spreadsheet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import Response

from companion.server.pages.periods import ALL, CHOICES, read_period
from companion.server.pages.sessions import reading_figures
from companion.server.pages.shared_numbers import read_shared_numbers, write_csv
from companion.server.pages.sheets import signed_sheet
from companion.server.parts import Parts, parts_of

number_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Page = Annotated[int, Query(ge=1, le=1_000_000)]


@number_router.get("/numbers")
def show_numbers(request: Request, parts: _Parts, period: str = ALL, page: _Page = 1) -> Response:
    """Show how far the prospects of each campaign got."""
    asked = read_period(period, parts.clock.now())
    with reading_figures(request, parts) as (cx, visitor):
        numbers = read_shared_numbers(cx, visitor.actor.org, asked, page)
    return signed_sheet(
        "numbers.html", parts, visitor, numbers=numbers, period=asked, periods=CHOICES
    )


@number_router.get("/numbers.csv")
def give_numbers(request: Request, parts: _Parts, period: str = ALL) -> Response:
    """Give the same numbers of every campaign as CSV."""
    asked = read_period(period, parts.clock.now())
    with reading_figures(request, parts) as (cx, visitor):
        numbers = read_shared_numbers(cx, visitor.actor.org, asked, None)
    name = f"companion-numbers-{asked.today.isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    written = write_csv(numbers.lines).encode("utf-8-sig")  # the mark is for Excel
    return Response(written, headers=headers, media_type="text/csv; charset=utf-8")
