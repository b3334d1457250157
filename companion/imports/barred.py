"""The one place where imported rows meet lists of numbers that must not be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.imports.book import Book
    from companion.imports.readings import Reading


def mark_barred(readings: Iterable[Reading], book: Book) -> None:
    """Mark "do not call" on every row with a phone that stands on such a list."""
    taken = [each for each in readings if each.phones and not each.refusal]
    barred = book.barred_phones({phone for each in taken for phone in each.phones})
    for reading in taken if barred else ():
        why = next((barred[phone] for phone in reading.phones if phone in barred), "")
        if why:
            reading.do_not_call = True
            reading.do_not_call_reason = reading.do_not_call_reason or why
