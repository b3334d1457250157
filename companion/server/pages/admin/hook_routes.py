"""The admin's pages about webhooks: the addresses that are told, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.server.hooks.bodies import schema_of
from companion.server.hooks.deliveries import send_again
from companion.server.hooks.endpoints import (
    Made,
    Wish,
    add_endpoint,
    change_endpoint,
    delete_endpoint,
    pause_endpoint,
    rotate_secret,
    try_endpoint,
)
from companion.server.hooks.events import CHOOSABLE, MEANINGS, EventType
from companion.server.hooks.examples import example_of
from companion.server.hooks.fares import SHOWN, read_deliveries, read_endpoint, read_endpoints
from companion.server.hooks.outbox import DEAD, DELIVERED, WAITING
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.forms import Form, read_long_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

hook_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]

_EVENTS = [(each.value, MEANINGS[each]) for each in CHOOSABLE]
_STATES = [("", "all"), (WAITING, "waiting"), (DELIVERED, "delivered"), (DEAD, "given up")]


@hook_router.get("/admin/hooks")
def show_hooks(request: Request, parts: _Parts) -> Response:
    """Show every address and the form for one more."""
    return _hooks(request, parts)


@hook_router.post("/admin/hooks")
def take_hook(request: Request, parts: _Parts, form: _Form) -> Response:
    """Add an address and show its secret, this once."""
    endpoint_id = form.get("id")
    try:
        with at_desk(request, parts, form) as desk:
            made, rules = _made(desk, parts), parts.settings.hooks
            secret = add_endpoint(desk.cx, desk.org, endpoint_id, _wish(form), rules, made)
            desk.note("hook_endpoint", endpoint_id, "added", **_said(form))
    except RejectedError as error:
        return _hooks(request, parts, form, error)
    return _hook(request, parts, endpoint_id, once=secret)


@hook_router.get("/admin/hooks/events")
def show_events(request: Request, parts: _Parts) -> Response:
    """Show what can be told, with the schema and an example of each."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
    events = [
        (each.value, MEANINGS[each], _written(example_of(each)), _written(schema_of(each)))
        for each in EventType
    ]
    return signed_sheet("admin_hook_events.html", parts, visitor, events=events)


@hook_router.get("/admin/hooks/{endpoint_id}")
def show_hook(request: Request, parts: _Parts, endpoint_id: str, state: str = "") -> Response:
    """Show one address and its deliveries."""
    return _hook(request, parts, endpoint_id, state=state)


@hook_router.post("/admin/hooks/{endpoint_id}")
def act_on_hook(request: Request, parts: _Parts, endpoint_id: str, form: _Form) -> Response:
    """Change an address, pause it, try it out, send something again, or forget it."""
    act = form.get("act")
    try:
        with at_desk(request, parts, form) as desk:
            read_endpoint(desk.cx, desk.org, endpoint_id)
            once = _act(desk, parts, endpoint_id, form)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _hook(request, parts, endpoint_id, form=form, error=error)
    if once:
        return _hook(request, parts, endpoint_id, once=once)
    back = "/admin/hooks" if act == "delete" else f"/admin/hooks/{endpoint_id}"
    return RedirectResponse(back, 303)


def _act(desk: Desk, parts: Parts, endpoint_id: str, form: Form) -> str:
    """Do what a form asks for; a secret that is returned is shown once and kept nowhere."""
    act, where = form.get("act"), (desk.cx, desk.org, endpoint_id)
    if act == "change":
        rev, rules = whole_number(form.get("rev")), parts.settings.hooks
        change_endpoint(*where, rev, _wish(form), rules)
        desk.note("hook_endpoint", endpoint_id, "changed", **_said(form))
        return ""
    if act == "rotate":
        secret = rotate_secret(*where, _made(desk, parts))
        desk.note("hook_endpoint", endpoint_id, "given_a_new_secret")
        return secret
    acts: Mapping[str, tuple[str, Callable[[], object]]] = {
        "pause": ("paused", lambda: pause_endpoint(*where, is_paused=True)),
        "resume": ("resumed", lambda: pause_endpoint(*where, is_paused=False)),
        "delete": ("deleted", lambda: delete_endpoint(*where)),
        "try": ("tried", lambda: try_endpoint(*where, desk.now)),
        "again": ("sent_again", lambda: send_again(*where, _event(form), desk.now)),
        "all_again": ("all_sent_again", lambda: send_again(*where, None, desk.now)),
    }
    if act not in acts:
        raise RejectedError("Please choose what to do about this address.")
    what, do = acts[act]
    do()
    desk.note("hook_endpoint", endpoint_id, what)
    return ""


def _event(form: Form) -> str:
    event_id = form.get("event")
    if not is_record_id(event_id):
        raise RejectedError("There is no such delivery. Please open the page again.")
    return event_id


def _made(desk: Desk, parts: Parts) -> Made:
    return Made(desk.user_id, desk.now, parts.settings.secret_key)


def _wish(form: Form) -> Wish:
    return Wish(form.get("name"), form.get("url"), form.all("events"))


def _said(form: Form) -> dict[str, str]:
    """Return what the audit trail says; the path of an address may be a secret of its own."""
    return {"name": form.get("name"), "events": ", ".join(form.all("events"))}


def _written(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _hooks(
    request: Request, parts: Parts, form: Form | None = None, error: CompanionError | None = None
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        endpoints = read_endpoints(cx, visitor.actor.org)
    return signed_sheet(
        "admin_hooks.html",
        parts,
        visitor,
        endpoints=endpoints,
        given=form or Form((("id", new_id()),)),
        events=_EVENTS,
        **refused_values(error),
    )


def _hook(
    request: Request,
    parts: Parts,
    endpoint_id: str,
    *,
    form: Form | None = None,
    error: CompanionError | None = None,
    once: str = "",
    state: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        endpoint = read_endpoint(cx, visitor.actor.org, endpoint_id)
        state = state if state in dict(_STATES) else ""
        deliveries = read_deliveries(cx, visitor.actor.org, endpoint_id, state)
    is_change = form is not None and form.get("act") == "change"
    return signed_sheet(
        "admin_hook.html",
        parts,
        visitor,
        endpoint=endpoint,
        deliveries=deliveries,
        most=SHOWN,
        state=state,
        states=_STATES,
        events=_EVENTS,
        given=form if is_change else None,
        once=once,
        now=parts.clock.now(),
        **refused_values(error),
    )
