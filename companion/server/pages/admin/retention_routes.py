"""The admin's page of retention: months per kind, what would go, and only then a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import ConflictError, RejectedError
from companion.server.lapsing.kinds import KINDS, preview
from companion.server.lapsing.rules import Lapsing, keep_rules, read_months, read_rules
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, check_token, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from companion.domain.errors import CompanionError
    from companion.server.lapsing.previews import Preview
    from companion.server.pages.desks import Desk

retention_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@retention_router.get("/admin/retention")
def show_rules(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show how long each kind is kept."""
    return _page(request, parts, done=done)


@retention_router.post("/admin/retention")
def act_on_rules(request: Request, parts: _Parts, form: _Form) -> Response:
    """Show what would go; or let rules count that were looked at as they are."""
    try:
        months = read_months({kind.value: form.get(kind.value) for kind in Lapsing})
        if form.get("act") != "keep":
            return _page(request, parts, form=form, months=months)
        with at_desk(request, parts, form) as desk:
            _check_seen(desk, form, months)
            keep_rules(desk.cx, desk.org, months, desk.now)
            told = {kind.value: many for kind, many in months.items()}
            desk.note("retention", desk.org, "set", **told)
    except ConflictError as error:
        return _page(request, parts, form=form, months=months, error=error)
    except RejectedError as error:
        return _page(request, parts, form=form, error=error)
    return RedirectResponse("/admin/retention?done=kept", 303)


def _check_seen(desk: Desk, form: Form, months: Mapping[Lapsing, int]) -> None:
    """Let a rule count only if what it lets go was seen, and is no more by now."""
    before = read_rules(desk.cx, desk.org)
    for kind, many in months.items():
        if kind in before and before[kind].months == many:
            continue
        seen, _, count = form.get(f"seen-{kind.value}").partition(":")
        is_seen = seen == str(many) and count.isascii() and count.isdecimal()
        if not is_seen or preview(desk.cx, desk.org, kind, many, desk.now).count > int(count):
            sentence = "Please look at what would go, then let the rules count."
            raise ConflictError(sentence, "not_seen")


def _page(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    months: Mapping[Lapsing, int] | None = None,
    error: CompanionError | None = None,
    done: str = "",
) -> Response:
    looks: dict[Lapsing, Preview] = {}
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        if form is not None:
            check_token(parts, visitor.session.secret, form.get("csrf"))
        org = visitor.actor.org
        rules = read_rules(cx, org)
        for kind, many in (months or {}).items():
            looks[kind] = preview(cx, org, kind, many, parts.clock.now())
    kept = {kind: str(rules[kind].months) if kind in rules else "" for kind in Lapsing}
    typed = {kind: form.get(kind.value) for kind in Lapsing} if form is not None else kept
    return signed_sheet(
        "admin_retention.html",
        parts,
        visitor,
        kinds=KINDS,
        rules=rules,
        looks=looks,
        typed=typed,
        is_seen=months is not None,
        is_kept=bool(done) and form is None,
        **refused_values(error),
    )
