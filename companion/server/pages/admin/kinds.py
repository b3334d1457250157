"""Kinds of objections as an admin keeps them: renamed, added, retired, put in order.

None is deleted: what was heard under it is still called so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.objections import Category, Tint
from companion.domain.problems import Problem
from companion.server.kept import row_fields
from companion.server.tables import category
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

_LETTERS = re.compile(r"[a-z0-9]+")
_LONGEST = 60


def read_kinds(cx: Connection, org: str) -> list[tuple[Category, int]]:
    """Return every kind and its revision, in the order shown, retired ones last."""
    mine = category.c.org == org, category.c.deleted_at.is_(None)
    query = select(category).where(*mine).order_by(category.c.is_retired, category.c.position)
    return [
        (
            cast("Category", from_fields("category", row["id"], row_fields("category", row))),
            row["rev"],
        )
        for row in cx.execute(query).mappings()
    ]


def add_kind(desk: Desk, category_id: str, form: Form) -> None:
    """Add a kind at the end; the same form sent twice adds one.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    if not is_record_id(category_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    there = read_kinds(desk.cx, desk.org)
    if any(each.id == category_id for each, _ in there):
        return
    label = form.get("label").strip()
    position = max((each.position for each, _ in there), default=0) + 1
    code = _code_for(label, {each.code for each, _ in there})
    _put(desk, Category(category_id, code, label, position, _tint(form)), there)


def change_kind(desk: Desk, category_id: str, base_rev: int, form: Form) -> None:
    """Rename a kind, tint it, move it, retire it or bring it back.

    Raises:
        RejectedError: ``invalid`` or ``not_found``.
        ConflictError: ``changed_meanwhile``.
    """
    there = read_kinds(desk.cx, desk.org)
    found = next((each for each in there if each[0].id == category_id), None)
    if found is None:
        raise RejectedError("There is no such kind of objection.", "not_found")
    kept, rev = found
    if form.get("act") in {"up", "down"}:
        _move(desk, kept, there, is_up=form.get("act") == "up")
        return
    made = replace(kept, label=form.get("label").strip(), tint=_tint(form))
    if form.get("act") in {"retire", "bring_back"}:
        made = replace(kept, is_retired=form.get("act") == "retire")
    if made == kept:
        return
    if rev != base_rev:
        sentence = "Somebody else has changed this kind meanwhile. Please look once more."
        raise ConflictError(sentence, "changed_meanwhile")
    if made.is_retired and sum(not each.is_retired for each, _ in there) == 1:
        raise RejectedError("One kind of objection must stay, or nothing could be written down.")
    _put(desk, made, there)


def _move(desk: Desk, kept: Category, there: list[tuple[Category, int]], *, is_up: bool) -> None:
    row = [each for each, _ in there if not each.is_retired]
    place = next((at for at, each in enumerate(row) if each.id == kept.id), None)
    other = None if place is None else place - 1 if is_up else place + 1
    if place is None or other is None or not 0 <= other < len(row):
        return
    desk.put(replace(kept, position=row[other].position))
    desk.put(replace(row[other], position=kept.position))


def _put(desk: Desk, made: Category, there: list[tuple[Category, int]]) -> None:
    if problems := made.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    others = {each.label.casefold() for each, _ in there if each.id != made.id}
    if made.label.casefold() in others:
        sentence = f"There is a kind called “{made.label}” already."
        raise RejectedError(sentence, problems=[Problem("label", "in_use", sentence)])
    desk.put(made)


def _code_for(label: str, taken: set[str]) -> str:
    """Return a code like the label's letters that is free, such as ``price_value``."""
    letters = "_".join(_LETTERS.findall(label.casefold()))[: _LONGEST - 4] or "kind"
    stem = letters if letters[0].isalpha() else f"kind_{letters}"[:_LONGEST]
    numbered = (f"{stem[: _LONGEST - 4]}_{number}" for number in range(2, 1_000))
    return next(code for code in (stem, *numbered) if code not in taken)


def _tint(form: Form) -> Tint:
    return Tint(form.get("tint")) if form.get("tint") in set(Tint) else Tint.PLAIN
