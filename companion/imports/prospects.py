"""A list of people becomes prospects and touches: every row created, updated, unchanged, or told.

Rows are taken in portions: each joins what is there by then, what earlier portions brought
included. Nothing is written here: the caller writes what a portion changes in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.import_reports import RowLine, RowOutcome, RowProblem
from companion.domain.legal_bases import Origin
from companion.domain.progress import Progress
from companion.domain.prospects import Prospect
from companion.imports.acquaintances import MERGED, Acquaintance, Acquaintances
from companion.imports.barred import mark_barred
from companion.imports.bases import fill_basis
from companion.imports.book import Import, Patch, Taken
from companion.imports.merging import merged, rules
from companion.imports.outcomes import counted
from companion.imports.readings import ROW, Reading, RowReader
from companion.imports.surveys import Survey, survey_people
from companion.imports.touches import TouchJoiner
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.imports.book import Book
    from companion.imports.columns import Columns
    from companion.imports.tables import Row, Table
    from companion.wire.records import Fields, Record

LinesBefore = Callable[[Iterable[str]], Mapping[str, int]]

_NOWHERE = Origin()

MOST_PASSES = 4
"""How often the rows are gone through again at most; one settles every list we have seen."""


def import_prospects(
    table: Table,
    columns: Columns,
    book: Book,
    now: datetime,
    owner_id: str | None,
    region: str | None,
    progress: Progress | None = None,
    origin: Origin = _NOWHERE,
) -> Import:
    """Work out what a short list of people, taken as one portion, changes.

    ``owner_id`` calls the prospects whose row names nobody we know; ``region`` is the two-letter
    country of phones without a country code. ``progress`` counts each row twice: read, and taken.
    ``origin`` says what is true of people whose rows say nothing of it.

    Raises:
        RejectedError: ``stopped`` by whoever watches the progress.
    """
    watched = progress or Progress()
    watched.expect(2 * len(table.rows))
    taking = PeopleTaking(
        columns,
        survey_people(lambda: table.rows, columns, now, region),
        now,
        owner_id,
        region,
        origin,
    )
    taken = taking.take(table.rows, book, watched)
    report = counted(table.headers, taken.lines, taking.unused())
    return Import(taken.creates, taken.patches, report)


class PeopleTaking:
    """A list of people while it is taken over. ``survey`` is of the whole of it."""

    def __init__(
        self,
        columns: Columns,
        survey: Survey,
        now: datetime,
        owner_id: str | None,
        region: str | None,
        origin: Origin = _NOWHERE,
    ) -> None:
        self._origin = origin
        self._columns = columns
        self._survey = survey
        self._reader = RowReader(columns, survey.month_first, now, region)
        self._now = now
        self._owner_id = owner_id
        self._touches: TouchJoiner | None = None
        self._users: dict[str, str] = {}
        self._strangers: set[str] = set()
        self._has_touched = False

    def take(
        self,
        rows: Sequence[Row],
        book: Book,
        progress: Progress | None = None,
        lines_before: LinesBefore = lambda _ids: {},
    ) -> Taken:
        """Work out what the next rows change.

        ``lines_before`` says which of these prospects earlier portions were about, and where.

        Raises:
            RejectedError: ``stopped`` by whoever watches the progress.
        """
        watched = progress or Progress()
        readings = [self._reader.read(row) for row in watched.through(rows)]
        self._has_touched |= any(reading.touch for reading in readings)
        for reading in readings:
            fill_basis(reading, self._origin)
        mark_barred(readings, book)
        if self._touches is None:  # what does not change while a list is taken over
            self._touches = TouchJoiner(book, self._now)
            for user in book.users():
                self._users |= {user.email.casefold(): user.id, user.name.casefold(): user.id}
        owners = [self._owner(reading) for reading in readings]
        known = _acquaintances(book, readings)
        for prospect_id, line in lines_before(known.all.keys()).items():
            known.all[prospect_id].line = line
        run = _Portion(known, self._touches, self._survey, self._owner_id, self._origin)
        return run.take_all(readings, owners, watched)

    def unused(self) -> set[int]:
        """Return the columns that say something, but nothing of anyone.

        A bare date of creation is one of them.
        """
        idle = set() if self._has_touched else {"created_at"}
        used = self._columns.used
        unused = [*self._columns.unused, *(each for each in used if each.field in idle)]
        return {each.index for each in unused} & self._survey.filled

    def _owner(self, reading: Reading) -> str | None:
        """Return the user the row names. Whom we do not know is told once and kept in the notes."""
        if not reading.owner:
            return None
        if found := self._users.get(reading.owner.casefold()):
            return found
        reading.notes = (*reading.notes, f"Owner: {reading.owner}")
        if reading.owner not in self._strangers:
            self._strangers.add(reading.owner)
            reason = f"Nobody here is called “{reading.owner}”; the name is kept in the notes."
            reading.problems.append(RowProblem(reading.line, "owner", reason))
        return None


class _Portion:
    """Takes rows in their order, so that each joins what the rows above it brought."""

    def __init__(
        self,
        known: Acquaintances,
        touches: TouchJoiner,
        survey: Survey,
        owner_id: str | None,
        origin: Origin,
    ) -> None:
        self._origin = origin
        self._known = known
        self._touches = touches
        self._newest = survey.newest
        self._owner_id = owner_id
        self._have_met = False

    def take_all(
        self, readings: list[Reading], owners: list[str | None], watched: Progress
    ) -> Taken:
        """Take every row, and again until nothing changes any more.

        Where rows meet, one may join what only a later one brought. Without further passes the
        next import of the same file would change something. A row's first outcome counts, unless
        it could not be taken then.
        """
        pairs = list(zip(readings, owners, strict=True))
        lines = [self._take(*each) for each in watched.through(pairs)]
        for _ in range(MOST_PASSES if self._have_met else 0):
            self._known = self._known.in_order()
            is_settled = True
            for index, (reading, owner_id) in enumerate(pairs):
                problems, reading.problems = reading.problems, []
                again = self._take(reading, owner_id)
                is_settled &= again.outcome in (RowOutcome.UNCHANGED, RowOutcome.REJECTED)
                if lines[index].is_refused and not again.is_refused:
                    lines[index] = again
                    problems = [each for each in problems if each.field != ROW]
                    problems += reading.problems
                reading.problems = problems
            if is_settled:
                break
        told = tuple(
            RowLine(line.line, line.outcome, line.record_id, tuple(reading.problems))
            for line, reading in zip(lines, readings, strict=True)
        )
        return Taken(self._creates(), self._patches(), told, have_met=self._have_met)

    def _take(self, reading: Reading, owner_id: str | None) -> RowLine:
        """Create or update the row's prospect and touch, or say why not."""
        if reading.refusal:
            return _refuse(reading, reading.refusal)
        who = self._find(reading)
        if who is None:
            return self._create(reading, owner_id)
        is_newest = all(self._newest.is_newest(each, reading.line) for each in reading.external_ids)
        is_ruling = is_newest and rules(reading, who.now)
        after, left_out = merged(who.now, reading, owner_id, is_ruling=is_ruling)
        if problems := after.problems():
            return _refuse(reading, problems[0].sentence)
        reading.problems += left_out
        is_changed, who.now = after != who.now, after
        self._have_met |= who.line > 0
        who.line = who.line or reading.line
        self._known.add(who)
        has_touched = self._touches.join(who, reading)
        outcome = RowOutcome.UPDATED if is_changed or has_touched else RowOutcome.UNCHANGED
        return RowLine(reading.line, outcome, who.now.id)

    def _creates(self) -> tuple[Record, ...]:
        """Return the new records, prospects before their touches."""
        everyone = self._known.all.values()
        people = [who.now for who in everyone if who.before is None]
        return (*people, *(touch for who in everyone for touch in who.new_touches))

    def _patches(self) -> tuple[Patch, ...]:
        """Return the changed fields of records that were there before."""
        found = []
        for who in self._known.all.values():
            if who.before is not None and who.before != who.now:
                changed = _changed(to_fields(who.before), to_fields(who.now))
                found.append(Patch("prospect", who.now.id, changed, who.now))
            touches = {each.id: each for each in who.touches}
            for touch_id, changed in who.patched_touches.items():
                found.append(Patch("touch", touch_id, changed, touches[touch_id]))
        return tuple(found)

    def _find(self, reading: Reading) -> Acquaintance | None:
        return (
            self._known.find_by_id(reading)
            or self._known.find_by_merged_id(reading)
            or self._known.find_by_contact(reading)
            or self._known.find_by_name(reading)
        )

    def _create(self, reading: Reading, owner_id: str | None) -> RowLine:
        other = self._known.sharing(reading)
        blank = Prospect(new_id(), "", owner_id=owner_id or self._owner_id)
        reading.data_source = reading.data_source or self._origin.data_source
        prospect, _ = merged(blank, reading, None, is_ruling=True)
        if problems := prospect.problems():
            self._have_met |= bool(reading.external_ids)
            return _refuse(reading, problems[0].sentence)
        if other is not None:
            self._have_met = True
            reading.problems.append(_shared(reading, other))
        who = Acquaintance(prospect, None, reading.line)
        self._known.add(who)
        self._touches.join(who, reading)
        return RowLine(reading.line, RowOutcome.CREATED, prospect.id)


def _refuse(reading: Reading, reason: str) -> RowLine:
    reading.problems.append(RowProblem(reading.line, ROW, reason))
    return RowLine(reading.line, RowOutcome.REJECTED)


def _acquaintances(book: Book, readings: list[Reading]) -> Acquaintances:
    """Fetch, in bulk, every prospect that any row could be about, with its touches."""
    taken = [reading for reading in readings if not reading.refusal]
    ids = {each for reading in taken for each in (*reading.external_ids, *reading.merged_ids)}
    ids |= {ExternalId(each.system + MERGED, each.value) for each in ids}
    found: dict[str, Prospect] = {}
    for prospects in (
        book.prospects_with_external_ids(ids),
        book.prospects_with_emails({each for reading in taken for each in reading.emails}),
        book.prospects_with_phones({each for reading in taken for each in reading.phones}),
        book.prospects_named({(each.name, each.company) for each in taken if _is_bare(each)}),
    ):
        found |= {prospect.id: prospect for prospect in prospects}
    known = Acquaintances()
    for prospect_id in sorted(found):  # the oldest first: it wins where several fit
        known.add(Acquaintance(found[prospect_id], found[prospect_id]))
    for touch in book.touches_of(found.keys()):
        known.all[touch.prospect_id].touches.append(touch)
    return known


def _is_bare(reading: Reading) -> bool:
    return not (reading.external_ids or reading.emails or reading.phones)


def _shared(reading: Reading, other: Acquaintance) -> RowProblem:
    whom = other.now.name or other.now.company or "another prospect"
    where = f" (line {other.line})" if other.line else ""
    reason = f"This has an email or phone of “{whom}”{where}, but seems to be somebody else."
    return RowProblem(reading.line, ROW, reason)


def _changed(before: Fields, after: Fields) -> Fields:
    return {name: value for name, value in after.items() if before[name] != value}
