"""How long to wait before the next try, so that a thousand laptops never come at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

BASE_SECONDS = 2.0
LONGEST_SECONDS = 300.0
IDLE_SECONDS = 60.0
SPREAD = 0.3
"""Share of a set wait that is drawn: about a poll, and on top of what a server asked for."""


class Backoff:
    """Full jitter: any wait up to a ceiling that doubles with each failure in a row."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._ceiling = BASE_SECONDS

    def after_success(self) -> float:
        """Return the seconds to the next poll, and forget the failures."""
        self.start_anew()
        return IDLE_SECONDS * self._rng.uniform(1 - SPREAD, 1 + SPREAD)

    def start_anew(self) -> None:
        """Forget the failures: what failed then says nothing about now."""
        self._ceiling = BASE_SECONDS

    def after_failure(self, asked: float | None = None) -> float:
        """Return the seconds to the next try: a drawn wait, on top of what the server ``asked``.

        A server that is overrun asks everybody for the same; with nothing on top, all of them
        would be back in the same second.
        """
        least = asked or 0.0
        wait = least + self._rng.uniform(0, max(self._ceiling, least * SPREAD))
        self._ceiling = min(self._ceiling * 2, LONGEST_SECONDS)
        return wait
