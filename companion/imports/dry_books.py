"""A book in which a list only seems to be taken over: what it would bring is kept beside it.

So a list that is only tried out tells exactly what taking it over would do, however its rows meet
each other, and nothing is written. What it would bring lies in a database that the caller opens.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from companion.wire.records import entity_of, from_fields, parse_json, to_fields, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from companion.domain.campaigns import Campaign
    from companion.domain.external_ids import ExternalId
    from companion.domain.people import User
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.prospects import Barred, Prospect
    from companion.domain.touches import Touch
    from companion.imports.book import Book, Taken
    from companion.wire.records import Record

_TABLES = """
CREATE TABLE record (id TEXT PRIMARY KEY, entity TEXT, prospect_id TEXT, body BLOB) WITHOUT ROWID;
CREATE INDEX record_prospect ON record (prospect_id) WHERE entity = 'touch';
CREATE TABLE key (kind TEXT, value TEXT, id TEXT, PRIMARY KEY (kind, value, id)) WITHOUT ROWID;
"""


class DryBook:
    """What a list would bring. ``kept`` is SQLite's, and has room; only one thread at a time."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._kept.executescript(_TABLES)

    def over(self, book: Book) -> _Overlaid:
        """Return what is there with what the list would bring on top of it."""
        return _Overlaid(book, self)

    def write(self, taken: Taken) -> None:
        """Keep what a portion would change."""
        after = (patch.after for patch in taken.patches if patch.after is not None)
        for record in chain(taken.creates, after):
            self._put(record)

    def record(self, record_id: str) -> Any:
        """Return a record the list would bring or change, or None."""
        query = "SELECT entity, id, body FROM record WHERE id = ?"
        row = self._kept.execute(query, (record_id,)).fetchone()
        return _read(row) if row else None

    def known_by(self, kind: str, values: Iterable[str]) -> Iterator[Any]:
        """Yield the prospects the list would bring or change that carry one of these."""
        query = (
            "SELECT r.entity, r.id, r.body FROM key AS k JOIN record AS r ON r.id = k.id "
            "WHERE k.kind = ? AND k.value = ?"
        )
        for value in values:
            yield from map(_read, self._kept.execute(query, (kind, value)).fetchall())

    def touches_of(self, prospect_id: str) -> Iterator[Any]:
        """Yield the touches the list would bring or change."""
        query = "SELECT entity, id, body FROM record WHERE entity = 'touch' AND prospect_id = ?"
        yield from map(_read, self._kept.execute(query, (prospect_id,)).fetchall())

    def _put(self, record: Record) -> None:
        entity, fields = entity_of(record).name, to_fields(record)
        row = (record.id, entity, fields.get("prospect_id"), write_json(fields))
        self._kept.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)", row)
        if entity == "prospect":
            keys = [(kind, value, record.id) for kind, value in _keys(record)]
            self._kept.executemany("INSERT OR IGNORE INTO key VALUES (?, ?, ?)", keys)


class _Overlaid:
    """The ``Book`` of a list that is only tried out."""

    def __init__(self, book: Book, dry: DryBook) -> None:
        self._book, self._dry = book, dry

    def prospects_with_external_ids(self, wanted: AbstractSet[ExternalId]) -> Iterator[Prospect]:
        """Return the prospects that carry at least one of these external ids."""
        yield from self._now(self._book.prospects_with_external_ids(wanted))
        for each in wanted:
            yield from self._dry.known_by(_external(each.system), [each.value])

    def prospects_with_emails(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these emails."""
        yield from self._now(self._book.prospects_with_emails(wanted))
        yield from self._dry.known_by("email", wanted)

    def prospects_with_phones(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these phones."""
        yield from self._now(self._book.prospects_with_phones(wanted))
        yield from self._dry.known_by("phone", wanted)

    def prospects_named(self, wanted: AbstractSet[tuple[str, str]]) -> Iterator[Prospect]:
        """Return the prospects with exactly one of these ``(name, company)`` pairs."""
        yield from self._now(self._book.prospects_named(wanted))
        for name, company in wanted:
            yield from self._dry.known_by("name", [f"{name}\0{company}"])

    def touches_of(self, prospect_ids: AbstractSet[str]) -> Iterator[Touch]:
        """Return every touch of these prospects."""
        changed = set()
        for prospect_id in prospect_ids:
            for touch in self._dry.touches_of(prospect_id):
                changed.add(touch.id)
                yield touch
        for touch in self._book.touches_of(prospect_ids):
            if touch.id not in changed:
                yield touch

    def campaigns(self) -> Iterable[Campaign]:
        """Return every campaign."""
        return self._book.campaigns()

    def promises(self) -> Iterable[Promise]:
        """Return every promise of every campaign."""
        return self._book.promises()

    def promise_versions(self) -> Iterable[PromiseVersion]:
        """Return every version of every promise."""
        return self._book.promise_versions()

    def users(self) -> Iterable[User]:
        """Return the people prospects can belong to."""
        return self._book.users()

    def barred_phones(self, wanted: AbstractSet[str]) -> Mapping[str, Barred]:
        """Return which of these phones stand on a do-not-call list, and why."""
        return self._book.barred_phones(wanted)

    def _now(self, prospects: Iterable[Prospect]) -> Iterator[Prospect]:
        return (self._dry.record(each.id) or each for each in prospects)


def _read(row: tuple[str, str, bytes]) -> Any:
    entity, record_id, body = row
    fields: Any = parse_json(body)
    return from_fields(entity, record_id, fields)


def _keys(prospect: Any) -> Iterator[tuple[str, str]]:
    yield from (("email", each) for each in prospect.emails)
    yield from (("phone", each) for each in prospect.phones)
    yield from ((_external(each.system), each.value) for each in prospect.external_ids)
    if not (prospect.emails or prospect.phones or prospect.external_ids):
        yield "name", f"{prospect.name}\0{prospect.company}"


def _external(system: str) -> str:
    return f"id:{system}"
