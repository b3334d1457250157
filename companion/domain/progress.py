"""How far a long piece of work is: written by the one who works, read by the one who watches.

Both may be on different threads. Plain numbers are all that passes between them; whoever watches
may ask the work to stop, and it stops at its next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def seconds_left(done: int, total: int, seconds: float) -> float | None:
    """Return how long the rest takes at the pace so far; None while that says nothing yet."""
    if done <= 0 or total < done or seconds < 1.0:
        return None
    return seconds * (total - done) / done
