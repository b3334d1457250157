"""Slowing down whoever guesses passwords and codes, without shutting the person themselves out.

Only wrong guesses count. An account takes ten within a quarter of an hour from one address and a
hundred within an hour from all of them; an address may be wrong sixty times, whoever it tries to
be. A browser that has signed in to the account before is counted by itself, so an attacker who
uses up all the others never locks its owner out (OWASP's "device cookie").
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from companion.domain.errors import DeniedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limits import RateLimitItem

_QUARTER = 15
_FROM_ONE_PLACE = RateLimitItemPerMinute(10, _QUARTER)
_ON_ONE_ACCOUNT = RateLimitItemPerHour(100)
_BY_ONE_ADDRESS = RateLimitItemPerMinute(60, _QUARTER)


@dataclass(frozen=True, slots=True)
class Guess:
    """An attempt: at what, from which address (empty: this machine), by which known browser."""

    target: str
    address: str
    browser: str = ""

    def counts(self) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        """Return what a wrong one counts towards."""
        if self.browser:
            return [(_FROM_ONE_PLACE, ("browser", self.target, self.browser))]
        found: list[tuple[RateLimitItem, tuple[str, ...]]] = []
        if self.target:
            found.append((_FROM_ONE_PLACE, ("place", self.target, self.address)))
            found.append((_ON_ONE_ACCOUNT, ("account", self.target)))
        if self.address:
            found.append((_BY_ONE_ADDRESS, ("address", self.address)))
        return found


class Throttle:
    """Counts wrong guesses in this process. Threads may share it."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    @contextmanager
    def watching(self, guess: Guess) -> Iterator[None]:
        """Let somebody guess; DeniedError from within means that the guess was wrong.

        Raises:
            UnavailableError: ``too_many``, with the seconds to wait.
        """
        for limit, key in guess.counts():
            if not self._windows.test(limit, *key):
                ends_at = self._windows.get_window_stats(limit, *key).reset_time
                raise _too_many(max(1.0, ends_at - time.time()))
        try:
            yield
        except DeniedError:
            for limit, key in guess.counts():
                self._windows.hit(limit, *key)
            raise


def _too_many(seconds: float) -> UnavailableError:
    minutes = math.ceil(seconds / 60)
    sentence = f"There were too many wrong tries. Please try again in {minutes} min."
    return UnavailableError(sentence, "too_many", retry_after=math.ceil(seconds))
