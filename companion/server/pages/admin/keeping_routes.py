"""The admin's pages about what is kept in order: laptops and kinds of objections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.objections import Tint
from companion.server.dismissals import drain_device, list_devices, order_wipe, revoke_device
from companion.server.pages.admin.kinds import add_kind, change_kind, read_kinds
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.forms import Form, read_long_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

keeping_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]
_Error = CompanionError | None


# -- laptops -----------------------------------------------------------------------------


@keeping_router.get("/admin/laptops")
def show_laptops(request: Request, parts: _Parts) -> Response:
    """Show every laptop."""
    return _laptops(request, parts)


@keeping_router.post("/admin/laptops/{device_id}")
def act_on_laptop(request: Request, parts: _Parts, device_id: str, form: _Form) -> Response:
    """Let a laptop send what it holds, shut it out, or have it forget everything."""
    try:
        with at_desk(request, parts, form) as desk:
            _treat(desk, device_id, form.get("act"))
            desk.note("device", device_id, form.get("act"))
    except RejectedError as error:
        if error.code == "unknown_device":
            raise RejectedError("There is no such laptop.", "not_found") from None
        return _laptops(request, parts, error)
    return RedirectResponse("/admin/laptops", 303)


def _treat(desk: Desk, device_id: str, act: str) -> None:
    if not is_record_id(device_id):
        raise RejectedError("There is no such laptop.", "unknown_device")
    if act in {"wipe", "wipe_now"}:
        is_at_once = act == "wipe_now"
        order_wipe(desk.cx, desk.org, device_id, desk.now, is_at_once=is_at_once)
    elif act == "revoke":
        revoke_device(desk.cx, desk.org, device_id)
    elif act == "drain":
        drain_device(desk.cx, desk.org, device_id)
    elif device_id in {each.id for each in list_devices(desk.cx, desk.org)}:
        raise RejectedError("Please choose what to do about this laptop.")
    else:
        raise RejectedError("There is no such laptop.", "unknown_device")


def _laptops(request: Request, parts: Parts, error: _Error = None) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        laptops = list_devices(cx, visitor.actor.org)
    values = {"laptops": laptops, **refused_values(error)}
    return signed_sheet("admin_laptops.html", parts, visitor, **values)


# -- kinds of objections -----------------------------------------------------------------


@keeping_router.get("/admin/kinds")
def show_kinds(request: Request, parts: _Parts) -> Response:
    """Show every kind of objection."""
    return _kinds(request, parts)


@keeping_router.post("/admin/kinds")
def take_kind(request: Request, parts: _Parts, form: _Form) -> Response:
    """Add a kind."""
    try:
        with at_desk(request, parts, form) as desk:
            add_kind(desk, form.get("id"), form)
    except RejectedError as error:
        return _kinds(request, parts, form, error)
    return RedirectResponse("/admin/kinds", 303)


@keeping_router.post("/admin/kinds/{category_id}")
def act_on_kind(request: Request, parts: _Parts, category_id: str, form: _Form) -> Response:
    """Rename a kind, move it, retire it or bring it back."""
    try:
        with at_desk(request, parts, form) as desk:
            change_kind(desk, category_id, whole_number(form.get("rev")), form)
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _kinds(request, parts, form, error, category_id)
    return RedirectResponse("/admin/kinds", 303)


def _kinds(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    error: _Error = None,
    wrong_id: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        kinds = read_kinds(cx, visitor.actor.org)
    values = {
        "kinds": kinds,
        "tints": list(Tint),
        "given": form if form and not wrong_id else Form((("id", new_id()),)),
        "wrong_id": wrong_id,
        "wrong": form if wrong_id else None,
        **refused_values(error),
    }
    return signed_sheet("admin_kinds.html", parts, visitor, **values)
