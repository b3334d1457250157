"""Which column means what: recognised by its header, or said by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.imports.inert_cells import CALL_ID, PERSON_HEADERS
from companion.imports.sources import Listing, Source, recognise
from companion.imports.vocabulary import FIELDS, known_field
from companion.imports.words import header_key, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from companion.imports.tables import Table

REST = "*"
"""In a mapping by hand: every column that would otherwise not be used."""

IGNORED = "-"
"""In a mapping by hand: do not use this column, whatever its header says."""

_SYSTEM = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SAMPLED_ROWS = 50

_REFUSALS = {
    Listing.DEALS: "This is a list of deals, not of people. Please export contacts or leads.",
    Listing.COLLEAGUES: (
        "This is a list of your own colleagues, not of prospects. Please export contacts or leads."
    ),
    Listing.CAMPAIGNS: "This is a list of campaigns or adverts. Please import it as campaigns.",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table and the field it fills. ``system`` says whose ids it holds.

    ``is_recognised`` is False where only a mapping by hand gives the column its meaning.
    """

    index: int
    header: str
    field: str
    system: str = ""
    is_recognised: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns in use, the best of each field first, and those that are not."""

    source: Source
    used: tuple[Column, ...]
    unused: tuple[Column, ...]

    def of(self, field: str) -> tuple[Column, ...]:
        """Return the columns of one field, best first."""
        return tuple(each for each in self.used if each.field == field)


def map_columns(table: Table, by_hand: Mapping[str, str] | None = None) -> Columns:
    """Decide what each column of a list of people means.

    ``by_hand`` maps a header (as in the file, case aside) to a field, to ``external_id:SYSTEM``,
    or to ``-`` for "leave it out"; ``*`` stands for all columns that would not be used.

    Raises:
        RejectedError: a header or field of ``by_hand`` is unknown, or the table has nothing that
            could tell one prospect from another.
    """
    given = checked(table.headers, by_hand or {}, FIELDS) or _of_our_own(table.headers)
    source = recognise(table.headers, _ids(table))
    if not given and source.listing in _REFUSALS:
        raise RejectedError(_REFUSALS[source.listing], "not_people")
    columns = [_column(table, index, given, source) for index in range(len(table.headers))]
    used = sorted((each for each in columns if each.field), key=_preference)
    if not any(each.field in _TELLING for each in used):
        raise RejectedError(_nothing_to_tell(table), "not_people")
    return Columns(source, tuple(used), tuple(each for each in columns if not each.field))


def _of_our_own(headers: tuple[str, ...]) -> dict[str, str]:
    """Return what to leave out of a list of calls that we exported: all but whom they were with."""
    if CALL_ID not in headers:
        return {}
    return {each: IGNORED for each in headers if each not in PERSON_HEADERS}


def fingerprint(headers: Iterable[str]) -> str:
    """Return what a source of lists is known by: the names of its columns, in whatever order."""
    return sha256("\0".join(sorted(map(header_key, headers))).encode()).hexdigest()


def suggest_columns(table: Table) -> list[str]:
    """Return, for each column, the field it seems to fill; empty for those that seem to fill none.

    Nothing is refused here: a person may know better.
    """
    source, given = recognise(table.headers, _ids(table)), _of_our_own(table.headers)
    return [_column(table, index, given, source).field for index in range(len(table.headers))]


def checked(
    headers: tuple[str, ...], by_hand: Mapping[str, str], fields: frozenset[str]
) -> dict[str, str]:
    """Return a mapping by hand with the headers as the file has them.

    Raises:
        RejectedError: there is no such header, or no such field.
    """
    by_name = {one_line(each).casefold(): each for each in headers}
    found = {}
    for header, field in by_hand.items():
        name = header if header == REST else by_name.get(one_line(header).casefold())
        if name is None:
            sentence = f"There is no column “{header}”. There are: {', '.join(headers[:40])}."
            raise RejectedError(sentence, "unknown_column")
        kind, _, system = field.strip().partition(":")
        is_system = kind in ("external_id", "record_id") and _SYSTEM.fullmatch(system)
        if kind not in fields | {IGNORED} or (system and not is_system):
            sentence = f"There is no field “{field}”. Choose one of: {', '.join(sorted(fields))}."
            raise RejectedError(sentence, "unknown_field")
        found[name] = field.strip()
    return found


_TELLING = frozenset({"name", "first_name", "last_name", "company", "phone", "email", "reach"})
"""Fields of which at least one must be there for a row to be a prospect."""


def _column(table: Table, index: int, given: Mapping[str, str], source: Source) -> Column:
    header = table.headers[index]
    if said := given.get(header):
        kind, _, system = said.partition(":")
        kind = "record_id" if kind == "external_id" else kind
        field = "" if kind == IGNORED else kind
        return Column(index, header, field, system or "external", known_field(header) == kind)
    field = known_field(header) or ""
    system = source.system
    if field == "external_id":
        field, system = "record_id", "external"
    elif field in ("record_id", "merged_ids") and not system:
        field = ""  # "1" of two unknown programs would be taken for one person
    elif field == "name":
        field = _name_field(table, header, source)
    elif field == "reach":
        field = _reach_field(table, index)
    return Column(index, header, field or given.get(REST, ""), system, bool(field))


def _name_field(table: Table, header: str, source: Source) -> str:
    """Say what "Name" is: of a company's list its company, beside a first name the last one."""
    if source.listing is Listing.COMPANIES:
        return "company"
    fields = {known_field(each) for each in table.headers}
    key = header_key(header)
    if "first_name" in fields and "last_name" not in fields and key in ("name", "nom"):
        return "last_name"
    if "last_name" in fields and "first_name" not in fields and key == "nombre":
        return "first_name"
    return "name"


def _reach_field(table: Table, index: int) -> str:
    """Say what "Contact" is, by what stands in it: numbers and addresses, or names."""
    cells = [row.cells[index].strip() for row in table.rows[:_SAMPLED_ROWS]]
    filled = [cell for cell in cells if cell]
    reachable = [cell for cell in filled if "@" in cell or _is_mostly_digits(cell)]
    return "reach" if len(reachable) * 2 > len(filled) else "name"


def _is_mostly_digits(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) * 2 > len(cell)


def _preference(column: Column) -> tuple[bool, int]:
    return (header_key(column.header) != header_key(column.field), column.index)


def _ids(table: Table) -> list[str]:
    at = [index for index, header in enumerate(table.headers) if header_key(header) == "id"]
    return [row.cells[index].strip() for index in at for row in table.rows[:_SAMPLED_ROWS]]


def _nothing_to_tell(table: Table) -> str:
    columns = ", ".join(table.headers[:12])
    return (
        f"No column here is a name, a company, a phone or an email ({columns}). "
        "Please map one by hand, such as --map “Column=name”."
    )
