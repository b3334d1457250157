"""How many objections one connected call draws, as sure as it is: a rate with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scipy.special import gammaincinv

from companion.domain.shares import Interval

_TAIL = 0.025
"""What a two-sided 95 % interval leaves out on either side."""

CLEAR = 0.5
"""The widest interval of a rate that still tells something: a quarter to either side."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` events in ``of`` calls; one call may bring none, one or many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """Return the events per call, 0 of no calls."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        """Return Garwood's exact interval of a Poisson rate; of no calls it is without an end.

        F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
        """
        return _garwood(self.count, self.of) if self.of else Interval(0.0, float("inf"))

    def interval_of(self, n: int) -> Interval:
        """Return the interval this rate would have if it came from ``n`` calls."""
        return _garwood(self.value * n, n)

    @property
    def is_telling(self) -> bool:
        """Tell whether the interval is narrow enough to say the rate aloud."""
        return self.interval.width <= CLEAR


@lru_cache(maxsize=4096)
def _garwood(count: float, calls: int) -> Interval:
    low = float(gammaincinv(count, _TAIL)) if count else 0.0
    return Interval(low / calls, float(gammaincinv(count + 1, 1 - _TAIL)) / calls)
