"""The one place where imported rows meet numbers that must not be called.

What somebody asked for holds for whoever comes with their number; for who has it already, a person
decided, and a list brought again does not decide anew. What a do-not-call list says is kept apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from companion.domain.prospects import SHARED_OBJECTION, Prospect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.imports.book import Book
    from companion.imports.readings import Reading


def mark_barred(readings: Iterable[Reading], book: Book) -> None:
    """Note on every row what stands against calling its phones."""
    taken = [each for each in readings if each.phones and not each.refusal]
    barred = book.barred_phones({phone for each in taken for phone in each.phones})
    for reading in taken if barred else ():
        reading.barred = {phone: barred[phone] for phone in reading.phones if phone in barred}


def with_bars(before: Prospect, after: Prospect, reading: Reading) -> Prospect:
    """Return a prospect with what stands against calling the phones that a row brought."""
    if not reading.barred:
        return after
    given: dict[str, Any] = {}
    fresh = set(after.phones) - set(before.phones)
    if not after.do_not_call and any(
        reading.barred[each].is_objected for each in fresh & reading.barred.keys()
    ):
        given = {"do_not_call": True, "do_not_call_reason": SHARED_OBJECTION}
    lists = {
        name
        for phone, each in reading.barred.items()
        if phone in after.phones
        for name in each.lists
    }
    if not lists <= set(after.do_not_call_lists):
        given["do_not_call_lists"] = tuple(sorted({*after.do_not_call_lists, *lists}))
    return replace(after, **given)
