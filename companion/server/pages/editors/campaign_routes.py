"""The campaigns' pages: the list, and the editor of one campaign with the promises it makes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.campaigns import Campaign, CampaignStatus, FunnelStage
from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.server.pages.desks import at_desk
from companion.server.pages.editors.campaigns import (
    begin_promise,
    not_found,
    read_campaign,
    read_lines,
    read_promises,
    save_campaign,
    written,
)
from companion.server.pages.forms import Form, read_long_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

campaign_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]

_LAST_PAGE = 10_000
_DONE = {"saved": "Saved. Laptops have it as soon as they are online."}


@campaign_router.get("/campaigns")
def show_campaigns(request: Request, parts: _Parts, page: str = "1") -> Response:
    """Show every campaign."""
    number = min(max(1, whole_number(page)), _LAST_PAGE)
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        lines, has_more = read_lines(cx, visitor.actor.org, number)
    return signed_sheet(
        "campaigns.html", parts, visitor, lines=lines, page=number, has_more=has_more
    )


@campaign_router.get("/campaigns/new")
def begin_campaign(request: Request, parts: _Parts) -> Response:
    """Show an empty editor."""
    return _editor(request, parts, Campaign(new_id(), "", ""))


@campaign_router.get("/campaigns/{campaign_id}")
def show_campaign(request: Request, parts: _Parts, campaign_id: str, done: str = "") -> Response:
    """Show the editor of a campaign."""
    return _editor(request, parts, Campaign(campaign_id, "", ""), must_be=True, done=done)


@campaign_router.post("/campaigns/{campaign_id}")
def act_on_campaign(request: Request, parts: _Parts, campaign_id: str, form: _Form) -> Response:
    """Save a campaign, or begin a promise in it."""
    given, unread = written(form, Campaign(campaign_id, "", ""))
    rev = whole_number(form.get("rev"))
    try:
        with at_desk(request, parts, form) as desk:
            is_there = read_campaign(desk.cx, desk.org, campaign_id) is not None
            if not is_record_id(campaign_id) or not (is_there or rev == 0):
                raise not_found()
            if form.get("act") == "begin":
                begin_promise(desk, form.get("promise_id"), campaign_id, form.get("promise"))
                return RedirectResponse(f"/promises/{form.get('promise_id')}/draft", 303)
            save_campaign(desk, given, rev, unread)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _editor(request, parts, given, form=form, error=error)
    return RedirectResponse(f"/campaigns/{campaign_id}?done=saved", 303)


def _editor(
    request: Request,
    parts: Parts,
    given: Campaign,
    *,
    form: Form | None = None,
    error: CompanionError | None = None,
    must_be: bool = False,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        kept = read_campaign(cx, visitor.actor.org, given.id)
        if must_be and kept is None:
            raise not_found()
        promises = read_promises(cx, visitor.actor.org, given.id) if kept else []
    is_begun = form is not None and form.get("act") == "begin"
    is_conflict = isinstance(error, ConflictError)
    shown = kept.campaign if kept and (form is None or is_begun) else given
    rev = kept.rev if kept else 0
    if form is not None and not is_conflict and not is_begun:
        rev = whole_number(form.get("rev"))
    return signed_sheet(
        "campaign.html",
        parts,
        visitor,
        **refused_values(error),
        given=shown,
        kept=kept,
        rev=rev,
        promises=promises,
        promise=form.get("promise") if form and is_begun else "",
        promise_id=new_id(),
        theirs=kept.campaign if kept and is_conflict else None,
        statuses=[(each, each.value) for each in CampaignStatus],
        stages=[(each, each.value) for each in FunnelStage],
        done=_DONE.get(done, ""),
    )
