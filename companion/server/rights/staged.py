"""Taking a person out of lists that are still on their way in, row by row.

Rows wait packed as they were sent, so no query finds anybody in them. A row that an import would
read as the person is emptied, and an empty row is none; in others' rows only what names them goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from companion.domain.errors import RejectedError
from companion.domain.import_reports import ImportKind
from companion.imports.columns import map_columns
from companion.imports.packing import pack, unpack
from companion.imports.readings import RowReader
from companion.imports.tables import Table, lay_out, rows_of
from companion.server.kept import portions
from companion.server.list_tables import import_line, import_portion, import_run
from companion.server.lists.staging import staged_top
from companion.server.rights.mentions import Redaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.imports.readings import Reading
    from companion.imports.separators import Record
    from companion.imports.tables import Layout
    from companion.server.rights.mentions import Person

_DIGITS_OF_HINT = 6
_LETTERS_OF_HINT = 3


def clear_staged(
    cx: Connection, org: str, person: Person, ids: Mapping[str, Sequence[str]], now: datetime
) -> int:
    """Take a person out of every row that waits; return out of how many.

    Whoever works on such a list loses it, as they have counted its rows. It can be gone on with.
    """
    waiting = select(import_portion.c.import_id).where(import_portion.c.org == org)
    runs = select(import_run).where(import_run.c.org == org, import_run.c.id.in_(waiting))
    return sum(_clear_list(cx, run, person, ids, now) for run in cx.execute(runs).all())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How the rows of one sheet are read; without a layout or reader they are only words."""

    layout: Layout | None
    reader: RowReader | None

    def rows(self, records: Sequence[Record]) -> int:
        """Count the rows that records are."""
        return sum(1 for _ in rows_of(records, self.layout)) if self.layout else 0

    def is_of(self, record: Record, person: Person) -> bool:
        """Tell whether a row of a record would be read as the person."""
        if self.layout is None or self.reader is None:
            return False
        readings = (self.reader.read(row) for row in rows_of([record], self.layout))
        return any(_is_of(each, person) for each in readings)


def _clear_list(
    cx: Connection, run: Any, person: Person, ids: Mapping[str, Sequence[str]], now: datetime
) -> int:
    own, sheet, number = _lines_of(cx, run, ids), _Sheet(None, None), -1
    cleared = before = taken = 0
    mine = import_portion.c.org == run.org, import_portion.c.import_id == run.id
    places = select(import_portion.c.sheet, import_portion.c.number).where(*mine)
    for place in cx.execute(places.order_by(*places.selected_columns)).all():
        if place.sheet != number:
            number, sheet = place.sheet, _sheet(cx, run, place.sheet, now)
        this = (*mine, import_portion.c.sheet == number, import_portion.c.number == place.number)
        records = unpack(cx.execute(select(import_portion.c.records).where(*this)).scalar_one())
        after = [_cleared(each, person, sheet, own) for each in records]
        found = sum(one != other for one, other in zip(records, after, strict=True))
        if number == run.choices["sheet"] and run.done:
            count = sheet.rows(records)
            before += count
            taken += count - sheet.rows(after) if before <= run.done else 0
        if found:
            cx.execute(update(import_portion).where(*this).values(records=pack(after)))
            cleared += found
    if cleared:
        which = import_run.c.org == run.org, import_run.c.id == run.id
        left = {"done": run.done - taken, "worker": None, "beat_at": None}
        cx.execute(update(import_run).where(*which).values(left))
    return cleared


def _cleared(record: Record, person: Person, sheet: _Sheet, own: set[int]) -> Record:
    if record.line in own:
        return _emptied(record)
    if not _may_name(record, person):
        return record
    is_header = sheet.layout is not None and record.line <= sheet.layout.header_line
    if not is_header and sheet.is_of(record, person):
        return _emptied(record)
    redaction = Redaction(person)
    return replace(record, cells=tuple(str(redaction.of(each)) for each in record.cells))


def _emptied(record: Record) -> Record:
    return replace(record, cells=("",) * len(record.cells))


def _may_name(record: Record, person: Person) -> bool:
    """Tell cheaply whether it is worth reading a row: a list may have a hundred thousand."""
    text = " ".join(record.cells)
    folded, digits = text.casefold(), re.sub(r"\D", "", text)
    words = {word for name in person.names for word in name.casefold().split()}
    longest = {each for each in words if len(each) >= _LETTERS_OF_HINT} or words
    said = {*longest, *person.emails, *(each.casefold() for each in person.external_ids)}
    return any(each in folded for each in said) or any(
        each[-_DIGITS_OF_HINT:] in digits for each in person.phones
    )


def _is_of(reading: Reading, person: Person) -> bool:
    names = {each.casefold() for each in person.names}
    ids = {each.value for each in (*reading.external_ids, *reading.merged_ids)}
    return (
        reading.name.casefold() in names
        or not person.phones.isdisjoint(reading.phones)
        or not person.emails.isdisjoint(reading.emails)
        or not person.external_ids.isdisjoint(ids)
    )


def _sheet(cx: Connection, run: Any, number: int, now: datetime) -> _Sheet:
    """Read a sheet as a person chose to, or as it looks if it is not the one they chose."""
    is_chosen = number == run.choices["sheet"]
    separator = str(run.sheets[number]["separator"]) if number < len(run.sheets) else ""
    top = staged_top(cx, run.org, run.id, number)
    try:
        layout = lay_out(top, separator, run.choices["header_line"] if is_chosen else 0)
    except RejectedError:
        return _Sheet(None, None)  # columns without names: nothing of it can be taken over
    if run.kind != ImportKind.PROSPECTS:
        return _Sheet(layout, None)
    table = Table(layout, tuple(rows_of(top, layout)))
    try:
        columns = map_columns(table, run.choices["mapping"] if is_chosen else None)
    except RejectedError:
        return _Sheet(layout, None)
    return _Sheet(layout, RowReader(columns, {}, now, run.choices["region"] or None))


def _lines_of(cx: Connection, run: Any, ids: Mapping[str, Sequence[str]]) -> set[int]:
    """Return the lines that became records of the person."""
    lines = import_line.c
    mine = lines.org == run.org, lines.import_id == run.id
    return {
        each
        for found in ids.values()
        for some in portions(found)
        for each in cx.scalars(select(lines.line).where(*mine, lines.record_id.in_(some)))
    }
