"""Fetching everything anew, page by page, from where the last try ended."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.errors import UnavailableError
from companion.store.meta import read_meta
from companion.store.resync import drop_stage, stage_page, take_over, want_resync

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.progress import Arrival
    from companion.store.engine import Database
    from companion.sync.pace import Pace
    from companion.sync.transport import Transport
    from companion.wire.messages import Snapshot

log = logging.getLogger(__name__)

_LOGGED = 50
"""How many ids one line of the log names at most."""

ANEW = frozenset({"resync", "too_old"})
"""Codes of refusals after which a laptop must begin anew."""


class Refetched(NamedTuple):
    """What beginning anew touched, and how many records came."""

    changes: Changes
    fetched: int


class Resync:
    """One try to begin anew; what it gathers stays for the next one."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        clock: Clock,
        pace: Pace,
        reason: str,
        arrival: Arrival,
    ) -> None:
        """``arrival`` counts the records for whoever watches; they may stop it between pages."""
        self._database = database
        self._transport = transport
        self._clock = clock
        self._pace = pace
        self._reason = reason
        self._arrival = arrival
        self._count = 0

    def run(self) -> Refetched:
        """Gather every page, then let them take the place of what was there."""
        with self._database.write() as cx:
            want_resync(cx, self._reason)
        page = self._next_page()
        while page.more:
            page = self._next_page()
        with self._database.write() as cx:
            changes = take_over(cx, page)
        log.info("begun anew (%s): %s", self._reason, sorted(changes.ids)[:_LOGGED])
        return Refetched(changes, self._count)

    def _next_page(self) -> Snapshot:
        self._arrival.check()
        with self._database.read() as cx:
            meta = read_meta(cx)
        since = meta.cursor or ""
        page = self._fetch(meta.snapshot_after or "", meta.snapshot_as_of or "", since)
        if page.more and page.after == meta.snapshot_after:
            sentence = "The server answers, but nothing gets on. Companion tries again by itself."
            raise UnavailableError(sentence, "no_progress")
        with self._database.write() as cx:
            stage_page(cx, page)
        self._count += len(page.items)
        self._arrival.take_in(len(page.items), None, self._clock.now())
        return page

    def _fetch(self, after: str, as_of: str, since: str) -> Snapshot:
        try:
            page = self._transport.snapshot(after, as_of, self._pace.items, since=since)
        except UnavailableError as failure:
            if failure.code == "timeout":
                self._pace.ease_pull()
            if failure.code not in ANEW or not as_of:
                raise
            with self._database.write() as cx:
                drop_stage(cx)
            return self._fetch("", "", since)
        self._pace.raise_pull()
        return page
