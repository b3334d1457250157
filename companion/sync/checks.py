"""Doubts about what a pull brings: that it takes too much away, or ends with something else here.

Both end in fetching everything anew, which reads the server's records another way. The outbox is
no part of it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError
from companion.store.holdings import (
    MOST_GONE,
    count_copies,
    count_taken,
    entities_differing,
    is_too_many,
)
from companion.store.meta import write_meta
from companion.store.resync import DIFFERS, want_resync

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.store.engine import Database
    from companion.wire.messages import EntityDigest, Pulled

log = logging.getLogger(__name__)

CHECKED_EVERY = timedelta(days=1)
"""How often what is here is compared with what the server has."""


class Checks:
    """The doubts of one round. ``is_anew`` says that it fetched everything anew already."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._taken = 0
        self.is_anew = False

    def begin_pull(self) -> None:
        """Begin to count what this pull takes away."""
        self._taken = 0

    def is_due(self, checked_at: datetime | None) -> bool:
        """Tell whether it is time to compare; a clock that was set back must not put it off."""
        if self.is_anew or checked_at is None:
            return True
        return abs(self._clock.now() - checked_at) >= CHECKED_EVERY

    def brake(self, page: Pulled) -> None:
        """Stop before a pull that empties the laptop; the next round fetches everything anew.

        Raises:
            UnavailableError: ``many_gone``; nothing of the page was taken over.
        """
        if not page.items:
            return
        with self._database.read() as cx:
            taken = count_taken(cx, page.items)
            before, self._taken = self._taken, self._taken + taken
            if self._taken <= MOST_GONE:
                return
            held = count_copies(cx) + before
        if not is_too_many(self._taken, held):
            return
        log.warning("braked: a pull would take %s of %s records", self._taken, held)
        with self._database.write() as cx:
            want_resync(cx, "many_gone")
        sentence = (
            f"The server says that {self._taken:,} of {held:,} records are gone. They are still "
            "here; Companion asks for everything anew to make sure."
        )
        raise UnavailableError(sentence, "many_gone")

    def compare(self, cx: Connection, told: Mapping[str, EntityDigest]) -> None:
        """Compare what is here with what must be. Where it differs all is fetched anew, once.

        A laptop that differs after that, too, says so in its log and tries again a day later.
        """
        write_meta(cx, digest_at=self._clock.now())
        if not (wrong := entities_differing(cx, told)):
            return
        log.warning("not what the server has: %s", ", ".join(wrong))
        if not self.is_anew:
            want_resync(cx, DIFFERS)
