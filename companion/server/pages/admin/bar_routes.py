"""The admin's pages about numbers that must not be called: lists sent, looked at, put in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.people import BarredCalls
from companion.domain.problems import LINE, Problem, is_storable
from companion.imports.regions import region_of
from companion.server.bars.arrivals import bring_numbers
from companion.server.bars.lists import (
    BarredList,
    ListState,
    NewList,
    begin_list,
    first_matches,
    put_in_force,
    read_list,
    read_lists,
    take_away,
)
from companion.server.bars.settling import settle_all
from companion.server.organisations import barred_calls_of, set_barred_calls
from companion.server.pages.admin.bar_views import calls_despite, problems_csv, read_standing
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.forms import Form, read_file_form, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from companion.server.pages.forms import Attached

bar_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_FileForm = Annotated[Form, Depends(read_file_form)]
_Form = Annotated[Form, Depends(read_form)]

_LINES = 200
_LOOK_AGAIN = "2"


@bar_router.get("/admin/barred")
def show_barred(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show the lists, what happens when somebody on one is dialled, and when it was."""
    return _barred(request, parts, done=bool(done))


@bar_router.post("/admin/barred")
def send_numbers(request: Request, parts: _Parts, form: _FileForm) -> Response:
    """Read a list in; the same form sent twice brings it once."""
    try:
        with at_desk(request, parts, form) as desk:
            attached, org = _begin(desk, form), desk.org
        if attached is not None:
            bring_numbers(parts.database, org, form.get("id"), attached.source)
    except RejectedError as error:
        return _barred(request, parts, form, error)
    return RedirectResponse(f"/admin/barred/{form.get('id')}", 303)


@bar_router.post("/admin/barred/setting")
def set_barred(request: Request, parts: _Parts, form: _Form) -> Response:
    """Keep what happens when somebody who must not be called is dialled."""
    try:
        with at_desk(request, parts, form) as desk:
            if form.get("calls") not in set(BarredCalls):
                raise RejectedError("Please choose what shall happen.")  # noqa: TRY301 - one answer
            wanted = BarredCalls(form.get("calls"))
            set_barred_calls(desk.cx, desk.org, wanted)
            desk.note("organisation", desk.org, "barred calls", calls=wanted.value)
    except RejectedError as error:
        return _barred(request, parts, form, error)
    return RedirectResponse("/admin/barred?done=1", 303)


@bar_router.get("/admin/barred/{list_id}")
def show_numbers(request: Request, parts: _Parts, list_id: str) -> Response:
    """Show one list: what is in it, and whom it concerns."""
    return _list(request, parts, list_id)


@bar_router.post("/admin/barred/{list_id}")
def act_on_numbers(request: Request, parts: _Parts, list_id: str, form: _Form) -> Response:
    """Let a list count, take it away again, or throw it away before it did."""
    try:
        with at_desk(request, parts, form) as desk:
            found = _treat(desk, list_id, form.get("act"))
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _list(request, parts, list_id, error)
    is_gone = found.state in (ListState.ARRIVING, ListState.SEEN) and form.get("act") == "remove"
    answer = RedirectResponse("/admin/barred" if is_gone else f"/admin/barred/{list_id}", 303)
    answer.background = BackgroundTask(settle_all, parts.database, parts.clock)
    return answer


@bar_router.get("/admin/barred/{list_id}/left-out.csv")
def give_left_out(request: Request, parts: _Parts, list_id: str) -> Response:
    """Give the lines that were not taken as a file."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        found = read_list(cx, visitor.actor.org, list_id)
    headers = {
        "Content-Disposition": f'attachment; filename="left-out-{found.id}.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(problems_csv(found), media_type="text/csv", headers=headers)


def _begin(desk: Desk, form: Form) -> Attached | None:
    """Note that a list comes in; None when this form was sent before."""
    attached = form.files.get("list")
    if not is_record_id(form.get("id")):
        raise RejectedError("This form cannot be read. Please open the page again.")
    new = _new_list(form, attached.name if attached else "")
    if attached is None:
        raise RejectedError("Please choose a file: plain text with a number a line, CSV or XLSX.")
    if not begin_list(desk.cx, desk.org, new, desk.user_id, desk.now):
        return None
    desk.note("barred_list", new.id, "begun", name=new.name, source=new.source)
    return attached


def _new_list(form: Form, file_name: str) -> NewList:
    """Read what the form says of a list.

    Raises:
        RejectedError: with a problem per field.
    """
    problems: list[Problem] = []
    name = " ".join((form.get("chosen") or form.get("name")).split())
    if not name:
        problems.append(Problem("name", "missing", "Please give the list a name."))
    region = form.get("region").strip()
    if region and region_of(region) is None:
        sentence = f"“{region[:60]}” is no country we know, such as DE or US."
        problems.append(Problem("region", "unknown", sentence))
    dated_on = None
    if given := form.get("dated_on").strip():
        try:
            dated_on = date.fromisoformat(given)
        except ValueError:
            sentence = "Please write the day like 2026-11-01."
            problems.append(Problem("dated_on", "invalid", sentence))
    for field, value in (("name", name), ("source", form.get("source"))):
        if not is_storable(value) or len(value) > LINE:
            sentence = f"Please keep this under {LINE} characters of plain text."
            problems.append(Problem(field, "invalid", sentence))
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)
    bare = file_name.replace("\\", "/").rpartition("/")[2][:LINE]
    return NewList(
        id=form.get("id"),
        name=name,
        source=form.get("source").strip(),
        dated_on=dated_on,
        region=region_of(region) or "" if region else "",
        file_name=bare if is_storable(bare) else "a list",
        replaces=form.get("how") == "replace",
    )


def _treat(desk: Desk, list_id: str, act: str) -> BarredList:
    if act == "bar":
        found = put_in_force(desk.cx, desk.org, list_id)
    elif act == "remove":
        found = take_away(desk.cx, desk.org, list_id)
    else:
        read_list(desk.cx, desk.org, list_id)
        raise RejectedError("Please choose what to do with this list.")
    desk.note("barred_list", list_id, act, name=found.name, numbers=found.counts.get("numbers", 0))
    return found


def _barred(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    error: CompanionError | None = None,
    *,
    done: bool = False,
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        org = visitor.actor.org
        lists = read_lists(cx, org)
        values: dict[str, Any] = {
            "calls": calls_despite(cx, org),
            "standing": read_standing(cx, org, lists),
            "wanted": barred_calls_of(cx, org).value,
        }
    last = max(lists, key=lambda each: each.number, default=None)
    given = form or Form((("region", last.region if last else ""),))
    return signed_sheet(
        "admin_barred.html",
        parts,
        visitor,
        lists=lists,
        names=[(each, each) for each in dict.fromkeys(each.name for each in lists)],
        given=given,
        fresh_id=new_id(),
        done=done,
        **values,
        **refused_values(error),
    )


def _list(
    request: Request, parts: Parts, list_id: str, error: CompanionError | None = None
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        found = read_list(cx, visitor.actor.org, list_id)
        matches = first_matches(cx, visitor.actor.org, found.number)
    answer = signed_sheet(
        "admin_barred_list.html",
        parts,
        visitor,
        found=found,
        matches=matches,
        lines=found.problems[:_LINES],
        **refused_values(error),
    )
    if found.is_at_work:
        answer.headers["Refresh"] = _LOOK_AGAIN
    return answer
