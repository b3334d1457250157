"""A list of people becomes prospects and touches: every row created, updated, unchanged, or told.

Nothing is written here: the caller writes the returned ``Import`` in one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.import_reports import RowProblem
from companion.domain.progress import Progress
from companion.domain.prospects import Prospect
from companion.imports.acquaintances import MERGED, Acquaintance, Acquaintances
from companion.imports.book import Import, Patch
from companion.imports.merging import merged, rules
from companion.imports.outcomes import RowOutcome, counted
from companion.imports.readings import ROW, Reading, RowReader
from companion.imports.touches import TouchJoiner
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from datetime import datetime

    from companion.imports.book import Book
    from companion.imports.columns import Columns
    from companion.imports.tables import Table
    from companion.wire.records import Fields, Record


def import_prospects(
    table: Table,
    columns: Columns,
    book: Book,
    now: datetime,
    owner_id: str | None,
    region: str | None,
    progress: Progress | None = None,
) -> Import:
    """Work out what a list of people changes.

    ``owner_id`` calls the prospects whose row names nobody we know; ``region`` is the two-letter
    country of phones without a country code. ``progress`` counts each row twice: read, and taken.

    Raises:
        RejectedError: ``stopped`` by whoever watches the progress.
    """
    watched = progress or Progress()
    watched.expect(2 * len(table.rows))
    reader = RowReader(table, columns, now, region)
    readings = [reader.read(row) for row in watched.through(table.rows)]
    run = _Run(book, readings, now, owner_id)
    outcomes = run.take_all(readings, watched)
    problems = [*table.problems, *(each for reading in readings for each in reading.problems)]
    report = counted(table, outcomes, problems, _unused(columns, readings))
    return Import(run.creates(), run.patches(), report)


_MOST_PASSES = 4
"""How often the rows are gone through again at most; one settles every list we have seen."""


class _Run:
    """Takes the rows in their order, so that each joins what the rows above it brought."""

    def __init__(
        self, book: Book, readings: list[Reading], now: datetime, owner_id: str | None
    ) -> None:
        self._known = _acquaintances(book, readings)
        self._touches = TouchJoiner(book, now)
        self._newest = _newest(readings)
        self._owner_id = owner_id
        self._users: dict[str, str] = {}
        for user in book.users():
            self._users |= {user.email.casefold(): user.id, user.name.casefold(): user.id}
        self._strangers: set[str] = set()
        self._have_met = False

    def take_all(self, readings: list[Reading], watched: Progress) -> list[RowOutcome]:
        """Take every row, and again until nothing changes any more.

        Where rows meet, one may join what only a later one brought. Without further passes the
        next import of the same file would change something. A row's first outcome counts, unless
        it could not be taken then.
        """
        owners = [self._owner(reading) for reading in readings]
        pairs = zip(readings, owners, strict=True)
        outcomes = [self._take(*each) for each in watched.through(pairs)]
        for _ in range(_MOST_PASSES if self._have_met else 0):
            self._known = self._known.in_order()
            is_settled = True
            for index, (reading, owner_id) in enumerate(zip(readings, owners, strict=True)):
                problems, reading.problems = reading.problems, []
                again = self._take(reading, owner_id)
                is_settled &= again in (RowOutcome.UNCHANGED, RowOutcome.REJECTED)
                if outcomes[index] is RowOutcome.REJECTED and again is not RowOutcome.REJECTED:
                    outcomes[index] = again
                    problems = [each for each in problems if each.field != ROW]
                    problems += reading.problems
                reading.problems = problems
            if is_settled:
                break
        return outcomes

    def _take(self, reading: Reading, owner_id: str | None) -> RowOutcome:
        """Create or update the row's prospect and touch, or say why not."""
        if reading.refusal:
            return self._refuse(reading, reading.refusal)
        who = self._find(reading)
        if who is None:
            return self._create(reading, owner_id)
        is_newest = all(
            self._newest.get(each, reading.line) == reading.line for each in reading.external_ids
        )
        is_ruling = is_newest and rules(reading, who.now)
        after, left_out = merged(who.now, reading, owner_id, is_ruling=is_ruling)
        if problems := after.problems():
            return self._refuse(reading, problems[0].sentence)
        reading.problems += left_out
        is_changed, who.now = after != who.now, after
        self._have_met |= who.line > 0
        who.line = who.line or reading.line
        self._known.add(who)
        has_touched = self._touches.join(who, reading)
        return RowOutcome.UPDATED if is_changed or has_touched else RowOutcome.UNCHANGED

    def creates(self) -> tuple[Record, ...]:
        """Return the new records, prospects before their touches."""
        everyone = self._known.all.values()
        people = [who.now for who in everyone if who.before is None]
        return (*people, *(touch for who in everyone for touch in who.new_touches))

    def patches(self) -> tuple[Patch, ...]:
        """Return the changed fields of records that were there before."""
        found = []
        for who in self._known.all.values():
            if who.before is not None and who.before != who.now:
                changed = _changed(to_fields(who.before), to_fields(who.now))
                found.append(Patch("prospect", who.now.id, changed))
            for touch_id, changed in who.patched_touches.items():
                found.append(Patch("touch", touch_id, changed))
        return tuple(found)

    def _find(self, reading: Reading) -> Acquaintance | None:
        return (
            self._known.find_by_id(reading)
            or self._known.find_by_merged_id(reading)
            or self._known.find_by_contact(reading)
            or self._known.find_by_name(reading)
        )

    def _create(self, reading: Reading, owner_id: str | None) -> RowOutcome:
        other = self._known.sharing(reading)
        blank = Prospect(new_id(), "", owner_id=owner_id or self._owner_id)
        prospect, _ = merged(blank, reading, None, is_ruling=True)
        if problems := prospect.problems():
            self._have_met |= bool(reading.external_ids)
            return self._refuse(reading, problems[0].sentence)
        if other is not None:
            self._have_met = True
            reading.problems.append(_shared(reading, other))
        who = Acquaintance(prospect, None, reading.line)
        self._known.add(who)
        self._touches.join(who, reading)
        return RowOutcome.CREATED

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

    @staticmethod
    def _refuse(reading: Reading, reason: str) -> RowOutcome:
        reading.problems.append(RowProblem(reading.line, ROW, reason))
        return RowOutcome.REJECTED


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


def _newest(readings: list[Reading]) -> dict[ExternalId, int]:
    """Return, for each id, the line that counts: the last changed, or else the last of the file."""
    newest: dict[ExternalId, Reading] = {}
    for reading in readings:
        for each in reading.external_ids:
            other = newest.get(each)
            if other is None or not _is_older(reading, other):
                newest[each] = reading
    return {each: reading.line for each, reading in newest.items()}


def _is_older(reading: Reading, other: Reading) -> bool:
    if reading.modified_at is None or other.modified_at is None:
        return False
    return reading.modified_at < other.modified_at


def _shared(reading: Reading, other: Acquaintance) -> RowProblem:
    whom = other.now.name or other.now.company or "another prospect"
    where = f" (line {other.line})" if other.line else ""
    reason = f"This has an email or phone of “{whom}”{where}, but seems to be somebody else."
    return RowProblem(reading.line, ROW, reason)


def _changed(before: Fields, after: Fields) -> Fields:
    return {name: value for name, value in after.items() if before[name] != value}


def _unused(columns: Columns, readings: list[Reading]) -> set[int]:
    """Return the columns that said nothing of anyone; a bare date of creation is one of them."""
    idle = set() if any(reading.touch for reading in readings) else {"created_at"}
    unused = [*columns.unused, *(each for each in columns.used if each.field in idle)]
    return {each.index for each in unused}
