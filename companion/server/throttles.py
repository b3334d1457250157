"""Slowing down whoever guesses passwords and codes, without shutting the person themselves out.

Only wrong guesses count. An account takes ten within a quarter of an hour from one address and a
hundred within an hour from all of them; an address may be wrong sixty times, whoever it tries to
be. A browser that has signed in to the account before is counted by itself, so an attacker who
uses up all the others never locks its owner out (OWASP's "device cookie").

They are counted in the database, so that ten server processes allow no more than one
(docs/decisions/045), by keys that only who knows the server's secret can tell.
"""

from __future__ import annotations

import hmac
import math
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from companion.domain.errors import DeniedError, UnavailableError
from companion.domain.ids import new_id
from companion.server.tables import wrong_guess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.server.database import Database


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong guesses within so long a time, whenever it begins."""

    most: int
    within: timedelta


_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
_FROM_ONE_PLACE = Limit(10, _QUARTER)
_ON_ONE_ACCOUNT = Limit(100, _HOUR)
_BY_ONE_ADDRESS = Limit(60, _QUARTER)


@dataclass(frozen=True, slots=True)
class Guess:
    """An attempt: at what, from which address (empty: this machine), by which known browser."""

    target: str
    address: str
    browser: str = ""

    def counts(self) -> list[tuple[Limit, tuple[str, ...]]]:
        """Return what a wrong one counts towards."""
        if self.browser:
            return [(_FROM_ONE_PLACE, ("browser", self.target, self.browser))]
        found: list[tuple[Limit, tuple[str, ...]]] = []
        if self.target:
            found.append((_FROM_ONE_PLACE, ("place", self.target, self.address)))
            found.append((_ON_ONE_ACCOUNT, ("account", self.target)))
        if self.address:
            found.append((_BY_ONE_ADDRESS, ("address", self.address)))
        return found


class Throttle:
    """Counts wrong guesses, for every process of a server together. Threads may share it."""

    def __init__(self, database: Database, clock: Clock, secret: str) -> None:
        self._database, self._clock, self._secret = database, clock, secret.encode()

    @contextmanager
    def watching(self, guess: Guess) -> Iterator[None]:
        """Let somebody guess; DeniedError from within means that the guess was wrong.

        Asks the database, so it must not be called in the event loop, nor in a transaction.

        Raises:
            UnavailableError: ``too_many``, with the seconds to wait; or ``busy``.
        """
        counts = [(limit, self._key(parts)) for limit, parts in guess.counts()]
        if counts:
            with self._database.read() as cx:
                for limit, key in counts:
                    self._check(cx, limit, key)
        try:
            yield
        except DeniedError:
            if counts:
                self._count([key for _, key in counts])
            raise

    def _check(self, cx: Connection, limit: Limit, key: str) -> None:
        since = self._clock.now() - limit.within
        mine = wrong_guess.c.key == key, wrong_guess.c.at > since
        newest = select(wrong_guess.c.at).where(*mine).order_by(wrong_guess.c.at.desc())
        times = cx.scalars(newest.limit(limit.most)).all()
        if len(times) >= limit.most:  # the oldest of them has to grow old enough
            raise _too_many(max(1.0, (times[-1] - since).total_seconds()))

    def _count(self, keys: list[str]) -> None:
        now = self._clock.now()
        with self._database.write() as cx:
            cx.execute(delete(wrong_guess).where(wrong_guess.c.at <= now - _HOUR))
            cx.execute(insert(wrong_guess), [{"id": new_id(), "key": k, "at": now} for k in keys])

    def _key(self, parts: tuple[str, ...]) -> str:
        return hmac.new(
            self._secret, "\0".join(parts).encode("utf-8", "replace"), "sha256"
        ).hexdigest()


def _too_many(seconds: float) -> UnavailableError:
    minutes = math.ceil(seconds / 60)
    sentence = f"There were too many wrong tries. Please try again in {minutes} min."
    return UnavailableError(sentence, "too_many", retry_after=math.ceil(seconds))
