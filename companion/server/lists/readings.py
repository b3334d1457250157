"""A staged list as a person chose to read it: its columns, and its first rows as they will be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from companion.domain.import_reports import ImportKind
from companion.imports.campaign_rows import (
    CAMPAIGN_FIELDS,
    map_campaign_columns,
    suggest_campaign_columns,
)
from companion.imports.columns import IGNORED, fingerprint, map_columns, suggest_columns
from companion.imports.previews import preview_campaigns, preview_people
from companion.imports.tables import Table, lay_out, rows_of
from companion.imports.vocabulary import FIELDS
from companion.server.list_tables import import_source
from companion.server.lists.staging import staged_top

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.import_reports import PreviewRow
    from companion.server.lists.runs import Choices, Run

SHOWN = 8
"""How many of the first rows a preview shows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One column: its name, what stands in it first, what it seems to be, what was chosen."""

    index: int
    header: str
    example: str
    suggested: str
    chosen: str


def read_top(cx: Connection, org: str, run: Run) -> Table:
    """Return the beginning of the chosen sheet as a table.

    Raises:
        RejectedError: it has no names of columns.
    """
    top = staged_top(cx, org, run.id, run.choices.sheet)
    layout = lay_out(top, run.separator, run.choices.header_line)
    return Table(layout, tuple(rows_of(top, layout)))


def column_choices(table: Table, run: Run) -> list[Choice]:
    """Return every column with what it is taken for."""
    suggest = suggest_columns if run.kind is ImportKind.PROSPECTS else suggest_campaign_columns
    return [
        Choice(
            index,
            header,
            next((row.cells[index] for row in table.rows if row.cells[index].strip()), ""),
            suggested,
            run.choices.mapping.get(header, suggested or IGNORED),
        )
        for index, (header, suggested) in enumerate(zip(table.headers, suggest(table), strict=True))
    ]


_WORDS = {
    "reach": "phone or email",
    "record_id": "id in its own program",
    "external_id": "id of some other program",
    "merged_ids": "ids merged into it",
    "is_deleted": "marked as deleted",
    "source": "source, in words",
    "occurred_at": "time of the touch",
    "created_at": "time it was made",
    "modified_at": "time it was changed last",
    "touch_kind": "kind of touch",
    "gclid": "Google click id",
    "legal_basis_note": "what shows the legal basis",
    "consented_on": "day they agreed",
    "data_source": "where the data comes from",
    "fbclid": "Facebook click id",
}


def fields_of(kind: ImportKind) -> list[tuple[str, str]]:
    """Return what a column can be, each with the words for it."""
    fields = FIELDS if kind is ImportKind.PROSPECTS else CAMPAIGN_FIELDS
    worded = ((each, _WORDS.get(each, each.replace("_", " "))) for each in fields)
    return sorted(worded, key=lambda each: each[1])


def first_rows(table: Table, run: Run, now: datetime) -> Sequence[PreviewRow]:
    """Return the first rows as they will be.

    Raises:
        RejectedError: the columns do not make people, or campaigns.
    """
    shown = replace(table, rows=tuple(islice(table.rows, SHOWN)))
    if run.kind is ImportKind.CAMPAIGNS:
        columns = map_campaign_columns(table, run.choices.mapping)
        return preview_campaigns(shown, columns, now)
    people = map_columns(table, run.choices.mapping)
    return preview_people(shown, people, now, run.choices.region or None)


def remembered(
    cx: Connection, org: str, kind: ImportKind, headers: Sequence[str]
) -> dict[str, Any]:
    """Return what was chosen for the last list with these columns, or nothing."""
    query = select(import_source.c.choices).where(
        import_source.c.org == org,
        import_source.c.kind == kind.value,
        import_source.c.fingerprint == fingerprint(headers),
    )
    return cx.execute(query).scalar_one_or_none() or {}


def remember(cx: Connection, org: str, run: Run, headers: Sequence[str], now: datetime) -> None:
    """Keep what was chosen for lists with these columns."""
    chosen: Choices = run.choices
    choices = {"owner": chosen.owner, "region": chosen.region, "mapping": dict(chosen.mapping)}
    key = {"org": org, "kind": run.kind.value, "fingerprint": fingerprint(headers)}
    columns = import_source.c
    cx.execute(delete(import_source).where(*(columns[name] == key[name] for name in key)))
    cx.execute(insert(import_source).values(**key, choices=choices, kept_at=now))
