"""The admin's pages about lists: sent, looked at, tried out, taken over or undone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response, StreamingResponse

from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import new_id
from companion.domain.import_reports import COUNTS, ImportKind
from companion.server.lists.errands import Lease, carry_out
from companion.server.lists.readings import column_choices, fields_of, first_rows, read_top
from companion.server.lists.runs import State, read_run, read_runs
from companion.server.pages.admin.import_deeds import act_on_list, begin_list, bring_in
from companion.server.pages.admin.import_views import LINES, SHOWN, read_lines, report_parts
from companion.server.pages.admin.people import read_people
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_file_form, read_long_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import signed_sheet
from companion.server.pages.words import LEGAL_BASES
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.lists.runs import Run

import_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_FileForm = Annotated[Form, Depends(read_file_form)]
_Form = Annotated[Form, Depends(read_long_form)]

_LOOK_AGAIN = "2"
"""After so many seconds the page of a list that is being worked on looks again."""

_OPEN = (State.CHOSEN, State.CHECKED)


@import_router.get("/admin/imports")
def show_imports(request: Request, parts: _Parts) -> Response:
    """Show what was taken over, and the form for more."""
    return _imports(request, parts)


@import_router.post("/admin/imports")
def send_list(request: Request, parts: _Parts, form: _FileForm) -> Response:
    """Read a list in; the same form sent twice brings it once."""
    try:
        with at_desk(request, parts, form) as desk:
            attached, org = begin_list(desk, form), desk.org
        if attached is not None:
            bring_in(parts, org, form.get("id"), attached)
    except RejectedError as error:
        return _imports(request, parts, form, error)
    return RedirectResponse(f"/admin/imports/{form.get('id')}", 303)


@import_router.get("/admin/imports/{import_id}")
def show_import(
    request: Request, parts: _Parts, import_id: str, show: str = "told", after: str = "0"
) -> Response:
    """Show one list: what it will be, how far it is, or what became of it."""
    return _import(request, parts, import_id, show=show, after=whole_number(after))


@import_router.post("/admin/imports/{import_id}")
def act_on_import(request: Request, parts: _Parts, import_id: str, form: _Form) -> Response:
    """Read a list otherwise, try it out, take it over, stop, go on, undo, or throw it away."""
    try:
        with at_desk(request, parts, form) as desk:
            work = act_on_list(desk, import_id, form)
            org = desk.org
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        if form.get("act") in ("check", "take"):
            _keep_choices(request, parts, import_id, form)
        return _import(request, parts, import_id, error)
    if form.get("act") == "drop":
        return RedirectResponse("/admin/imports", 303)
    answer = RedirectResponse(f"/admin/imports/{import_id}", 303)
    if work is not None:
        lease = Lease(parts, org, import_id, work[0])
        answer.background = BackgroundTask(carry_out, lease, work[1])
    return answer


@import_router.get("/admin/imports/{import_id}/report.csv")
def give_report(request: Request, parts: _Parts, import_id: str) -> Response:
    """Give every row of the report as a file."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        run = read_run(cx, visitor.actor.org, import_id, parts.clock.now())
    headers = {
        "Content-Disposition": f'attachment; filename="import-{import_id}.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    rows = report_parts(parts.database, visitor.actor.org, run)
    return StreamingResponse(rows, media_type="text/csv", headers=headers)


def _imports(
    request: Request, parts: Parts, form: Form | None = None, error: CompanionError | None = None
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        runs = read_runs(cx, visitor.actor.org, parts.clock.now())
    return signed_sheet(
        "admin_imports.html",
        parts,
        visitor,
        status=422 if error else 200,
        runs=runs,
        kinds=list(ImportKind),
        given=form or Form((("id", new_id()),)),
        fresh_id=new_id(),
        sentence=error.sentence if error else "",
    )


def _import(
    request: Request,
    parts: Parts,
    import_id: str,
    error: CompanionError | None = None,
    show: str = "told",
    after: int = 0,
) -> Response:
    show = show if show in SHOWN else "told"
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        org = visitor.actor.org
        run = read_run(cx, org, import_id, parts.clock.now())
        lines = read_lines(cx, org, run.id, show, after)
        values = _wizard(cx, org, run, parts) if run.state in _OPEN else {}
    answer = signed_sheet(
        "admin_import.html",
        parts,
        visitor,
        status=422 if error else 200,
        run=run,
        lines=lines,
        most=LINES,
        counts=COUNTS,
        show=show,
        sentence=error.sentence if error else "",
        **values,
    )
    if run.is_at_work:
        answer.headers["Refresh"] = _LOOK_AGAIN
    return answer


def _keep_choices(request: Request, parts: Parts, import_id: str, form: Form) -> None:
    """Keep what a person chose though the list cannot be taken so: they go on from there."""
    with suppress(RejectedError, ConflictError), at_desk(request, parts, form) as desk:
        act_on_list(desk, import_id, replace(form, pairs=(*form.pairs, ("act", "look"))))


def _wizard(cx: Connection, org: str, run: Run, parts: Parts) -> dict[str, Any]:
    """Return what a person chooses from: sheets, columns, and the first rows as they will be."""
    people = read_people(cx, org)
    owners = [(each.user.email, each.user.name) for each in people if each.user.is_active]
    values: dict[str, Any] = {
        "owners": [("", "Nobody yet"), *owners],
        "legal_bases": list(LEGAL_BASES.items()),
        "fields": fields_of(run.kind),
        "columns": [],
        "rows": [],
        "header_line": run.choices.header_line or "",
        "trouble": "",
    }
    try:
        table = read_top(cx, org, run)
        values |= {"columns": column_choices(table, run), "header_line": table.header_line}
        values["rows"] = first_rows(table, run, parts.clock.now())
    except RejectedError as error:
        values["trouble"] = error.sentence
    return values
