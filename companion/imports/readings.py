"""One row of a list of people, read: what it says of a prospect, and what could not be taken."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from companion.domain.external_ids import ExternalId
from companion.domain.import_reports import RowProblem
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import LINE, NOTES
from companion.domain.prospects import Barred, LifecycleStage
from companion.imports.bases import basis_in
from companion.imports.contacts import is_nothing, read_contacts
from companion.imports.inert_cells import as_meant
from companion.imports.moments import read_date
from companion.imports.regions import region_of
from companion.imports.sources import id_in
from companion.imports.touch_facts import TouchFacts, TouchReader
from companion.imports.words import one_line, squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from companion.imports.columns import Column, Columns
    from companion.imports.tables import Row

ROW = "row"
"""The field of a problem that concerns the whole row."""

_YES = frozenset(
    {"true", "yes", "y", "1", "x", "ja", "oui", "sí", "si", "wahr", "vrai", "हाँ", "نعم"}
)
_STAGES = {squeezed(stage.value): stage for stage in LifecycleStage} | {
    "marketingqualifiedlead": LifecycleStage.MARKETING_QUALIFIED,
    "mql": LifecycleStage.MARKETING_QUALIFIED,
    "salesqualifiedlead": LifecycleStage.SALES_QUALIFIED,
    "sql": LifecycleStage.SALES_QUALIFIED,
}


@dataclass(slots=True)
class Reading:
    """What one row says. ``refusal`` is why the whole row cannot be taken; empty if it can."""

    line: int
    problems: list[RowProblem]
    refusal: str = ""
    name: str = ""
    company: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    merged_ids: tuple[ExternalId, ...] = ()
    time_zone: str = ""
    owner: str = ""
    lifecycle_stage: LifecycleStage | None = None
    do_not_call: bool = False
    do_not_call_reason: str = ""
    notes: tuple[str, ...] = ()
    data_source: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    legal_basis_note: str = ""
    consented_on: date | None = None
    touch: TouchFacts | None = None
    modified_at: datetime | None = None
    barred: Mapping[str, Barred] = field(default_factory=dict)


class RowReader:
    """Reads the rows of one list by its columns.

    ``month_first`` says how a column of dates writes them; ``region`` is for phones without a
    country.
    """

    def __init__(
        self,
        columns: Columns,
        month_first: Mapping[int, bool],
        now: datetime,
        region: str | None,
    ) -> None:
        self._region = region
        self._month_first = month_first
        self._by_field: dict[str, tuple[Column, ...]] = {}
        for column in columns.used:
            self._by_field[column.field] = columns.of(column.field)
        self._touches = TouchReader(columns, month_first, now)

    def read(self, row: Row) -> Reading:
        """Read one row. Nothing is raised: what cannot be read becomes a problem."""
        reading = Reading(row.line, list(row.problems), row.refusal)
        if any(squeezed(cell) in _YES for _, cell in self._cells(row, "is_deleted")):
            reading.refusal = "This row is marked as deleted where it comes from."
        if reading.refusal:
            return reading
        self._read_person(row, reading)
        self._read_contacts(row, reading)
        self._read_ids(row, reading)
        self._read_state(row, reading)
        self._read_basis(row, reading)
        reading.touch = self._touches.read(row, reading.problems)
        reading.modified_at = self._touches.modified_at(row)
        self._read_notes(row, reading)
        return reading

    def read_ids(self, row: Row) -> Reading:
        """Read only which record a row is, and when that was changed last."""
        reading = Reading(row.line, [], row.refusal)
        if any(squeezed(cell) in _YES for _, cell in self._cells(row, "is_deleted")):
            reading.refusal = "deleted"
        self._read_ids(row, reading)
        reading.modified_at = self._touches.modified_at(row)
        return reading

    def _read_person(self, row: Row, reading: Reading) -> None:
        first = self._line(row, "first_name", reading)
        last = self._line(row, "last_name", reading)
        whole = self._line(row, "name", reading)
        composed = last if first and last.startswith(f"{first} ") else f"{first} {last}".strip()
        reading.name = whole or composed
        if whole and composed and squeezed(composed) not in squeezed(whole):
            header = self._by_field["first_name" if first else "last_name"][0].header
            reason = f"“{composed}” was left out: the name of this row is “{whole}”."
            reading.problems.append(RowProblem(row.line, header, reason))
        reading.company = self._line(row, "company", reading)
        reading.title = self._line(row, "title", reading)

    def _read_contacts(self, row: Row, reading: Reading) -> None:
        region = next(
            (found for _, cell in self._cells(row, "country") if (found := region_of(cell))),
            self._region,
        )
        phones: list[str] = []
        emails: list[str] = []
        for wanted in ("email", "phone", "reach"):
            for column, cell in self._cells(row, wanted):
                reached = read_contacts(cell, region, wanted)
                phones += reached.phones
                emails += reached.emails
                reading.problems += (
                    RowProblem(row.line, column.header, reason) for reason in reached.left_out
                )
        reading.phones = tuple(dict.fromkeys(phones))
        reading.emails = tuple(dict.fromkeys(emails))

    def _read_ids(self, row: Row, reading: Reading) -> None:
        own = [
            ExternalId(*id_in(column.system, cell.strip()))
            for column, cell in self._cells(row, "record_id")
            if self._fits(row, column, cell, reading)
        ]
        merged = [
            ExternalId(*id_in(column.system, part.strip()))
            for column, cell in self._cells(row, "merged_ids")
            for part in cell.replace(",", ";").split(";")
            if part.strip() and self._fits(row, column, part, reading)
        ]
        reading.external_ids = tuple(dict.fromkeys(own))
        reading.merged_ids = tuple(each for each in dict.fromkeys(merged) if each not in own)

    def _read_state(self, row: Row, reading: Reading) -> None:
        reading.owner = self._line(row, "owner", reading)
        refusals = [squeezed(cell) for _, cell in self._cells(row, "do_not_call")]
        reading.do_not_call = any(each in _YES for each in refusals)
        if reading.do_not_call:
            reading.do_not_call_reason = (
                self._line(row, "do_not_call_reason", reading) or "Marked so in the imported list"
            )
        for column, cell in self._cells(row, "lifecycle_stage"):
            reading.lifecycle_stage = _STAGES.get(squeezed(cell))
            if reading.lifecycle_stage is None:
                self._leave_out(row, column, f"“{one_line(cell)}” is no stage we know.", reading)
        for column, cell in self._cells(row, "time_zone"):
            if cell.strip() in _time_zones():
                reading.time_zone = cell.strip()
            else:
                reason = f"“{one_line(cell)}” is no time zone such as Europe/Berlin."
                self._leave_out(row, column, reason, reading)

    def _read_basis(self, row: Row, reading: Reading) -> None:
        reading.data_source = self._line(row, "data_source", reading)
        reading.legal_basis_note = self._line(row, "legal_basis_note", reading)
        for column, cell in self._cells(row, "legal_basis"):
            reading.legal_basis = basis_in(cell)
            if reading.legal_basis is LegalBasis.UNKNOWN:
                reason = f"“{one_line(cell)}” is no legal basis we know."
                self._leave_out(row, column, reason, reading)
        for column, cell in self._cells(row, "consented_on"):
            month_first = self._month_first.get(column.index, False)
            reading.consented_on = read_date(cell, month_first=month_first)
            if reading.consented_on is None:
                self._leave_out(row, column, f"“{one_line(cell)}” is no date.", reading)
        if reading.consented_on and reading.legal_basis is LegalBasis.UNKNOWN:
            reading.legal_basis = LegalBasis.CONSENT

    def _read_notes(self, row: Row, reading: Reading) -> None:
        columns = self._cells(row, "notes")
        said = [
            text if len(columns) == 1 and column.is_recognised else f"{column.header}: {text}"
            for column, cell in columns
            if (text := _paragraphs(cell))
        ]
        said += self._sources(row, reading)
        if sum(map(len, said)) + 2 * len(said) > NOTES:
            column = columns[0][0]
            self._leave_out(row, column, f"These notes are over {NOTES:,} characters.", reading)
            return
        reading.notes = tuple(dict.fromkeys(said))

    def _sources(self, row: Row, reading: Reading) -> list[str]:
        """Return the sources that no touch carries: a rep still wants to know them."""
        carried = squeezed(reading.touch.utm.utm_source) if reading.touch else ""
        return [
            f"{column.header}: {one_line(cell)}"
            for column, cell in self._cells(row, "source")
            if squeezed(cell) != carried
        ]

    def _line(self, row: Row, field: str, reading: Reading) -> str:
        """Return the first filled cell of a field; what other columns say besides is reported."""
        kept = ""
        for column, cell in self._cells(row, field):
            text = one_line(_printable(cell))
            if not text or not self._fits(row, column, text, reading):
                continue
            if not kept:
                kept = text
            elif text.casefold() != kept.casefold():
                reason = f"“{text}” was left out: another column says “{kept}”."
                self._leave_out(row, column, reason, reading)
        return kept

    def _cells(self, row: Row, field: str) -> list[tuple[Column, str]]:
        """Return the filled cells of a field with their columns, best first."""
        return [
            (column, cell)
            for column in self._by_field.get(field, ())
            if (cell := as_meant(row.cells[column.index])) and not is_nothing(cell)
        ]

    def _fits(self, row: Row, column: Column, text: str, reading: Reading) -> bool:
        if len(text.strip()) <= LINE:
            return True
        reason = f"This is {len(text):,} characters long; {LINE} fit. It was left out."
        self._leave_out(row, column, reason, reading)
        return False

    @staticmethod
    def _leave_out(row: Row, column: Column, reason: str, reading: Reading) -> None:
        reading.problems.append(RowProblem(row.line, column.header, reason))


def _printable(text: str) -> str:
    """Return a text without control characters; formulas and the like stay the text they are."""
    if text.isprintable():
        return text
    return "".join(
        char if char in "\n\t" or unicodedata.category(char) != "Cc" else " " for char in text
    )


def _paragraphs(text: str) -> str:
    plain = _printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip()


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
