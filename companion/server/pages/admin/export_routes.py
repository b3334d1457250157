"""The admin's pages that give calls back to the CRM: a file on the spot, and standing orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response, StreamingResponse

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.ids import new_id
from companion.server.exports.chore import run_due
from companion.server.exports.files import written
from companion.server.exports.layouts import LAYOUTS
from companion.server.exports.orders import EVERY, add_order
from companion.server.exports.reading import told_calls
from companion.server.pages.admin.exports import (
    campaigns_of,
    change_order,
    check_order,
    choice_in,
    layout_in,
    owners,
    read_orders,
    wish_in,
)
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.server.exports.layouts import Layout
    from companion.server.exports.reading import Choice

export_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]

_LAYOUTS = [(each.code, each.title) for each in LAYOUTS.values()]
_EVERY = [
    (str(hours), label)
    for hours, label in zip(
        EVERY, ("every hour", "every six hours", "every day", "every week"), strict=True
    )
]


@export_router.get("/admin/exports")
def show_exports(request: Request, parts: _Parts) -> Response:
    """Show the standing orders, and the form for a file on the spot."""
    return _exports(request, parts)


@export_router.post("/admin/exports")
def take_order(request: Request, parts: _Parts, form: _Form) -> Response:
    """Add a standing order; its first file is written at once."""
    order_id = form.get("id")
    try:
        with at_desk(request, parts, form) as desk:
            wish = wish_in(form)
            add_order(desk.cx, desk.org, order_id, wish, desk.user_id, desk.now)
            desk.note("export", order_id, "ordered", name=wish.name, layout=wish.layout)
    except RejectedError as error:
        return _exports(request, parts, form, error)
    return _back(parts)


@export_router.post("/admin/exports/file")
def give_file(request: Request, parts: _Parts, form: _Form) -> Response:
    """Give calls as a file, at once; who took which is in the audit trail."""
    try:
        with at_desk(request, parts, form) as desk:
            choice, layout = choice_in(form), layout_in(form)
            asked = {name: form.get(name) for name in ("since", "until", "owner", "campaign")}
            desk.note("export", new_id(), "taken", layout=layout.code, **asked)
            org = desk.org
    except RejectedError as error:
        return _exports(request, parts, form, error)
    name = f"calls-{layout.code}-{parts.clock.now():%Y-%m-%d}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    pieces = _pieces(parts, org, layout, choice)
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


@export_router.post("/admin/exports/{order_id}")
def act_on_order(request: Request, parts: _Parts, order_id: str, form: _Form) -> Response:
    """Pause an order, go on with it, have it written now, or delete it."""
    try:
        with at_desk(request, parts, form) as desk:
            check_order(desk.cx, desk.org, order_id)
            change_order(desk, order_id, form.get("act"))
            desk.note("export", order_id, form.get("act"))
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _exports(request, parts, error=error)
    return _back(parts)


def _back(parts: Parts) -> Response:
    answer = RedirectResponse("/admin/exports", 303)
    answer.background = BackgroundTask(run_due, parts.database, parts.settings, parts.clock)
    return answer


def _pieces(parts: Parts, org: str, layout: Layout, choice: Choice) -> Iterator[bytes]:
    with parts.database.read() as cx:
        enter(cx, org)
        yield from written(layout, told_calls(cx, org, choice))


def _exports(
    request: Request, parts: Parts, form: Form | None = None, error: CompanionError | None = None
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        org = visitor.actor.org
        orders, people, campaigns = read_orders(cx, org), owners(cx, org), campaigns_of(cx, org)
    folder = parts.settings.export_folder
    return signed_sheet(
        "admin_exports.html",
        parts,
        visitor,
        orders=orders,
        owners=people,
        campaigns=campaigns,
        layouts=_LAYOUTS,
        every=_EVERY,
        folder=str(folder) if folder else "",
        given=form or Form((("id", new_id()),)),
        fresh_id=new_id(),
        is_order=form is not None and "every" in form,
        **refused_values(error),
    )
