"""A list tried out or taken over step by step, so that nobody waits for the whole of it.

Each step is one short transaction. Between two of them the person's own saves and the sync have
their turn, a stop is heard, and only a portion of the list is ever in memory. What was taken over
stands whatever happens; the list's effects are noted with it, so that all of it can be undone.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from companion.domain.changes import Changes
from companion.domain.errors import RejectedError
from companion.domain.import_reports import (
    COUNTS,
    HEADINGS,
    ImportKind,
    ImportReport,
    inert_cell,
    report_rows,
)
from companion.domain.prospects import Prospect
from companion.imports.campaign_rows import map_campaign_columns
from companion.imports.campaigns import take_campaigns
from companion.imports.columns import fingerprint, map_columns
from companion.imports.dry_books import DryBook
from companion.imports.held_lists import HeldList
from companion.imports.lists import likely_sheet, open_list
from companion.imports.prospects import MOST_PASSES, PeopleTaking
from companion.imports.surveys import survey_people
from companion.imports.tables import Table, lay_out, rows_of
from companion.services.views import Step
from companion.store.book import StoreBook
from companion.store.import_runs import (
    begin_import,
    end_import,
    keep_effects,
    remember_mapping,
)
from companion.store.known import Known
from companion.store.meta import read_meta
from companion.store.outbox import add_changes, add_records
from companion.store.scratch import scratch_database
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.domain.import_reports import RowLine
    from companion.imports.book import Book, Patch, Taken
    from companion.imports.tables import Row
    from companion.services.views import ListChoice
    from companion.store.engine import Database
    from companion.store.meta import Meta

MOST_SHOWN = 2_000
"""Of so many lines with problems a window tells; the report tells them all."""

_TOGETHER = 20
"""How many portions are read in one step."""


class ListRun:
    """One list on its way. Whoever calls ``step`` until it is over calls ``close`` at last."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        path: Path,
        kind: ImportKind,
        chosen: ListChoice,
        *,
        is_dry: bool,
    ) -> None:
        self._database, self._clock = database, clock
        self._path, self._kind, self._chosen = path, kind, chosen
        self.is_dry = is_dry
        self.import_id = ""
        self._stack = ExitStack()
        self._done, self._total, self._turn = 0, 0, 1
        self._unmapped: tuple[str, ...] = ()
        self._has_met = self._has_changed = False
        self._held: HeldList | None = None
        self._steps = self._work()

    def step(self) -> Step:
        """Do the next step.

        Raises:
            RejectedError: the list or the mapping cannot be used, with what to do about it.
            UnavailableError: ``disk_full`` …: what was taken over before stands.
        """
        changes = next(self._steps, None)
        place = self._done, self._total, self._turn
        return Step(*place, changes or Changes(), is_over=changes is None)

    @property
    def report(self) -> ImportReport:
        """Return the truth so far; of the lines only the first that have problems."""
        if self._held is None:
            return ImportReport(is_dry_run=self.is_dry)
        return self._held.report(self._unmapped, MOST_SHOWN, is_dry_run=self.is_dry)

    @property
    def problem_count(self) -> int:
        """Return how many lines have problems."""
        return self._held.problem_count() if self._held else 0

    def lines(self) -> Iterator[RowLine]:
        """Yield what became of every row."""
        return self._held.lines() if self._held else iter(())

    def write_report(self, path: Path) -> None:
        """Write what became of every row as CSV, a line at a time."""
        report = self.report
        with path.open("w", encoding="utf-8-sig", newline="") as written:
            table = csv.writer(written)
            table.writerows([name, getattr(report, name), "", ""] for name in COUNTS)
            table.writerow(HEADINGS)
            for line in self.lines():
                table.writerows(report_rows(line))
            table.writerows(["", "", inert_cell(each), "not used"] for each in report.unmapped)

    def close(self) -> None:
        """Let go of what was held aside."""
        self._steps.close()
        self._held = None
        self._stack.close()

    def _work(self) -> Generator[Changes]:
        with self._database.read() as cx:
            meta = read_meta(cx)
        _check_kind(self._kind, meta)
        kept = self._stack.enter_context(scratch_database())
        held = HeldList(kept)
        with open_list(self._path) as found:
            sheet = self._chosen.sheet or likely_sheet(found)
            for number in held.hold(found.records(sheet)):
                if number % _TOGETHER == 0:
                    yield Changes()
            separator = found.found.separator
        self._held = held
        layout = lay_out(held.top(), separator, self._chosen.header_line)
        table = Table(layout, tuple(rows_of(held.top(), layout)))
        reader: _People | _Campaigns
        now, mapping = self._clock.now(), self._chosen.mapping
        if self._kind is ImportKind.PROSPECTS:
            reader = _People(held, table, mapping, now, meta)
        else:
            reader = _Campaigns(held, table, mapping, now, meta)
        self._total = reader.total
        yield Changes()
        book = _DryBooks(kept) if self.is_dry else _Books(kept)
        if not self.is_dry:
            self._begin(table, now)
        yield from self._turns(reader, book, now)
        self._unmapped = tuple(reader.unused())
        if not self.is_dry:
            with self._database.write() as cx:
                is_kept = end_import(cx, self.import_id)
            self.import_id = self.import_id if is_kept else ""

    def _begin(self, table: Table, now: datetime) -> None:
        with self._path.open("rb") as source, self._database.write() as cx:
            digest = sha256()
            while some := source.read(1 << 20):
                digest.update(some)
            mark = f"{self._kind.value}:{digest.hexdigest()}"
            remember_mapping(cx, self._kind.value, fingerprint(table.headers), self._chosen.mapping)
            self.import_id = begin_import(cx, self._path.name, mark, now)

    def _turns(
        self, reader: _People | _Campaigns, books: _Books | _DryBooks, now: datetime
    ) -> Iterator[Changes]:
        while True:
            self._done, self._has_changed = 0, False
            for number in reader.numbers:
                rows = list(reader.rows(number))
                yield self._take(reader, books, rows, now)
            is_settled = not (self._has_met and self._has_changed)
            if is_settled or self._turn > MOST_PASSES or len(reader.numbers) == 1:
                return
            self._turn += 1

    def _take(
        self,
        reader: _People | _Campaigns,
        books: _Books | _DryBooks,
        rows: Sequence[Row],
        now: datetime,
    ) -> Changes:
        held = self._held
        if held is None:
            return Changes()
        opened = self._database.read() if self.is_dry else self._database.write()
        with opened as cx:
            taken = reader.take(rows, books.open(cx), held)
            changes = Changes() if self.is_dry else self._write(cx, taken, now)
            books.note(cx, taken)
        held.note(taken.lines, is_first_turn=self._turn == 1)
        self._has_met |= taken.have_met
        self._has_changed |= not taken.is_idle
        self._done += len(rows)
        return changes

    def _write(self, cx: Connection, taken: Taken, now: datetime) -> Changes:
        if taken.is_idle:
            return Changes()
        keep_effects(cx, self.import_id, taken.creates, taken.patches)
        changes = add_records(cx, taken.creates, now)
        by_entity: dict[str, list[Patch]] = {}
        for patch in taken.patches:
            by_entity.setdefault(patch.entity, []).append(patch)
        for entity, mine in by_entity.items():
            edits = [(each.id, each.fields) for each in mine]
            changes |= add_changes(cx, entity, Operation.PATCH, edits, now)
        return changes


class _Books:
    """The laptop's book, with a way to everybody in it that does not get longer with the list."""

    def __init__(self, kept: Any) -> None:
        self._known = Known(kept)

    def open(self, cx: Connection) -> Book:
        self._known.renew(cx)
        return StoreBook(cx, self._known)

    def note(self, cx: Connection, taken: Taken) -> None:
        """Take note of what a portion has written."""
        after = (each.after for each in taken.patches)
        written = (each for each in (*taken.creates, *after) if isinstance(each, Prospect))
        self._known.note(cx, written)


class _DryBooks:
    """The same, with what the list would bring on top of it."""

    def __init__(self, kept: Any) -> None:
        self._known, self._dry = Known(kept), DryBook(kept)

    def open(self, cx: Connection) -> Book:
        self._known.renew(cx)
        return self._dry.over(StoreBook(cx, self._known))

    def note(self, _cx: Connection, taken: Taken) -> None:
        """Take note of what a portion would write."""
        self._dry.write(taken)


class _People:
    """A list of people in portions, and what takes them."""

    def __init__(
        self, held: HeldList, table: Table, mapping: Mapping[str, str], now: datetime, meta: Meta
    ) -> None:
        self._held, self._table = held, table
        columns = map_columns(table, mapping)
        region = meta.region
        survey = survey_people(lambda: held.rows(table.layout), columns, now, region)
        self.total, self.numbers = survey.rows, range(held.portions)
        self._taking = PeopleTaking(columns, survey, now, meta.user_id, region)

    def rows(self, number: int) -> Iterator[Row]:
        return self._held.rows(self._table.layout, number)

    def take(self, rows: Sequence[Row], book: Book, held: HeldList) -> Taken:
        return self._taking.take(rows, book, None, held.lines_before)

    def unused(self) -> list[str]:
        return [self._table.headers[index] for index in sorted(self._taking.unused())]


class _Campaigns:
    """A list of campaigns, which are short and come all at once."""

    def __init__(
        self, held: HeldList, table: Table, mapping: Mapping[str, str], now: datetime, meta: Meta
    ) -> None:
        self._table = replace(table, rows=tuple(held.rows(table.layout)))
        self._columns = map_campaign_columns(table, mapping)
        self._now, self._region = now, meta.region
        self.total, self.numbers = len(self._table.rows), range(1)

    def rows(self, _number: int) -> Iterator[Row]:
        return iter(self._table.rows)

    def take(self, rows: Sequence[Row], book: Book, _held: HeldList) -> Taken:
        given = self._table.headers, rows, self._columns, book, self._now, self._region
        return take_campaigns(*given)

    def unused(self) -> list[str]:
        said = {n for row in self._table.rows for n, cell in enumerate(row.cells) if cell}
        return [self._table.headers[n] for n in sorted(set(self._columns.unused) & said)]


def _check_kind(kind: ImportKind, meta: Meta) -> None:
    if kind is ImportKind.CAMPAIGNS and meta.server_url is not None:
        sentence = (
            "Campaigns come from your server. Please ask marketing to import this list there."
        )
        raise RejectedError(sentence, "server_owned")
