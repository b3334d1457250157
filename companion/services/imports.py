"""Reading a list from another program: shown first, tried out, taken over, undone as a whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.domain.import_reports import ImportKind, Undone
from companion.services.views import ImportColumns, LastImport, Step
from companion.store.import_runs import (
    effect_count,
    last_import,
    remembered_mapping,
    undo_portion,
)
from companion.store.meta import read_meta
from companion.store.moments import read_moment

if TYPE_CHECKING:
    from pathlib import Path

    from companion.domain.clock import Clock
    from companion.domain.import_reports import PreviewRow
    from companion.imports.separators import Record
    from companion.services.list_runs import ListRun
    from companion.services.views import ListChoice
    from companion.store.engine import Database

_FIRST = 6
"""How many of the first rows are shown as they will be."""

_LONGEST = 80


class Imports:
    """Lists of prospects and, where there is no server to do it, of campaigns."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def columns(
        self, path: Path, kind: ImportKind, sheet: str = "", header_line: int = 0
    ) -> ImportColumns:
        """Return a sheet's columns, what each is taken for, and what a person may choose instead.

        ``header_line`` is the line their names stand in; 0 lets us look.

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
            table = opened.top(chosen, header_line)
            lines = tuple(_named(each) for each in opened.beginning(chosen))
        is_people = kind is ImportKind.PROSPECTS
        suggested = (suggest_columns if is_people else suggest_campaign_columns)(table)
        fields = FIELDS if is_people else CAMPAIGN_FIELDS
        with self._database.read() as cx:
            known = remembered_mapping(cx, kind.value, fingerprint(table.headers))
        columns = tuple(zip(table.headers, suggested, strict=True))
        return ImportColumns(
            columns, tuple(sorted(fields)), known, sheets, chosen, lines, table.header_line
        )

    def first_rows(
        self, path: Path, kind: ImportKind, chosen: ListChoice
    ) -> tuple[PreviewRow, ...]:
        """Return the first rows of a list as they will be.

        Raises:
            RejectedError: the file or the mapping cannot be used, with what to do about it.
        """
        from companion.imports.campaign_rows import map_campaign_columns  # noqa: PLC0415 - as below
        from companion.imports.columns import map_columns  # noqa: PLC0415 - as below
        from companion.imports.lists import likely_sheet, open_list  # noqa: PLC0415 - as below
        from companion.imports.previews import (  # noqa: PLC0415 - as below
            preview_campaigns,
            preview_people,
        )

        with open_list(path) as opened:
            sheet = chosen.sheet or likely_sheet(opened)
            table = opened.top(sheet, chosen.header_line)
        shown = replace(table, rows=tuple(islice(table.rows, _FIRST)))
        now, mapping = self._clock.now(), chosen.mapping
        if kind is ImportKind.CAMPAIGNS:
            return tuple(preview_campaigns(shown, map_campaign_columns(table, mapping), now))
        with self._database.read() as cx:
            region = read_meta(cx).region
        return tuple(preview_people(shown, map_columns(table, mapping), now, region))

    def begin(self, path: Path, kind: ImportKind, chosen: ListChoice, *, is_dry: bool) -> ListRun:
        """Begin to take a list over, or only to try it out; nothing is read yet."""
        from companion.services.list_runs import (  # noqa: PLC0415 - most starts import nothing
            ListRun,
        )

        return ListRun(self._database, self._clock, path, kind, chosen, is_dry=is_dry)

    def last(self) -> LastImport | None:
        """Return the list taken over last that can still be undone."""
        with self._database.read() as cx:
            row = last_import(cx)
        if row is None:
            return None
        taken_at = read_moment(row.taken_at)
        return LastImport(row.id, row.file_name, taken_at, row.created, row.updated)

    def begin_undo(self, import_id: str) -> UndoRun:
        """Begin to undo a whole list: what it made goes, what it changed goes back.

        What somebody changed or worked with since stays, and is counted.
        """
        return UndoRun(self._database, self._clock, import_id)


def _named(record: Record) -> tuple[int, str]:
    """Return a line of a file and what stands in it, short."""
    words = " · ".join(cell for each in record.cells if (cell := " ".join(each.split())))
    return record.line, words[:_LONGEST]


class UndoRun:
    """The undoing of a list, step by step: each step is one short transaction."""

    def __init__(self, database: Database, clock: Clock, import_id: str) -> None:
        self._database, self._clock, self._import_id = database, clock, import_id
        self.undone = Undone()
        self._total = 0

    def step(self) -> Step:
        """Undo the next part."""
        with self._database.write() as cx:
            before = effect_count(cx, self._import_id)
            self._total = self._total or before
            part, changes = Undone(), Changes()
            if before:
                part, changes = undo_portion(cx, self._import_id, self._clock.now())
            left = effect_count(cx, self._import_id)
        so_far = self.undone
        gone, back = so_far.gone + part.gone, so_far.back + part.back
        self.undone = Undone(gone, back, so_far.kept + part.kept)
        return Step(self._total - left, self._total, 1, changes, is_over=not left)
