"""Shares said honestly: with their interval and their n, or "too few calls yet".

What is said here of two shares holds for any two estimates, rates as well (``server.pages.rates``).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Protocol

Z = 1.959964
"""Standard deviations of a two-sided 95 % interval."""

WIDEST = 0.3
"""The widest interval of a share that still tells something: 15 points to either side."""

MOST = 5_000
"""A difference that would need more calls than this is none worth waiting for."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % interval."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """Return how far apart the ends are."""
        return self.high - self.low


class Estimate(Protocol):
    """A figure known from ``of`` calls, no better than its interval says."""

    @property
    def of(self) -> int:
        """Return how many calls it is known from."""
        ...

    @property
    def value(self) -> float:
        """Return the figure itself."""
        ...

    @property
    def interval(self) -> Interval:
        """Return its 95 % interval."""
        ...

    def interval_of(self, n: int) -> Interval:
        """Return the interval it would have if it came from ``n`` calls."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``, such as connected calls with an objection of all connected calls."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """Return the share, 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        """Return Wilson's score interval; of nothing, it can be anything.

        E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
        Journal of the American Statistical Association 22 (1927).
        """
        return _wilson(self.value, self.of) if self.of else Interval(0.0, 1.0)

    def interval_of(self, n: int) -> Interval:
        """Return the interval this share would have if it were one of ``n``."""
        return _wilson(self.value, n)

    @property
    def is_telling(self) -> bool:
        """Tell whether the interval is narrow enough to say the share aloud."""
        return self.interval.width <= WIDEST

    @property
    def missing(self) -> int:
        """Return about how many more it takes until the share can be said aloud."""
        value = self.value if self.of else 0.5
        n = self.of
        while n == 0 or _wilson(value, n).width > WIDEST:
            n += 1
        return n - self.of


def difference(new: Estimate, old: Estimate) -> Interval:
    """Return the interval of ``new - old``, made of the two intervals.

    For shares: R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), method 10. For anything with an interval of
    its own: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures",
    Statistics in Medicine 27 (2008).
    """
    return _apart(new.value, new.interval, old.value, old.interval)


def calls_missing(new: Estimate, old: Estimate) -> int | None:
    """Return how many more calls of ``new`` would tell it from ``old``, both staying as they are.

    The smallest number with which the interval of the difference leaves 0 out. None: the two are
    too close, or ``old`` has too few calls itself.
    """
    if new.of == 0 or not _would_tell(new, old, new.of + MOST):
        return None
    low, high = new.of, new.of + MOST
    while low < high:
        middle = (low + high) // 2
        if _would_tell(new, old, middle):
            high = middle
        else:
            low = middle + 1
    return low - new.of


def is_different(new: Estimate, old: Estimate) -> bool:
    """Tell whether the interval of the difference leaves no room for "no difference"."""
    return _tells(difference(new, old))


def _would_tell(new: Estimate, old: Estimate, n: int) -> bool:
    return _tells(_apart(new.value, new.interval_of(n), old.value, old.interval))


def _tells(apart: Interval) -> bool:
    return apart.low > 0 or apart.high < 0


def _apart(new: float, new_range: Interval, old: float, old_range: Interval) -> Interval:
    down = sqrt((new - new_range.low) ** 2 + (old_range.high - old) ** 2)
    up = sqrt((new_range.high - new) ** 2 + (old - old_range.low) ** 2)
    return Interval(new - old - down, new - old + up)


def _wilson(value: float, n: int) -> Interval:
    spread = Z * sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    middle = value + Z * Z / (2 * n)
    whole = 1 + Z * Z / n
    return Interval(max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole))
