"""What a rep does with prospects: see whom to call, find one, open one with its promise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.services.sheets import read_sheet
from companion.services.today import prospect_row, read_today
from companion.services.views import PhoneMatches, ProspectSheet
from companion.store.calls import read_follow_up
from companion.store.meta import read_meta
from companion.store.outbox import add_change, add_records
from companion.store.prospects import rows_of
from companion.store.search import find_by_phone, find_prospects
from companion.store.today import asking
from companion.wire.messages import Operation, utc_text
from companion.wire.records import check_record

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.domain.prospects import Prospect
    from companion.services.rows import ProspectRow, TodayList
    from companion.store.engine import Database
    from companion.wire.records import Fields


class Prospects:
    """The people to call, as this laptop knows them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def today(self, limit: int = 200) -> TodayList:
        """Return whom to call: due today or overdue, never called, and calls begun.

        At most ``limit`` rows of each; the counts tell how many there are, as far as they go
        (``MOST_COUNTED``).
        """
        now = self._clock.now()
        with self._database.read() as cx:
            return read_today(asking(cx), read_meta(cx).user_id, now, limit)

    def search(self, text: str, limit: int = 50) -> tuple[ProspectRow, ...]:
        """Find prospects by any part of a name, company, email or phone number as typed."""
        with self._database.read() as cx:
            rows = rows_of(cx, find_prospects(cx, text, limit))
        return tuple(prospect_row(each) for each in rows)

    def by_phone(self, typed: str, limit: int = 20) -> PhoneMatches:
        """Find whose number this is, in whatever form it is written.

        First it is taken as a number of this laptop's country; if that is nobody's, its digits
        may be the end of somebody's, six of them at least.
        """
        from companion.imports.phones import to_e164  # noqa: PLC0415 - most starts look up nobody

        with self._database.read() as cx:
            phone = to_e164(typed, read_meta(cx).region)
            sure = find_by_phone(cx, phone, limit) if phone else []
            rows = rows_of(cx, sure or find_by_phone(cx, typed, limit))
        return PhoneMatches(phone or typed, bool(sure), tuple(prospect_row(each) for each in rows))

    def open(self, prospect_id: str) -> ProspectSheet:
        """Return everything there is to see of one prospect.

        Raises:
            RejectedError: ``gone``: the prospect is not here any more.
        """
        with self._database.read() as cx:
            return read_sheet(cx, prospect_id, self._clock.now())

    def add(self, prospect: Prospect) -> Changes:
        """Keep a new prospect; without an owner it is this rep's.

        Raises:
            RejectedError: ``invalid``, with a problem per field.
        """
        check_record(prospect)
        with self._database.write() as cx:
            owner_id = prospect.owner_id or read_meta(cx).user_id
            return add_records(cx, [replace(prospect, owner_id=owner_id)], self._clock.now())

    def complete_follow_up(self, follow_up_id: str) -> Changes:
        """Tick off a next step; one already done stays as it was.

        Raises:
            RejectedError: ``gone``: it is not here any more.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            if read_follow_up(cx, follow_up_id).done_at is not None:
                return Changes()
            fields: Fields = {"done_at": utc_text(now)}
            return add_change(cx, "follow_up", follow_up_id, Operation.PATCH, fields, now)

    def reopen_follow_up(self, follow_up_id: str) -> Changes:
        """Take a tick back; a next step that is open stays as it is.

        Raises:
            RejectedError: ``gone``: it is not here any more.
        """
        with self._database.write() as cx:
            if read_follow_up(cx, follow_up_id).done_at is None:
                return Changes()
            fields: Fields = {"done_at": None}
            now = self._clock.now()
            return add_change(cx, "follow_up", follow_up_id, Operation.PATCH, fields, now)
