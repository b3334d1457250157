"""Shares said honestly: a rate with its interval and its n, or "too few calls yet"."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

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


def difference(new: Share, old: Share) -> Interval:
    """Return the interval of ``new - old``: Newcombe's, from the two score intervals.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17 (1998), method 10.
    """
    return _apart(new.value, new.interval, old.value, old.interval)


def calls_missing(new: Share, old: Share) -> int | None:
    """Return about how many more calls of ``new`` would tell it from ``old``, at these rates.

    None: the rates are too close, or ``old`` has too few itself.
    """
    if new.of == 0:
        return None
    n = new.of
    while n < new.of + MOST:
        if _tells(_apart(new.value, _wilson(new.value, n), old.value, old.interval)):
            return n - new.of
        n += max(1, n // 50)
    return None


def is_different(new: Share, old: Share) -> bool:
    """Tell whether the interval of the difference leaves no room for "no difference"."""
    return _tells(difference(new, old))


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
