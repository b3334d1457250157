"""Reading a list from another program: shown first, then taken over as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.import_reports import ImportKind
from companion.services.views import ImportColumns, Imported
from companion.store.book import StoreBook
from companion.store.meta import read_meta
from companion.store.outbox import add_changes, add_records
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.import_reports import ImportReport
    from companion.domain.progress import Progress
    from companion.imports.book import Import
    from companion.imports.tables import Table
    from companion.store.engine import Database
    from companion.wire.records import Fields


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
    ) -> ImportReport:
        """Tell what taking over a file would do, without doing it.

        ``mapping`` says by hand which column (by its header) fills which field; ``progress`` is
        watched meanwhile, and may stop it.

        Raises:
            RejectedError: the file or the mapping cannot be used, with what to do about it;
                ``stopped``.
        """
        table = _read_table(path)
        with self._database.read() as cx:
            found = _worked_out(cx, table, kind, mapping, self._clock.now(), progress)
        return replace(found.report, is_dry_run=True)

    def columns(self, path: Path, kind: ImportKind) -> ImportColumns:
        """Return a file's columns, what each is taken for, and what a person may choose instead.

        Raises:
            RejectedError: the file cannot be read, with what to do about it.
        """
        from companion.imports.campaign_rows import CAMPAIGN_FIELDS  # noqa: PLC0415 - as below
        from companion.imports.vocabulary import FIELDS, known_field  # noqa: PLC0415 - as below

        headers = _read_table(path).headers
        if kind is ImportKind.CAMPAIGNS:
            return ImportColumns(
                tuple((each, "") for each in headers), tuple(sorted(CAMPAIGN_FIELDS))
            )
        known = tuple((each, known_field(each) or "") for each in headers)
        return ImportColumns(known, tuple(sorted(FIELDS)))

    def run(
        self,
        path: Path,
        kind: ImportKind,
        mapping: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Imported:
        """Take over a file: every row created, updated, unchanged, or reported with its reason.

        All of it is kept, or nothing; also when it was stopped.

        Raises:
            RejectedError: the file or the mapping cannot be used, with what to do about it;
                ``stopped``.
            UnavailableError: ``disk_full`` …: nothing was taken over.
        """
        table = _read_table(path)
        now = self._clock.now()
        with self._database.write() as cx:
            found = _worked_out(cx, table, kind, mapping, now, progress)
            changes = _write(cx, found, now)
        return Imported(found.report, changes)


def _read_table(path: Path) -> Table:
    from companion.imports.lists import read_table  # noqa: PLC0415 - most starts import nothing

    return read_table(path)


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
