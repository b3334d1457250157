"""Reading a list from another program: shown first, then taken over as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.services.views import ImportColumns, Imported, ImportPreview, LastImport
from companion.store.book import StoreBook
from companion.store.import_runs import (
    keep_import,
    last_import,
    remember_mapping,
    remembered_mapping,
    undo_import,
)
from companion.store.meta import read_meta
from companion.store.moments import read_moment
from companion.store.outbox import add_changes, add_records
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.import_reports import PreviewRow, Undone
    from companion.domain.progress import Progress
    from companion.imports.book import Import
    from companion.imports.tables import Table
    from companion.store.engine import Database
    from companion.wire.records import Fields


_FIRST = 6
"""How many of the first rows are shown as they will be."""


class Imports:
    """Lists of prospects and, where there is no server to do it, of campaigns."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def preview(
        self,
        path: Path,
        kind: ImportKind,
        mapping: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        sheet: str = "",
    ) -> ImportPreview:
        """Tell what taking over a file would do, without doing it, and show its first rows.

        ``mapping`` says by hand which column (by its header) fills which field; ``progress`` is
        watched meanwhile, and may stop it. Without a name the likeliest sheet is read.

        Raises:
            RejectedError: the file or the mapping cannot be used, with what to do about it;
                ``stopped``.
        """
        table = _read_table(path, sheet)
        now = self._clock.now()
        with self._database.read() as cx:
            found = _worked_out(cx, table, kind, mapping, now, progress)
            rows = _first_rows(cx, table, kind, mapping, now)
        return ImportPreview(replace(found.report, is_dry_run=True), rows)

    def columns(self, path: Path, kind: ImportKind, sheet: str = "") -> ImportColumns:
        """Return a sheet's columns, what each is taken for, and what a person may choose instead.

        Raises:
            RejectedError: the file cannot be read, with what to do about it.
        """
        from companion.imports.campaign_rows import (  # noqa: PLC0415 - as below
            CAMPAIGN_FIELDS,
            suggest_campaign_columns,
        )
        from companion.imports.columns import (  # noqa: PLC0415 - as below
            fingerprint,
            suggest_columns,
        )
        from companion.imports.lists import likely_sheet, open_list  # noqa: PLC0415 - as below
        from companion.imports.vocabulary import FIELDS  # noqa: PLC0415 - as below

        with open_list(path) as opened:
            sheets = opened.found.sheets
            chosen = sheet or likely_sheet(opened)
            table = opened.top(chosen)
        is_people = kind is ImportKind.PROSPECTS
        suggested = (suggest_columns if is_people else suggest_campaign_columns)(table)
        fields = FIELDS if is_people else CAMPAIGN_FIELDS
        with self._database.read() as cx:
            known = remembered_mapping(cx, kind.value, fingerprint(table.headers))
        columns = tuple(zip(table.headers, suggested, strict=True))
        return ImportColumns(columns, tuple(sorted(fields)), known, sheets, chosen)

    def run(
        self,
        path: Path,
        kind: ImportKind,
        mapping: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        sheet: str = "",
    ) -> Imported:
        """Take over a file: every row created, updated, unchanged, or reported with its reason.

        All of it is kept, or nothing; also when it was stopped. What it does can be undone later.

        Raises:
            RejectedError: the file or the mapping cannot be used, with what to do about it;
                ``stopped``.
            UnavailableError: ``disk_full`` …: nothing was taken over.
        """
        from companion.imports.columns import fingerprint  # noqa: PLC0415 - as below

        table = _read_table(path, sheet)
        now, import_id = self._clock.now(), new_id()
        with self._database.write() as cx:
            found = _worked_out(cx, table, kind, mapping, now, progress)
            remember_mapping(cx, kind.value, fingerprint(table.headers), mapping or {})
            report = found.report
            patched = [(each.entity, each.id, each.fields) for each in found.patches]
            counts = report.created, report.updated
            keep_import(cx, import_id, path.name, counts, found.creates, patched, now)
            changes = _write(cx, found, now)
        can_be_undone = bool(changes) and kind is ImportKind.PROSPECTS
        return Imported(report, changes, import_id if can_be_undone else "")

    def last(self) -> LastImport | None:
        """Return the list taken over last that can still be undone."""
        with self._database.read() as cx:
            row = last_import(cx)
        if row is None:
            return None
        taken_at = read_moment(row.taken_at)
        return LastImport(row.id, row.file_name, taken_at, row.created, row.updated)

    def undo(self, import_id: str) -> tuple[Undone, Changes]:
        """Undo a whole list: what it made goes, what it changed goes back.

        What somebody changed or worked with since stays, and is counted.
        """
        with self._database.write() as cx:
            return undo_import(cx, import_id, self._clock.now())


def _read_table(path: Path, sheet: str = "") -> Table:
    from companion.imports.lists import read_table  # noqa: PLC0415 - most starts import nothing

    return read_table(path, sheet)


def _first_rows(
    cx: Connection,
    table: Table,
    kind: ImportKind,
    mapping: Mapping[str, str] | None,
    now: datetime,
) -> tuple[PreviewRow, ...]:
    from companion.imports.campaign_rows import map_campaign_columns  # noqa: PLC0415 - as above
    from companion.imports.columns import map_columns  # noqa: PLC0415 - as above
    from companion.imports.previews import (  # noqa: PLC0415 - as above
        preview_campaigns,
        preview_people,
    )

    shown = replace(table, rows=table.rows[:_FIRST])
    if kind is ImportKind.CAMPAIGNS:
        return tuple(preview_campaigns(shown, map_campaign_columns(table, mapping), now))
    return tuple(preview_people(shown, map_columns(table, mapping), now, read_meta(cx).region))


def _worked_out(
    cx: Connection,
    table: Table,
    kind: ImportKind,
    mapping: Mapping[str, str] | None,
    now: datetime,
    progress: Progress | None,
) -> Import:
    from companion.imports.campaign_rows import map_campaign_columns  # noqa: PLC0415 - as above
    from companion.imports.campaigns import import_campaigns  # noqa: PLC0415 - as above
    from companion.imports.columns import map_columns  # noqa: PLC0415 - as above
    from companion.imports.prospects import import_prospects  # noqa: PLC0415 - as above

    meta, book = read_meta(cx), StoreBook(cx)
    if kind is ImportKind.PROSPECTS:
        columns = map_columns(table, mapping)
        return import_prospects(table, columns, book, now, meta.user_id, meta.region, progress)
    if meta.server_url is not None:
        sentence = (
            "Campaigns come from your server. Please ask marketing to import this list there."
        )
        raise RejectedError(sentence, "server_owned")
    return import_campaigns(table, map_campaign_columns(table, mapping), book, now, meta.region)


def _write(cx: Connection, found: Import, now: datetime) -> Changes:
    changes = add_records(cx, found.creates, now)
    patches: dict[str, list[tuple[str, Fields]]] = defaultdict(list)
    for patch in found.patches:
        patches[patch.entity].append((patch.id, patch.fields))
    for entity, edits in patches.items():
        changes |= add_changes(cx, entity, Operation.PATCH, edits, now)
    return changes
