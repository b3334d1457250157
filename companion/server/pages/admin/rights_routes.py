"""The admin's pages about one person's rights: found, shown whole, erased, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.problems import Problem
from companion.server.exports.rewriting import rewrite_stale
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_form
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.pages.words import LEGAL_BASES
from companion.server.parts import Parts, parts_of
from companion.server.rights.bases import read_bases, say_basis
from companion.server.rights.dossiers import find_people, read_dossier
from companion.server.rights.erasing import Reason, erase_people
from companion.server.rights.journal import keep_journal
from companion.server.rights.receipts import note_cleaned, read_receipt, read_receipts
from companion.server.rights.remains import clean_if_small
from companion.server.walls import enter
from companion.wire.records import write_json

if TYPE_CHECKING:
    from companion.server.rights.dossiers import Dossier

rights_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_form)]


@rights_router.get("/admin/rights")
def show_rights(request: Request, parts: _Parts, who: str = "") -> Response:
    """Show whom a search found, and what was erased so far."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        found = find_people(cx, visitor.actor.org, who)
        receipts = read_receipts(cx, visitor.actor.org)
    return signed_sheet(
        "admin_rights.html", parts, visitor, who=who, found=found, receipts=receipts
    )


@rights_router.get("/admin/bases")
def show_bases(request: Request, parts: _Parts, done: int = 0) -> Response:
    """Show on which legal bases people are kept, and who has none."""
    return _bases(request, parts, done=done)


@rights_router.post("/admin/bases")
def take_basis(request: Request, parts: _Parts, form: _Form) -> Response:
    """Say on which basis everybody from one source is kept who has none; some at a time."""
    source, basis = form.get("source"), form.get("basis")
    note = form.get("note").strip()
    try:
        with at_desk(request, parts, form) as desk:
            who = desk.user_id, desk.now
            done = say_basis(desk.cx, desk.org, source, basis, note, who)
            desk.note("legal basis", desk.org, "said", source=source, basis=basis, people=done)
    except RejectedError as error:
        return _bases(request, parts, form, error)
    return RedirectResponse(f"/admin/bases?done={done}", 303)


@rights_router.get("/admin/rights/{prospect_id}")
def show_dossier(request: Request, parts: _Parts, prospect_id: str) -> Response:
    """Show everything kept about a person, to be read or printed."""
    return _dossier(request, parts, prospect_id)


@rights_router.get("/admin/rights/{prospect_id}/data.json")
def give_dossier(request: Request, parts: _Parts, prospect_id: str) -> Response:
    """Give everything kept about a person as a file."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        whole = read_dossier(cx, visitor.actor.org, prospect_id)
    headers = {
        "Content-Disposition": f'attachment; filename="person-{whole.id}.json"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(write_json(whole.as_json()), media_type="application/json", headers=headers)


@rights_router.post("/admin/rights/{prospect_id}")
def erase_person(request: Request, parts: _Parts, prospect_id: str, form: _Form) -> Response:
    """Erase a person, if the form was confirmed with their name."""
    try:
        with at_desk(request, parts, form) as desk:
            whole = read_dossier(desk.cx, desk.org, prospect_id)
            _check_confirmed(whole, form)
            receipt = erase_people(
                desk.cx, desk.org, [prospect_id], Reason.ASKED, desk.user_id, desk.now
            )
            org = desk.org
    except RejectedError as error:
        if error.code == "not_found":
            raise
        return _dossier(request, parts, prospect_id, form, error)
    answer = RedirectResponse(f"/admin/erasures/{receipt.id}", 303)
    answer.background = BackgroundTask(_see_to_files, parts, org)
    return answer


@rights_router.get("/admin/erasures/{erasure_id}")
def show_receipt(request: Request, parts: _Parts, erasure_id: str) -> Response:
    """Show what was erased: kinds and numbers, never a value."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        receipt = read_receipt(cx, visitor.actor.org, erasure_id)
    return signed_sheet("admin_erasure.html", parts, visitor, receipt=receipt)


def _check_confirmed(whole: Dossier, form: Form) -> None:
    if form.get("confirm").strip() != (whole.name.strip() or whole.id):
        sentence = "Please type the name exactly as it stands above, to be sure who is erased."
        raise RejectedError(sentence, problems=[Problem("confirm", "differs", sentence)])


def _bases(
    request: Request,
    parts: Parts,
    form: Form | None = None,
    error: CompanionError | None = None,
    done: int = 0,
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        bases = read_bases(cx, visitor.actor.org)
    return signed_sheet(
        "admin_bases.html",
        parts,
        visitor,
        bases=bases,
        legal_bases=LEGAL_BASES,
        sources=[(each, f"{each or 'Nobody says'} ({n:,})") for each, n in bases.open_by_source],
        choices=[("", "Please choose"), *list(LEGAL_BASES.items())[1:]],
        given=form or Form(),
        done=done,
        **refused_values(error),
    )


def _see_to_files(parts: Parts, org: str) -> None:
    """Put it on the list that backups are held against, and write files anew that hold them."""
    began = parts.clock.now()
    with parts.database.read() as cx:
        enter(cx, org)
        keep_journal(parts.settings.data_folder, cx, org)
    if (folder := parts.settings.export_folder) is not None:
        rewrite_stale(parts.database, folder)
    if clean_if_small(parts.database):
        with parts.database.write() as cx:
            enter(cx, org)
            note_cleaned(cx, org, began)


def _dossier(
    request: Request,
    parts: Parts,
    prospect_id: str,
    form: Form | None = None,
    error: CompanionError | None = None,
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        whole = read_dossier(cx, visitor.actor.org, prospect_id)
    values = {"whole": whole, "typed": form.get("confirm") if form else "", **refused_values(error)}
    return signed_sheet("admin_dossier.html", parts, visitor, **values)
