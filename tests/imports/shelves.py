"""What an import left behind, without its ids, so that two books can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.wire.records import to_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.imports.book import Book
    from companion.wire.records import Record

_IDS = {"prospect_id", "campaign_id", "promise_id", "promise_version_id"}


def contents(book: Book, prospects: Iterable[Any]) -> list[str]:
    """Return every prospect with its touches, and every campaign with its promises, in words."""
    people = list(prospects)
    touches = book.touches_of({each.id for each in people})
    everything = (*people, *touches, *book.campaigns(), *book.promises(), *book.promise_versions())
    return sorted(map(_told, everything))


def _told(record: Record) -> str:
    fields = {
        name: value is not None if name in _IDS else value
        for name, value in to_fields(record).items()
    }
    return f"{type(record).__name__} {fields}"
