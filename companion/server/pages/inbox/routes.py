"""The inbox's pages: what waits, one group of it, and what became of what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.answers import DecisionKind
from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import new_id
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_long_form
from companion.server.pages.inbox.choices import answers_for, versions_for
from companion.server.pages.inbox.deciding import Choice, assign, decide, decided_among, helpers_of
from companion.server.pages.inbox.heard import promise_names
from companion.server.pages.inbox.reading import (
    AT_ONCE,
    GROUPS,
    NO_PROMISE,
    Wish,
    read_group,
    read_inbox,
)
from companion.server.pages.inbox.threads import list_decisions, read_thread
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.proposals import open_proposals

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.pages.sessions import Visitor

inbox_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]


@inbox_router.get("/inbox")
def show_inbox(
    request: Request, parts: _Parts, who: str = "", promise: str = "", rare: str = ""
) -> Response:
    """Show what waits; the most frequent first, and with ``rare`` all of it."""
    now = parts.clock.now()
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        actor = visitor.actor
        wish = Wish(actor.user_id if who == "me" else who, promise)
        inbox = read_inbox(cx, actor, wish, now)
        people = helpers_of(cx, actor.org)
        named = promise_names(cx, actor.org, [promise], now).get(promise)
        waiting = len(open_proposals(cx, actor.org))
    return signed_sheet(
        "inbox.html",
        parts,
        visitor,
        inbox=inbox,
        who=who,
        people=[each for each in people if each[0] != actor.user_id],
        only=named,
        proposals=waiting,
        shown=len(inbox.groups) if rare else GROUPS,
    )


@inbox_router.get("/inbox/{promise_id}/{kind}")
def show_group(
    request: Request, parts: _Parts, promise_id: str, kind: str, like: str = "", done: str = ""
) -> Response:
    """Show one group and what can be done about it."""
    return _group_page(request, parts, promise_id, kind, like=like, done=done)


@inbox_router.post("/inbox/{promise_id}/{kind}")
def act_on_group(
    request: Request, parts: _Parts, promise_id: str, kind: str, form: _Form
) -> Response:
    """Give objections to somebody, or decide about them."""
    try:
        with at_desk(request, parts, form) as desk:
            _check_place(desk.cx, desk.org, promise_id, parts)
            if form.get("act") == "assign":
                assign(desk, form.all("objection"), form.get("assignee"))
                after = f"/inbox/{promise_id}/{kind}?done=assigned"
            else:
                decision_id = form.get("id")
                decide(desk, decision_id, form.all("objection"), _choice(form, promise_id))
                after = f"/decisions/{decision_id}"
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _group_page(request, parts, promise_id, kind, form=form, error=error)
    return RedirectResponse(after, 303)


@inbox_router.get("/decisions")
def show_decisions(request: Request, parts: _Parts, before: str = "") -> Response:
    """Show what was decided, the newest first."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        lines, older = list_decisions(cx, visitor.actor, parts.clock.now(), before)
    return signed_sheet("decisions.html", parts, visitor, lines=lines, older=older)


@inbox_router.get("/decisions/{decision_id}")
def show_decision(request: Request, parts: _Parts, decision_id: str) -> Response:
    """Show the thread of a decision."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        thread = read_thread(cx, visitor.actor, decision_id, parts.clock.now())
    return signed_sheet("decision.html", parts, visitor, thread=thread)


def _choice(form: Form, promise_id: str) -> Choice:
    return Choice(
        kind=form.get("kind"),
        note=form.get("note"),
        promise_id=None if promise_id == NO_PROMISE else promise_id,
        answer_id=form.get("answer_id"),
        promise_version_id=form.get("promise_version_id"),
    )


def _check_place(cx: Connection, org: str, promise_id: str, parts: Parts) -> None:
    known = promise_names(cx, org, [promise_id], parts.clock.now())
    if promise_id not in known and promise_id != NO_PROMISE:
        raise RejectedError("There is no such promise, or not any more.", "not_found")


def _group_page(
    request: Request,
    parts: Parts,
    promise_id: str,
    kind: str,
    like: str = "",
    form: Form | None = None,
    error: CompanionError | None = None,
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        values = _group_values(cx, visitor, parts, promise_id, kind, like)
        decided = decided_among(cx, visitor.actor.org, form.all("objection")) if form else set()
    given = form or Form((("id", new_id()),))
    return signed_sheet(
        "inbox_group.html",
        parts,
        visitor,
        **values,
        **refused_values(error),
        given=given,
        ticked=set(given.all("objection")) - decided if form else None,
        like=like,
        done=done,
    )


def _group_values(
    cx: Connection, visitor: Visitor, parts: Parts, promise_id: str, kind: str, like: str
) -> dict[str, Any]:
    actor = visitor.actor
    group = read_group(cx, actor, promise_id, kind, parts.clock.now(), like)
    place = group.promise.id if group.promise else None
    return {
        "group": group,
        "answers": [("", "Choose …"), *answers_for(cx, actor.org, place, kind)],
        "versions": [("", "Choose …"), *versions_for(cx, actor.org, place)],
        "people": [("", "Nobody"), *helpers_of(cx, actor.org)],
        "kinds": list(DecisionKind),
        "at_once": AT_ONCE,
    }
