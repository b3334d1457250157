"""The first rows of a list as they will be, before anybody decides to take it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.import_reports import PreviewRow, RowProblem
from companion.domain.legal_bases import LegalBasis
from companion.imports.campaign_facts import read_facts
from companion.imports.campaign_rows import CampaignRow
from companion.imports.moments import is_month_first
from companion.imports.readings import ROW, RowReader
from companion.imports.surveys import DATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from companion.imports.campaign_rows import CampaignColumns
    from companion.imports.columns import Columns
    from companion.imports.readings import Reading
    from companion.imports.tables import Table

_LONGEST = 160


def preview_people(
    table: Table, columns: Columns, now: datetime, region: str | None
) -> list[PreviewRow]:
    """Return the rows of a list of people as they will be, whoever is there already."""
    dated = [column.index for each in DATES for column in columns.of(each)]
    month_first = {
        index: is_month_first((row.cells[index] for row in table.rows), region) for index in dated
    }
    reader = RowReader(columns, month_first, now, region)
    return [_person(reader.read(row)) for row in table.rows]


def preview_campaigns(table: Table, columns: CampaignColumns, now: datetime) -> list[PreviewRow]:
    """Return the rows of a list of campaigns as they will be."""
    found = []
    for row in table.rows:
        read = CampaignRow(table.headers, columns, row)
        facts = read_facts(read, columns.platform, now, month_first=False)
        given = {**facts.given, "promise": facts.copy.get("headline", "")}
        shown = (("message", facts.copy.get("message", "")), *given.items())
        problems = _refused(row.line, row.refusal) if row.refusal else tuple(facts.problems)
        found.append(PreviewRow(row.line, _kept(shown), problems, bool(row.refusal)))
    return found


def _person(reading: Reading) -> PreviewRow:
    refusal = reading.refusal
    if not (refusal or reading.name or reading.company or reading.phones or reading.emails):
        refusal = "There is no name, company, phone or email in this row."
    if refusal:
        problems = _refused(reading.line, refusal)
        return PreviewRow(reading.line, (), (*problems, *reading.problems), is_refused=True)
    return PreviewRow(reading.line, _kept(tuple(_facts(reading))), tuple(reading.problems))


def _refused(line: int, refusal: str) -> tuple[RowProblem, ...]:
    return (RowProblem(line, ROW, refusal),)


def _facts(reading: Reading) -> Iterator[tuple[str, object]]:
    yield "name", reading.name
    yield "company", reading.company
    yield "title", reading.title
    yield "phone", ", ".join(reading.phones)
    yield "email", ", ".join(reading.emails)
    yield "owner", reading.owner
    yield "stage", reading.lifecycle_stage.value if reading.lifecycle_stage else ""
    yield "do not call", reading.do_not_call_reason
    is_said = reading.legal_basis is not LegalBasis.UNKNOWN
    yield "legal basis", reading.legal_basis.value.replace("_", " ") if is_said else ""
    if touch := reading.touch:
        day = touch.occurred_at.date().isoformat() if touch.occurred_at else "today"
        came_by = touch.names or (touch.form,)
        said = next((each for each in (*came_by, touch.utm.utm_source) if each), touch.kind.value)
        yield "touch", f"{day}, {said}"
    yield "id", ", ".join(f"{each.system} {each.value}" for each in reading.external_ids)
    yield "notes", " · ".join(reading.notes)


def _kept(facts: tuple[tuple[str, object], ...]) -> tuple[tuple[str, str], ...]:
    texts = ((word, str(value)) for word, value in facts if value)
    return tuple(
        (word, text if len(text) <= _LONGEST else text[:_LONGEST] + "…") for word, text in texts
    )
