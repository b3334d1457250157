"""The admin's pages about duplicates: likely pairs, a merge seen before it is made, and undo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.server.duplicates.unions import undo_merge
from companion.server.pages.admin.duplicates import (
    SHOWN,
    dismiss_pair,
    look_again,
    merge_pair,
    moves_in_words,
    read_merges,
    read_pairs,
    read_preview,
)
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

duplicate_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]

_FIELDS = {
    "name": "Name",
    "company": "Company",
    "title": "Title",
    "time_zone": "Time zone",
    "owner_id": "Called by",
    "lifecycle_stage": "Stage",
    "phones": "Phones",
    "emails": "Emails",
    "external_ids": "Known elsewhere as",
    "do_not_call": "Must not be called",
    "do_not_call_reason": "Why",
    "do_not_call_lists": "Stands on the do-not-call list",
    "notes": "Notes",
    "data_source": "Source of the data",
    "legal_basis": "Legal basis",
    "legal_basis_note": "What shows it",
    "consented_on": "Agreed on",
}


@duplicate_router.get("/admin/duplicates")
def show_duplicates(request: Request, parts: _Parts) -> Response:
    """Show the likely pairs, and the merges that can be undone."""
    return _duplicates(request, parts)


@duplicate_router.post("/admin/duplicates")
def look(request: Request, parts: _Parts, form: _Form) -> Response:
    """Look for duplicates again, in the background."""
    with at_desk(request, parts, form) as desk:
        desk.note("duplicates", desk.org, "looked_for")
        org = desk.org
    answer = RedirectResponse("/admin/duplicates", 303)
    answer.background = BackgroundTask(look_again, parts, org)
    return answer


@duplicate_router.post("/admin/duplicates/merges/{merge_id}")
def part(request: Request, parts: _Parts, merge_id: str, form: _Form) -> Response:
    """Undo a merge."""
    try:
        with at_desk(request, parts, form) as desk:
            undo_merge(desk.cx, desk.org, merge_id, (desk.user_id, desk.now))
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _duplicates(request, parts, error)
    return RedirectResponse("/admin/duplicates", 303)


@duplicate_router.get("/admin/duplicates/{one_id}/{other_id}")
def show_pair(request: Request, parts: _Parts, one_id: str, other_id: str) -> Response:
    """Show what the first becomes when the second is merged into it."""
    return _pair(request, parts, one_id, other_id)


@duplicate_router.post("/admin/duplicates/{one_id}/{other_id}")
def act_on_pair(
    request: Request, parts: _Parts, one_id: str, other_id: str, form: _Form
) -> Response:
    """Merge two prospects as was chosen, show the result anew, or note that they are two people."""
    act = form.get("act")
    if act == "show":
        return _pair(request, parts, one_id, other_id, form)
    try:
        with at_desk(request, parts, form) as desk:
            read_preview(desk.cx, desk.org, one_id, other_id)
            if act == "merge":
                merge_pair(desk, one_id, other_id, form)
            elif act == "dismiss":
                dismiss_pair(desk, one_id, other_id)
            else:
                raise _unchosen()
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _pair(request, parts, one_id, other_id, form, error)
    return RedirectResponse("/admin/duplicates", 303)


def _unchosen() -> RejectedError:
    return RejectedError("Please choose what to do about these two.")


def _duplicates(request: Request, parts: Parts, error: CompanionError | None = None) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        pairs, count = read_pairs(cx, visitor.actor.org)
        merges = read_merges(cx, visitor.actor.org)
    return signed_sheet(
        "admin_duplicates.html",
        parts,
        visitor,
        pairs=pairs,
        number=count,
        most=SHOWN,
        merges=merges,
        **refused_values(error),
    )


def _pair(
    request: Request,
    parts: Parts,
    one_id: str,
    other_id: str,
    form: Form | None = None,
    error: CompanionError | None = None,
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        preview = read_preview(cx, visitor.actor.org, one_id, other_id, form)
    return signed_sheet(
        "admin_duplicate.html",
        parts,
        visitor,
        preview=preview,
        labels=_FIELDS,
        moves=moves_in_words(preview.moves),
        given=form,
        **refused_values(error),
    )
