"""How far a long piece of work is: written by the one who works, read by the one who watches.

Both may be on different threads. Plain numbers are all that passes between them; whoever watches
may ask the work to stop, and it stops at its next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from companion.domain.errors import RejectedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

Item = TypeVar("Item")


class Progress:
    """``done`` of ``total`` steps; both 0 until the work knows how much there is."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._is_stopped = False

    @property
    def is_stopped(self) -> bool:
        """Whether the work was asked to stop."""
        return self._is_stopped

    def expect(self, total: int) -> None:
        """Say how many steps there will be in all."""
        self.total = total

    def stop(self) -> None:
        """Ask the work to stop."""
        self._is_stopped = True

    def through(self, items: Sequence[Item] | Iterable[Item]) -> Iterator[Item]:
        """Give each item, counting it when it is done.

        Raises:
            RejectedError: ``stopped``: it was asked to stop.
        """
        for item in items:
            if self._is_stopped:
                raise RejectedError("It was stopped. Nothing was changed.", "stopped")
            yield item
            self.done += 1


class Arrival(Progress):
    """What comes page by page from somebody who says only how much is left: ``ahead``, if at all.

    ``done`` counts what came. The pace is that at which ``ahead`` gets less, which is not the pace
    of ``done``: much of what is ahead may not be for us.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ahead: int | None = None
        self.seconds_left: float | None = None
        self._first: tuple[int, datetime] | None = None

    def take_in(self, count: int, ahead: int | None, now: datetime) -> None:
        """Count what one page brought, and what is left after it."""
        self.done += count
        self.ahead, self.seconds_left = ahead, None
        if ahead is None:
            return
        whole, began = self._first = self._first or (ahead, now)
        self.seconds_left = seconds_left(whole - ahead, whole, (now - began).total_seconds())

    def check(self) -> None:
        """Go on unless it was asked to stop.

        Raises:
            UnavailableError: ``paused``.
        """
        if self.is_stopped:
            raise UnavailableError("Fetching is paused. What came is kept.", "paused")


def seconds_left(done: int, total: int, seconds: float) -> float | None:
    """Return how long the rest takes at the pace so far; None while that says nothing yet."""
    if done <= 0 or total < done or seconds < 1.0:
        return None
    return seconds * (total - done) / done
