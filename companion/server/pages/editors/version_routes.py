"""The pages where the next version of a promise is written, and better words are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.proposals import ProposalState
from companion.server.histories import entries_of
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.editors.credits import adopt, credits_of, decline, read_proposed
from companion.server.pages.editors.pictures import picture_in
from companion.server.pages.editors.reasons import reasons_of
from companion.server.pages.editors.versions import (
    Workshop,
    discard_version,
    publish_version,
    read_workshop,
    retire_promise,
    save_version,
    written,
)
from companion.server.pages.forms import Form, check_token, read_long_form, whole_number
from companion.server.pages.inbox.heard import read_objections
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.reach import laptop_places, reach_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.domain.promises import PromiseVersion

version_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]

_DONE = {
    "saved": "Saved. Reps do not see it yet.",
    "published": "Published.",
    "adopted": "Their words are in this draft. Publish it when it is right.",
    "retired": "Retired: reps see that it is not promised any more.",
    "back": "It is promised again.",
}


@version_router.get("/promises/{promise_id}/draft")
def show_draft(request: Request, parts: _Parts, promise_id: str, done: str = "") -> Response:
    """Show the editor of a promise's next version."""
    return _editor(request, parts, promise_id, done=done)


@version_router.post("/promises/{promise_id}/draft")
def act_on_draft(request: Request, parts: _Parts, promise_id: str, form: _Form) -> Response:
    """Save, publish or discard the draft, retire the promise, or only look at it."""
    if form.get("act") in {"begin", "preview"}:
        return _editor(request, parts, promise_id, form=form)
    try:
        with at_desk(request, parts, form) as desk:
            after = _act(desk, promise_id, form)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _editor(request, parts, promise_id, form=form, error=error)
    return RedirectResponse(after, 303)


@version_router.get("/proposals")
def show_proposals(request: Request, parts: _Parts, state: str = "open") -> Response:
    """Show what reps would say instead."""
    return _proposals(request, parts, state)


@version_router.post("/proposals/{proposal_id}")
def answer_proposal(request: Request, parts: _Parts, proposal_id: str, form: _Form) -> Response:
    """Adopt a proposal into the promise's draft, or decline it."""
    try:
        with at_desk(request, parts, form) as desk:
            if form.get("act") == "adopt":
                promise_id = adopt(desk, proposal_id, form.get("note"))
                after = f"/promises/{promise_id}/draft?done=adopted"
            else:
                decline(desk, proposal_id, form.get("note"))
                after = "/proposals"
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _proposals(request, parts, "open", proposal_id, form, error)
    return RedirectResponse(after, 303)


def _act(desk: Desk, promise_id: str, form: Form) -> str:
    act, place = form.get("act"), f"/promises/{promise_id}/draft"
    if act in {"retire", "bring_back"}:
        retire_promise(desk, promise_id, is_retired=act == "retire")
        return f"{place}?done={'retired' if act == 'retire' else 'back'}"
    if act == "discard":
        discard_version(desk, promise_id, form.get("version_id"))
        return "/promises"
    workshop = read_workshop(desk.cx, desk.visitor.actor, promise_id)
    given = _given(workshop, form)
    kept = save_version(desk, promise_id, given, whole_number(form.get("rev")), form.all("reason"))
    if act != "publish":
        return f"{place}?done=saved"
    decision_id = publish_version(desk, kept)
    return f"/decisions/{decision_id}" if decision_id else f"{place}?done=published"


def _given(workshop: Workshop, form: Form) -> PromiseVersion:
    """Return the version of a form; its picture is a new one, none, or the one it came with."""
    version_id = form.get("version_id")
    if not is_record_id(version_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    draft = workshop.draft
    is_there = draft is not None and draft.version.id == version_id
    base = draft if draft is not None and is_there else workshop.begin(version_id, 1)
    return written(form, base.version, picture_in(form, base.version.creative))


def _editor(
    request: Request,
    parts: Parts,
    promise_id: str,
    *,
    form: Form | None = None,
    error: CompanionError | None = None,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        if form:
            check_token(parts, visitor.session.secret, form.get("csrf"))
        workshop = read_workshop(cx, visitor.actor, promise_id)
        kept = workshop.draft or workshop.begin(new_id(), workshop.next_number)
        shown, rev, about = (
            kept.version,
            kept.rev,
            set(reasons_of(cx, visitor.actor.org, kept.version.id)),
        )
        if form and form.get("act") == "begin":
            about |= set(form.all("objection"))
            shown = replace(shown, why_changed=shown.why_changed or form.get("note"))
        elif form:
            about |= set(form.all("reason"))
            shown = _given(workshop, form)
        is_conflict = isinstance(error, ConflictError)
        if form and form.get("act") != "begin" and not is_conflict:
            rev = whole_number(form.get("rev"))
        if is_conflict:
            shown = replace(shown, id=kept.version.id)
        values = _values(cx, visitor.actor.org, workshop)
        heard = read_objections(cx, visitor.actor, about) if about else []
    return signed_sheet(
        "draft.html",
        parts,
        visitor,
        **values,
        **refused_values(error),
        workshop=workshop,
        given=shown,
        rev=rev,
        heard=heard,
        theirs=_theirs(workshop) if is_conflict else None,
        done=_DONE.get(done, ""),
    )


def _theirs(workshop: Workshop) -> PromiseVersion | None:
    return workshop.draft.version if workshop.draft else workshop.newest


def _values(cx: Connection, org: str, workshop: Workshop) -> dict[str, Any]:
    ids = [each.id for each in workshop.published]
    if workshop.draft:
        ids.append(workshop.draft.version.id)
    entries = entries_of(cx, org, "promise_version", ids)
    published = {each.record_id: each for each in entries if each.fields.get("published_at")}
    last = {each.record_id: each for each in entries}
    newest = workshop.newest
    rev = published[newest.id].seq if newest and newest.id in published else 0
    credited: dict[str, list[str]] = {}
    for each in credits_of(cx, org, ids):
        credited.setdefault(each.version_id, []).append(each.author)
    return {
        "published": published,
        "drafted": last.get(workshop.draft.version.id) if workshop.draft else None,
        "credited": credited,
        "reach": reach_of(laptop_places(cx, org), rev) if newest else None,
    }


def _proposals(
    request: Request,
    parts: Parts,
    state: str,
    proposal_id: str = "",
    form: Form | None = None,
    error: CompanionError | None = None,
) -> Response:
    shown = ProposalState(state) if state in set(ProposalState) else ProposalState.OPEN
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        lines = read_proposed(cx, visitor.actor.org, shown)
    return signed_sheet(
        "proposals.html",
        parts,
        visitor,
        status=422 if error else 200,
        lines=lines,
        shown=shown,
        states=list(ProposalState),
        wrong_id=proposal_id,
        note=form.get("note") if form else "",
        sentence=error.sentence if error else "",
    )
