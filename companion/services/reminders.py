"""What a rep is told while they do something else: next steps that are due, and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.today import prospect_row, read_news
from companion.store.meta import read_meta
from companion.store.reminders import rows_due_between
from companion.store.today import asking

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.clock import Clock
    from companion.services.rows import NewsRow, ProspectRow
    from companion.store.engine import Database

_MOST = 20


class Reminders:
    """What came up on this laptop."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def due_since(self, since: datetime) -> tuple[ProspectRow, ...]:
        """Return whose next step became due after ``since`` and until now, soonest first.

        Whoever asked not to be called is not among them.
        """
        now = self._clock.now()
        with self._database.read() as cx:
            rows = rows_due_between(cx, read_meta(cx).user_id, since, now, _MOST)
        return tuple(prospect_row(each, now) for each in rows)

    def unread_news(self) -> tuple[NewsRow, ...]:
        """Return what marketing answered and was not opened yet, newest first."""
        with self._database.read() as cx:
            return read_news(asking(cx), read_meta(cx).user_id, self._clock.now(), _MOST)
