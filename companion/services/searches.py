"""Finding prospects by words and filters, and keeping such a search under a name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.domain.errors import RejectedError
from companion.domain.searches import DueBy, SavedSearch
from companion.services.rows import FoundList
from companion.services.today import end_of_day, prospect_row
from companion.services.views import FilterChoices
from companion.store.campaigns import live_records
from companion.store.meta import read_meta
from companion.store.searches import drop_search, keep_search, rows_matching, saved_searches

if TYPE_CHECKING:
    from companion.domain.campaigns import Campaign
    from companion.domain.clock import Clock
    from companion.domain.searches import Search
    from companion.store.engine import Database

_WEEK = timedelta(days=7)


class Searches:
    """Searches of the list on this laptop."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, search: Search, limit: int = 200) -> FoundList:
        """Return whom a search finds, those with a next step first, and how many they are."""
        now = self._clock.now()
        until = {
            None: None,
            DueBy.OVERDUE: now,
            DueBy.TODAY: end_of_day(now),
            DueBy.WEEK: end_of_day(now) + _WEEK,
        }[search.due]
        with self._database.read() as cx:
            rows, count = rows_matching(cx, search, read_meta(cx).user_id, until, limit)
        return FoundList(tuple(prospect_row(each, now) for each in rows), count)

    def choices(self) -> FilterChoices:
        """Return what a person may filter by, and the searches they kept."""
        with self._database.read() as cx:
            campaigns: list[Campaign] = live_records(cx, "campaign")
            saved = tuple(saved_searches(cx))
        named = sorted(((each.id, each.name) for each in campaigns), key=lambda each: each[1])
        return FilterChoices(tuple(named), saved)

    def keep(self, name: str, search: Search) -> Changes:
        """Keep a search under a name, in place of an earlier one of the same.

        Raises:
            RejectedError: ``invalid``: no name, or nothing to search for.
        """
        saved = SavedSearch(name.strip(), search)
        if problems := saved.problems():
            raise RejectedError(problems[0].sentence, problems=problems)
        with self._database.write() as cx:
            keep_search(cx, saved, self._clock.now())
        return Changes.of("saved_search", saved.name)

    def drop(self, name: str) -> Changes:
        """Forget a search kept."""
        with self._database.write() as cx:
            drop_search(cx, name)
        return Changes.of("saved_search", name)
