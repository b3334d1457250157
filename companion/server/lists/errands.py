"""Working on a list, step by step: each step is one short transaction that also says how far it is.

So everybody else's changes go through meanwhile, a stop is heard between two steps, and whatever
ends the process leaves whole steps and the truth about them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, func, insert, select, update

from companion.domain.errors import CompanionError
from companion.domain.import_reports import ImportKind, RowOutcome
from companion.imports.campaign_rows import map_campaign_columns
from companion.imports.campaigns import take_campaigns
from companion.imports.columns import map_columns
from companion.imports.dry_books import DryBook
from companion.imports.packing import PORTION
from companion.imports.prospects import MOST_PASSES, PeopleTaking
from companion.imports.surveys import survey_people
from companion.imports.tables import rows_of
from companion.server.accounts import find_user
from companion.server.book import ServerBook
from companion.server.estimates import renew_estimates
from companion.server.kept import portions
from companion.server.ledgers import lock_counter
from companion.server.list_tables import import_line, import_run, import_step
from companion.server.lists.readings import read_top
from companion.server.lists.runs import State, change_run, read_run
from companion.server.lists.staging import all_staged, forget_staged, staged_records
from companion.server.records import patch_records, put_records
from companion.server.rows import insert_rows
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from companion.domain.import_reports import RowLine
    from companion.imports.book import Book, Taken
    from companion.imports.prospects import LinesBefore
    from companion.imports.tables import Row
    from companion.server.lists.runs import Run
    from companion.server.parts import Parts

logger = structlog.get_logger("companion.server")


class Lease:
    """One worker's right to work on one list, asked for anew with every step."""

    def __init__(self, parts: Parts, org: str, run_id: str, worker: str) -> None:
        self.parts = parts
        self.org = org
        self.run_id = run_id
        self._worker = worker

    @property
    def now(self) -> Any:
        """Return the time."""
        return self.parts.clock.now()

    def held(self, cx: Connection) -> Run | None:
        """Return the list as it is now, or None when this worker has to stop.

        Takes the counter's lock, as every writer does.
        """
        enter(cx, self.org)
        lock_counter(cx, self.org)
        run = read_run(cx, self.org, self.run_id, self.now)
        if run.worker != self._worker:
            return None
        if run.is_stopping:
            sentence = "It was stopped by hand."
            self.note(cx, state=after_stop(run).value, worker=None, beat_at=None, sentence=sentence)
            return None
        if self.parts.bell.is_closed:
            self.note(cx, worker=None, beat_at=None)  # the server ends: interrupted from now on
            return None
        return run

    def let_go(self) -> None:
        """Give the lease back, if it is held still."""
        mine = import_run.c.org == self.org, import_run.c.id == self.run_id
        with self.parts.database.write() as cx:
            enter(cx, self.org)
            held = update(import_run).where(*mine, import_run.c.worker == self._worker)
            cx.execute(held.values(worker=None, beat_at=None))

    def note(self, cx: Connection, **values: Any) -> None:
        """Note how far the list is."""
        change_run(cx, self.org, self.run_id, **values)


def carry_out(lease: Lease, work: Callable[[Lease], None]) -> None:
    """Do a piece of work to its end, or say in the list why it ended early."""
    try:
        work(lease)
    except CompanionError as error:
        logger.warning("list_work_ended", code=error.code)
        with lease.parts.database.write() as cx:
            if run := lease.held(cx):
                lease.note(
                    cx,
                    state=after_stop(run).value,
                    worker=None,
                    beat_at=None,
                    sentence=error.sentence,
                )
    finally:
        lease.let_go()  # also after a bug: the list is interrupted then, and says so at once


def check_list(lease: Lease) -> None:
    """Go through every row and tell what would become of it; no record is written."""
    reader = _Reader(lease)
    with closing(sqlite3.connect("", check_same_thread=False)) as kept:
        pretended = DryBook(kept)
        _go_through(lease, reader, lambda cx: pretended.over(ServerBook(cx, lease.org)), pretended)


def take_list(lease: Lease) -> None:
    """Take every row over that is still to be taken."""
    _go_through(lease, _Reader(lease), lambda cx: ServerBook(cx, lease.org), None)


def _go_through(
    lease: Lease, reader: _Reader, book: Callable[[Connection], Book], dry: DryBook | None
) -> None:
    database, taken = lease.parts.database, 0
    is_over = False
    while not is_over:
        with database.write() as cx:
            run = lease.held(cx)
            if run is None:
                return
            is_over = _step(cx, lease, reader, run, book(cx), dry)
        taken += PORTION
        if dry is None:
            renew_estimates(database, taken)


def _step(
    cx: Connection, lease: Lease, reader: _Reader, run: Run, book: Book, dry: DryBook | None
) -> bool:
    """Take the next portion; return whether it was the last."""
    number = reader.number_after(run.done)
    rows, is_last = reader.rows(cx, run, number)
    before = _lines_before(cx, lease)
    taken = reader.take(rows, book, before)
    first = lock_counter(cx, lease.org)[0] + 1
    if dry is not None:
        dry.write(taken)
    elif not taken.is_idle:
        patches = ((each.entity, each.id, each.fields) for each in taken.patches)
        put_records(cx, lease.org, taken.creates, run.started_by, lease.now)
        patch_records(cx, lease.org, patches, run.started_by, lease.now)
    last = lock_counter(cx, lease.org)[0]
    if last >= first:
        _keep_step(cx, lease, first, last)
    _keep_lines(cx, lease, taken.lines, is_first_turn=run.turn == 1)
    has_met = run.has_met or taken.have_met
    has_changed = run.has_changed or not taken.is_idle
    noted: dict[str, Any] = {"done": run.done + len(rows), "beat_at": lease.now}
    if not is_last:
        lease.note(cx, **noted, has_met=has_met, has_changed=has_changed)
        return False
    if has_met and has_changed and run.turn <= MOST_PASSES and reader.has_turns:
        lease.note(cx, done=0, began_from=0, began_at=lease.now, beat_at=lease.now)
        lease.note(cx, turn=run.turn + 1, has_met=has_met, has_changed=False)
        return False
    _end(cx, lease, reader, noted, is_dry=dry is not None)
    return True


def _end(
    cx: Connection, lease: Lease, reader: _Reader, noted: Mapping[str, Any], *, is_dry: bool
) -> None:
    lease.note(
        cx,
        **noted,
        state=(State.CHECKED if is_dry else State.DONE).value,
        worker=None,
        ended_at=None if is_dry else lease.now,
        counts=counts_of(cx, lease.org, lease.run_id),
        unmapped=reader.unused(),
    )
    if not is_dry:
        forget_staged(cx, lease.org, lease.run_id)


def counts_of(cx: Connection, org: str, run_id: str) -> dict[str, int]:
    """Count what became of the rows of a list so far."""
    mine = import_line.c.org == org, import_line.c.import_id == run_id
    query = select(import_line.c.outcome, func.count()).where(*mine)
    found: Counter[str] = Counter(dict(cx.execute(query.group_by(import_line.c.outcome)).all()))
    return {"rows": found.total(), **{each.value: found[each.value] for each in RowOutcome}}


def forget_lines(cx: Connection, org: str, run_id: str) -> None:
    """Let go what was told of the rows when the list was only tried out."""
    mine = import_line.c.org == org, import_line.c.import_id == run_id
    cx.execute(delete(import_line).where(*mine))


def _lines_before(cx: Connection, lease: Lease) -> LinesBefore:
    """Say which prospects earlier rows of this list were about, and in which line."""

    def found(ids: Iterable[str]) -> dict[str, int]:
        mine = import_line.c.org == lease.org, import_line.c.import_id == lease.run_id
        query = select(import_line.c.record_id, func.min(import_line.c.line)).where(*mine)
        lines: dict[str, int] = {}
        for some in portions(ids):
            those = query.where(import_line.c.record_id.in_(some))
            rows = cx.execute(those.group_by(import_line.c.record_id))
            lines.update((str(record_id), line) for record_id, line in rows)
        return lines

    return found


def _keep_step(cx: Connection, lease: Lease, first: int, last: int) -> None:
    mine = import_step.c.org == lease.org, import_step.c.import_id == lease.run_id
    number = cx.execute(select(func.count()).select_from(import_step).where(*mine)).scalar_one()
    cx.execute(
        insert(import_step).values(
            org=lease.org,
            import_id=lease.run_id,
            number=number,
            first_seq=first,
            last_seq=last,
            is_undone=False,
        )
    )


def _keep_lines(
    cx: Connection, lease: Lease, lines: Sequence[RowLine], *, is_first_turn: bool
) -> None:
    """Keep what became of rows: what the first turn through the list said, if they were taken."""
    rows = [_row(lease, each) for each in lines if is_first_turn or not each.is_refused]
    mine = import_line.c.org == lease.org, import_line.c.import_id == lease.run_id
    if not is_first_turn:
        refused = import_line.c.outcome == RowOutcome.REJECTED.value
        wanted = [row["line"] for row in rows]
        those = (*mine, refused, import_line.c.line.in_(wanted))
        again = set(cx.execute(select(import_line.c.line).where(*those)).scalars())
        cx.execute(delete(import_line).where(*mine, import_line.c.line.in_(again)))
        rows = [row for row in rows if row["line"] in again]
    insert_rows(cx, import_line, rows)


def _row(lease: Lease, line: RowLine) -> dict[str, Any]:
    problems = [[each.field, each.reason] for each in dict.fromkeys(line.problems)]
    return {
        "org": lease.org,
        "import_id": lease.run_id,
        "line": line.line,
        "outcome": line.outcome.value,
        "record_id": line.record_id,
        "problems": problems or None,
        "undone": None,
    }


def after_stop(run: Run) -> State:
    """Say where a list stands when the work on it ended early; undoing can only be gone on with."""
    ends = {State.CHECKING: State.CHOSEN, State.RUNNING: State.STOPPED}
    return ends.get(run.state, run.state)


class _Reader:
    """The rows of a list in portions, and what takes them."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        database, org = lease.parts.database, lease.org
        with database.read() as cx:
            enter(cx, org)
            run = read_run(cx, org, lease.run_id, lease.now)
            table = read_top(cx, org, run)
            choices = run.choices
            owner_id = find_user(cx, org, choices.owner).id if choices.owner else None
        self._run, self._table = run, table
        self.is_of_people = run.kind is ImportKind.PROSPECTS
        region = choices.region or None
        self._ends: list[int] = []
        if self.is_of_people:
            columns = map_columns(table, choices.mapping)
            survey = survey_people(self._all_rows, columns, lease.now, region)
            whole = columns, survey, lease.now, owner_id, region
            self._people = PeopleTaking(*whole, choices.origin)
        else:
            self._campaign_columns = map_campaign_columns(table, choices.mapping)
        self._count()

    def _count(self) -> None:
        """Find where each portion ends, in rows, and say how many there are in all."""
        database, org, run = self._lease.parts.database, self._lease.org, self._run
        total = number = 0
        while True:
            with database.read() as cx:
                enter(cx, org)
                records = staged_records(cx, org, run.id, run.choices.sheet, number)
            if not records:
                break
            total += sum(1 for _ in rows_of(records, self._table.layout))
            self._ends.append(total)
            number += 1
        with database.write() as cx:
            if self._lease.held(cx):
                self._lease.note(cx, total=total, beat_at=self._lease.now)

    @property
    def has_turns(self) -> bool:
        """Tell whether rows of one portion can be about those of another."""
        return self.is_of_people and len(self._ends) > 1

    def number_after(self, done: int) -> int:
        """Return the number of the portion that comes after so many rows."""
        return next(
            (number for number, end in enumerate(self._ends) if end > done), len(self._ends)
        )

    def rows(self, cx: Connection, run: Run, number: int) -> tuple[list[Row], bool]:
        """Return the rows of a portion, and whether it is the last; campaigns come all at once."""
        if not self.is_of_people:
            return list(self._all_rows()), True
        records = staged_records(cx, self._lease.org, run.id, run.choices.sheet, number)
        return list(rows_of(records, self._table.layout)), number + 1 >= len(self._ends)

    def take(self, rows: Sequence[Row], book: Book, before: LinesBefore) -> Taken:
        """Work out what rows change."""
        if self.is_of_people:
            return self._people.take(rows, book, None, before)
        now, region = self._lease.now, self._run.choices.region or None
        headers, columns = self._table.headers, self._campaign_columns
        return take_campaigns(headers, rows, columns, book, now, region)

    def unused(self) -> list[str]:
        """Return the columns that said something, unheard."""
        headers = self._table.headers
        if self.is_of_people:
            return [headers[index] for index in sorted(self._people.unused())]
        return [headers[index] for index in self._campaign_columns.unused]

    def _all_rows(self) -> Iterable[Row]:
        lease, run = self._lease, self._run
        records = all_staged(lease.parts.database, lease.org, run.id, run.choices.sheet)
        return rows_of(records, self._table.layout)
