"""The admin's pages about lists: taken over in the background, told row by row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.ids import new_id
from companion.domain.import_reports import COUNTS, ImportKind
from companion.server.pages.admin.import_runs import (
    LINES,
    begin_run,
    carry_out,
    read_run,
    read_runs,
    report_lines,
)
from companion.server.pages.admin.people import read_people
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_file_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import signed_sheet
from companion.server.parts import Parts, parts_of

import_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_file_form)]

_LOOK_AGAIN = "2"
"""After so many seconds the page of a list that is being taken over looks again."""


@import_router.get("/admin/imports")
def show_imports(request: Request, parts: _Parts) -> Response:
    """Show what was taken over, and the form for more."""
    return _imports(request, parts)


@import_router.post("/admin/imports")
def take_list(request: Request, parts: _Parts, form: _Form) -> Response:
    """Begin to take a list over; the same form sent twice begins once."""
    try:
        with at_desk(request, parts, form) as desk:
            wanted = begin_run(desk, form)
            if wanted is not None:
                parts.progress[wanted.id] = (0, 0)  # before anybody can look
    except RejectedError as error:
        return _imports(request, parts, form, error)
    answer = RedirectResponse(f"/admin/imports/{form.get('id')}", 303)
    if wanted is not None:
        answer.background = BackgroundTask(carry_out, parts, wanted)
    return answer


@import_router.get("/admin/imports/{import_id}")
def show_import(request: Request, parts: _Parts, import_id: str) -> Response:
    """Show what became of one list, or how far it is."""
    progress = dict(parts.progress)
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        run, report = read_run(cx, visitor.actor.org, import_id, progress)
    lines = report_lines(report)
    answer = signed_sheet(
        "admin_import.html", parts, visitor, run=run, lines=lines, most=LINES, counts=COUNTS
    )
    if run.progress is not None:
        answer.headers["Refresh"] = _LOOK_AGAIN
    return answer


@import_router.get("/admin/imports/{import_id}/report.csv")
def give_report(request: Request, parts: _Parts, import_id: str) -> Response:
    """Give the whole report as a file."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        _, report = read_run(cx, visitor.actor.org, import_id, {})
    headers = {
        "Content-Disposition": f'attachment; filename="import-{import_id}.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(report.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _imports(
    request: Request, parts: Parts, form: Form | None = None, error: CompanionError | None = None
) -> Response:
    progress = dict(parts.progress)
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        runs = read_runs(cx, visitor.actor.org, progress)
        people = read_people(cx, visitor.actor.org)
    owners = [(each.user.email, each.user.name) for each in people if each.user.is_active]
    return signed_sheet(
        "admin_imports.html",
        parts,
        visitor,
        status=422 if error else 200,
        runs=runs,
        kinds=list(ImportKind),
        owners=[("", "Nobody yet"), *owners],
        given=form or Form((("id", new_id()),)),
        sentence=error.sentence if error else "",
    )
