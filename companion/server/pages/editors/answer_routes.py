"""The answers' pages: the shelf, and the editor of one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.problems import is_storable
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.editors.answers import (
    AnswerSheet,
    discard_answer,
    publish_answer,
    read_answer,
    retire_answer,
    save_answer,
    written,
)
from companion.server.pages.editors.reasons import reasons_of
from companion.server.pages.editors.shelf import answer_versions, read_shelf
from companion.server.pages.forms import Form, check_token, read_long_form, whole_number
from companion.server.pages.inbox.heard import Heard, read_objections
from companion.server.pages.numbers import find_kinds, kind_of
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.pages.uses import answer_uses
from companion.server.parts import Parts, parts_of
from companion.server.reach import laptop_places, reach_of
from companion.server.tables import campaign, category, promise

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.pages.sessions import Visitor

answer_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]

_LAST_PAGE = 10_000
_DONE = {"saved": "Saved. Reps do not see it yet.", "published": "Published."}


@answer_router.get("/answers")
def show_answers(
    request: Request, parts: _Parts, status: str = "published", kind: str = "", page: str = "1"
) -> Response:
    """Show the answers of one status."""
    shown = AnswerStatus(status) if status in set(AnswerStatus) else AnswerStatus.PUBLISHED
    number = min(max(1, whole_number(page)), _LAST_PAGE)
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        wanted = kind if is_storable(kind) else ""
        lines, has_more = read_shelf(cx, visitor.actor.org, shown, wanted, number)
        kinds = _categories(cx, visitor.actor.org)
    return signed_sheet(
        "answers.html",
        parts,
        visitor,
        lines=lines,
        shown=shown,
        statuses=[AnswerStatus.PUBLISHED, AnswerStatus.DRAFT, AnswerStatus.RETIRED],
        kinds=[("", "Every kind"), *kinds],
        kind=kind,
        page=number,
        has_more=has_more,
    )


@answer_router.get("/answers/new")
def begin_answer(request: Request, parts: _Parts, kind: str = "") -> Response:
    """Show an empty editor."""
    return _editor(request, parts, Answer(new_id(), kind, "", ""))


@answer_router.post("/answers/new")
def begin_answer_to(request: Request, parts: _Parts, form: _Form) -> Response:
    """Show an editor for objections that were ticked in the inbox; nothing is written yet."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        check_token(parts, visitor.session.secret, form.get("csrf"))
        heard = read_objections(cx, visitor.actor, form.all("objection"))
        campaign_id = _campaign_of(cx, visitor.actor.org, form.get("promise_id"))
    begun = Answer(
        new_id(),
        form.get("category"),
        says=heard[0].words if heard else "",
        reply="",
        campaign_id=campaign_id,
        why_changed=form.get("note"),
    )
    return _editor(request, parts, begun, reasons=tuple(each.id for each in heard))


@answer_router.get("/answers/{answer_id}")
def show_answer(request: Request, parts: _Parts, answer_id: str, done: str = "") -> Response:
    """Show the editor of an answer."""
    return _editor(request, parts, Answer(answer_id, "", "", ""), must_be=True, done=done)


@answer_router.post("/answers/{answer_id}")
def act_on_answer(request: Request, parts: _Parts, answer_id: str, form: _Form) -> Response:
    """Save, publish, retire or discard an answer, or only look at it."""
    blank = Answer(answer_id, "", "", "")
    given = written(form, blank)
    if form.get("act") == "preview":
        return _editor(request, parts, given, form=form)
    try:
        with at_desk(request, parts, form) as desk:
            _check_place(desk, answer_id, form)
            after = _act(desk, given, form)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _editor(request, parts, given, form=form, error=error)
    return RedirectResponse(after, 303)


def _act(desk: Desk, given: Answer, form: Form) -> str:
    act, place = form.get("act"), f"/answers/{given.id}"
    if act == "retire":
        retire_answer(desk, given.id)
        return f"{place}?done=retired"
    if act == "discard":
        discard_answer(desk, given.id)
        return "/answers?status=draft"
    save_answer(desk, given, whole_number(form.get("rev")), form.all("reason"))
    if act != "publish":
        return f"{place}?done=saved"
    decision_id = publish_answer(desk, given.id)
    return f"/decisions/{decision_id}" if decision_id else f"{place}?done=published"


def _check_place(desk: Desk, answer_id: str, form: Form) -> None:
    """Only a form that began here may make an answer; any other address must lead to one."""
    is_new = "reason" in form or form.get("rev") == "0"
    is_there = read_answer(desk.cx, desk.org, answer_id) is not None
    if not is_record_id(answer_id) or not (is_there or is_new):
        raise _not_found()


def _editor(
    request: Request,
    parts: Parts,
    given: Answer,
    *,
    form: Form | None = None,
    reasons: tuple[str, ...] = (),
    error: CompanionError | None = None,
    must_be: bool = False,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        sheet = read_answer(cx, visitor.actor.org, given.id)
        if must_be and sheet is None:
            raise _not_found()
        shown = sheet.draft if sheet and not form else given
        about = {*reasons, *(form.all("reason") if form else ())}
        if sheet:
            about |= set(reasons_of(cx, visitor.actor.org, given.id))
        values = _values(cx, visitor, shown, sheet)
        heard: list[Heard] = read_objections(cx, visitor.actor, about) if about else []
    is_conflict = isinstance(error, ConflictError)
    rev = sheet.draft_rev if sheet else 0
    if form and not is_conflict:
        rev = whole_number(form.get("rev"))
    return signed_sheet(
        "answer.html",
        parts,
        visitor,
        **values,
        **refused_values(error),
        given=shown,
        sheet=sheet,
        rev=rev,
        heard=heard,
        theirs=sheet.draft if sheet and is_conflict else None,
        done=_DONE.get(done, ""),
    )


def _values(
    cx: Connection, visitor: Visitor, given: Answer, sheet: AnswerSheet | None
) -> dict[str, Any]:
    org = visitor.actor.org
    uses = answer_uses(cx, org, [given.id]) if sheet else {}
    return {
        "kind": kind_of(find_kinds(cx, org), given.category) if given.category else None,
        "kinds": [("", "Choose …"), *_categories(cx, org, given.category)],
        "campaigns": [("", "Every campaign"), *_campaigns(cx, org)],
        "versions": answer_versions(cx, org, given.id) if sheet else [],
        "use": uses.get(given.id),
        "reach": reach_of(laptop_places(cx, org), sheet.rev) if sheet else None,
    }


def _categories(cx: Connection, org: str, also: str = "") -> list[tuple[str, str]]:
    query = select(category).where(category.c.org == org, category.c.deleted_at.is_(None))
    rows = cx.execute(query.order_by(category.c.position)).all()
    return [(row.code, row.label) for row in rows if not row.is_retired or row.code == also]


def _campaigns(cx: Connection, org: str) -> list[tuple[str, str]]:
    query = select(campaign.c.id, campaign.c.name).where(campaign.c.org == org)
    rows = cx.execute(query.where(campaign.c.deleted_at.is_(None)).order_by(campaign.c.name))
    return [(row.id, row.name) for row in rows]


def _campaign_of(cx: Connection, org: str, promise_id: str) -> str | None:
    mine = promise.c.org == org, promise.c.id == promise_id
    query = select(promise.c.campaign_id).where(*mine)
    return cx.scalar(query) if is_record_id(promise_id) else None


def _not_found() -> RejectedError:
    return RejectedError("There is no such answer, or not any more.", "not_found")
