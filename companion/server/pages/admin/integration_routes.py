"""The admin's pages about programs of others: their keys, and sources that post by themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.ids import new_id
from companion.imports.vocabulary import FIELDS, known_field
from companion.server.integrations.keys import list_keys, make_key, revoke_key, rotate_key
from companion.server.integrations.sources import (
    add_source,
    follow_secret,
    keep_mapping,
    list_sources,
    read_deliveries,
    read_source,
    stop_source,
)
from companion.server.pages.admin.people import read_people
from companion.server.pages.desks import Desk, at_desk
from companion.server.pages.forms import Form, own_address, read_form, read_long_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of
from companion.server.permissions import Scope

integration_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]
_LongForm = Annotated[Form, Depends(read_long_form)]

SCOPE_WORDS = {
    Scope.WRITE_CAMPAIGNS: "bring campaigns",
    Scope.WRITE_PROSPECTS: "bring prospects",
    Scope.WRITE_TOUCHES: "bring touches",
    Scope.READ_CALLS: "read calls",
    Scope.READ_OBJECTIONS: "read objections",
}


MEANINGS = [
    ("", "what its name says"),
    ("-", "nothing: leave it out"),
    *((each, each.replace("_", " ")) for each in sorted(FIELDS)),
]


@integration_router.get("/admin/integrations")
def show_integrations(request: Request, parts: _Parts) -> Response:
    """Show every key, and the form for another."""
    return _page(request, parts)


@integration_router.post("/admin/integrations")
def take_key(request: Request, parts: _Parts, form: _Form) -> Response:
    """Make a key and show it this once; the same form sent twice makes one."""
    try:
        with at_desk(request, parts, form) as desk:
            scopes = [each for each in Scope if each.value in form.all("scope")]
            name = form.get("name")
            made_by, now = desk.user_id, desk.now
            token = make_key(desk.cx, desk.org, form.get("id"), name, scopes, made_by, now)
    except RejectedError as error:
        return _page(request, parts, form, error)
    if token is None:
        return RedirectResponse("/admin/integrations", 303)
    return _page(request, parts, secret=token, made=form.get("name").strip())


@integration_router.post("/admin/integrations/keys/{key_id}")
def act_on_key(request: Request, parts: _Parts, key_id: str, form: _Form) -> Response:
    """Let another key follow one, or shut it out."""
    token = None
    try:
        with at_desk(request, parts, form) as desk:
            asked = desk.cx, desk.org, key_id, desk.user_id, desk.now
            if form.get("act") == "rotate":
                token = rotate_key(*asked, form.get("ending") or "-")
            elif form.get("act") == "revoke":
                revoke_key(*asked)
            elif key_id in {each.id for each in list_keys(desk.cx, desk.org)}:
                raise RejectedError("Please choose what to do about this key.")  # noqa: TRY301 - one place to answer
            else:
                raise RejectedError("There is no such key.", "not_found")  # noqa: TRY301
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _page(request, parts, None, error)
    if token is None:
        return RedirectResponse("/admin/integrations", 303)
    return _page(request, parts, secret=token, made=_name_of(request, parts, key_id))


def _name_of(request: Request, parts: Parts, key_id: str) -> str:
    with parts.database.read() as cx:
        org = find_visitor(cx, request, parts).actor.org
        return next((each.name for each in list_keys(cx, org) if each.id == key_id), "")


# -- sources of deliveries -----------------------------------------------------------------


@integration_router.post("/admin/integrations/sources")
def take_source(request: Request, parts: _Parts, form: _Form) -> Response:
    """Add a source and show its secret this once; the same form sent twice adds one."""
    source_id = form.get("source_id")
    try:
        with at_desk(request, parts, form) as desk:
            owner_id = _owner_in(desk, form)
            region = form.get("region").strip().upper()
            about = form.get("source_name"), owner_id, region, desk.user_id, desk.now
            key = parts.settings.secret_key
            secret = add_source(desk.cx, desk.org, source_id, *about, secret_key=key)
    except RejectedError as error:
        return _page(request, parts, form, error)
    if secret is None:
        return RedirectResponse(f"/admin/integrations/sources/{source_id}", 303)
    return _source(request, parts, source_id, secret=secret)


@integration_router.get("/admin/integrations/sources/{source_id}")
def show_source(request: Request, parts: _Parts, source_id: str, done: str = "") -> Response:
    """Show a source: its address, what its fields mean, and what was delivered."""
    return _source(request, parts, source_id, done=done)


@integration_router.post("/admin/integrations/sources/{source_id}")
def act_on_source(request: Request, parts: _Parts, source_id: str, form: _LongForm) -> Response:
    """Keep what fields mean, let another secret follow, or take nothing more."""
    secret = ""
    try:
        with at_desk(request, parts, form) as desk:
            read_source(desk.cx, desk.org, source_id)
            asked = desk.cx, desk.org, source_id
            if form.get("act") == "map":
                pairs = zip(form.all("header"), form.all("means"), strict=False)
                keep_mapping(*asked, dict(pairs), desk.user_id, desk.now)
            elif form.get("act") == "follow":
                key = parts.settings.secret_key
                secret = follow_secret(*asked, desk.user_id, desk.now, secret_key=key)
            elif form.get("act") == "stop":
                stop_source(*asked, desk.user_id, desk.now)
            else:
                raise RejectedError("Please choose what to do about this source.")  # noqa: TRY301 - one place to answer
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _source(request, parts, source_id, error)
    if secret:
        return _source(request, parts, source_id, secret=secret)
    return RedirectResponse(f"/admin/integrations/sources/{source_id}?done=1", 303)


def _owner_in(desk: Desk, form: Form) -> str | None:
    owner = form.get("owner")
    if owner and owner not in {each.user.id for each in read_people(desk.cx, desk.org)}:
        raise RejectedError("Please choose who calls the people that come.")
    return owner or None


def _source(
    request: Request,
    parts: Parts,
    source_id: str,
    error: CompanionError | None = None,
    secret: str = "",
    done: str = "",
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        source = read_source(cx, visitor.actor.org, source_id)
        deliveries = read_deliveries(cx, visitor.actor.org, source_id)
    headers = dict.fromkeys((*source.seen, *source.mapping))
    values = {
        "source": source,
        "deliveries": deliveries,
        "headers": [(each, known_field(each) or "") for each in headers],
        "meanings": MEANINGS,
        "secret": secret,
        "address": f"{own_address(request, parts)}/in/{source_id}",
        "now": parts.clock.now(),
        "done": bool(done),
        **refused_values(error),
    }
    return signed_sheet("admin_source.html", parts, visitor, **values)


def _page(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    error: CompanionError | None = None,
    secret: str = "",
    made: str = "",
) -> Response:
    now = parts.clock.now()
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        keys = list_keys(cx, visitor.actor.org)
        sources = list_sources(cx, visitor.actor.org)
        people = read_people(cx, visitor.actor.org)
    owners = [(each.user.id, each.user.name) for each in people if each.user.is_active]
    values = {
        "keys": keys,
        "sources": sources,
        "owners": [("", "Nobody yet"), *owners],
        "now": now,
        "scopes": SCOPE_WORDS,
        "secret": secret,
        "made": made,
        "address": own_address(request, parts),
        "given": form or Form((("id", new_id()), ("source_id", new_id()))),
        "spare_id": new_id(),
        "ticked": set(form.all("scope")) if form else set(),
        **refused_values(error),
    }
    return signed_sheet("admin_integrations.html", parts, visitor, **values)
