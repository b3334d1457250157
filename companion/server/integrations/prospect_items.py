"""People that programs bring: joined and merged exactly as a list of people is (decisions/008)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.legal_bases import LegalBasis
from companion.imports.columns import Column, Columns
from companion.imports.prospects import import_prospects
from companion.imports.readings import ROW
from companion.imports.sources import Source
from companion.imports.tables import Layout, Row, Table
from companion.server.book import ServerBook
from companion.server.integrations.told import ItemOutcome, LeftOut, without_values
from companion.server.records import patch_records, put_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.import_reports import RowLine
    from companion.server.integrations.batches import Numbered
    from companion.server.integrations.messages import ProspectItem

_PLAIN = (
    "name",
    "company",
    "title",
    "country",
    "time_zone",
    "owner",
    "do_not_call_reason",
    "notes",
    "legal_basis_note",
)
_CODED = ("lifecycle_stage", "do_not_call", "legal_basis", "consented_on")


def take_prospects(
    cx: Connection,
    org: str,
    items: Sequence[Numbered[ProspectItem]],
    actor_id: str,
    now: datetime,
) -> list[ItemOutcome]:
    """Create or update a prospect for each item.

    Raises:
        RejectedError: one of them cannot be kept; nothing was.
    """
    table, columns = _as_list([each.item for each in items])
    found = import_prospects(table, columns, ServerBook(cx, org), now, None, None)
    put_records(cx, org, found.creates, actor_id, now)
    patches = ((each.entity, each.id, each.fields) for each in found.patches)
    patch_records(cx, org, patches, actor_id, now)
    return [_outcome(items[line.line - 1].index, line) for line in found.report.lines]


def _outcome(index: int, line: RowLine) -> ItemOutcome:
    reasons = [each for each in line.problems if each.field == ROW]
    left_out = [each for each in line.problems if each.field != ROW]
    return ItemOutcome(
        index=index,
        outcome=line.outcome.value,
        id=line.record_id,
        message=without_values(" ".join(each.reason for each in reasons)),
        left_out=[LeftOut.of(each) for each in left_out],
    )


def _as_list(items: Sequence[ProspectItem]) -> tuple[Table, Columns]:
    """Write items as the list of people that an import reads, a line for each."""
    systems = list(dict.fromkeys(each.external_id.system for each in items))
    columns = [(name, name, "") for name in (*_PLAIN, "data_source", *_CODED)]
    columns += [("phones", "phone", "")] * max((len(each.phones) for each in items), default=0)
    columns += [("emails", "email", "")] * max((len(each.emails) for each in items), default=0)
    columns += [("external_id", "record_id", system) for system in systems]
    used = tuple(Column(at, *each) for at, each in enumerate(columns))
    rows = []
    for line, item in enumerate(items, 1):
        cells = [getattr(item, name) for name in _PLAIN]
        cells += [item.data_source or f"program: {item.external_id.system}"]
        cells += [item.lifecycle_stage or "", "yes" if item.do_not_call else ""]
        is_said = item.legal_basis not in {None, LegalBasis.UNKNOWN}
        cells += [item.legal_basis or "" if is_said else "", item.consented_on or ""]
        cells += _filled(item.phones, sum(each[1] == "phone" for each in columns))
        cells += _filled(item.emails, sum(each[1] == "email" for each in columns))
        own = item.external_id
        cells += [own.value if system == own.system else "" for system in systems]
        rows.append(Row(line, tuple(map(str, cells))))
    table = Table(Layout(tuple(each[0] for each in columns), 0), tuple(rows))
    return table, Columns(Source(), used, ())


def _filled(values: Sequence[str], count: int) -> list[str]:
    return [*values, *[""] * (count - len(values))]
