"""The intervals the pages show, against published tables and against scipy's own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from scipy import stats

from companion.domain.shares import (
    Estimate,
    Interval,
    Share,
    calls_missing,
    difference,
    is_different,
)
from companion.server.pages.rates import Rate


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # The table of exact limits in D. Altman et al., "Statistics with Confidence", 2nd ed. (2000).
    [
        (0, 0.0, 3.689),
        (1, 0.025, 5.572),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (50, 37.111, 65.919),
    ],
)
def test_rate_when_compared_with_the_table_agrees_to_three_places(count, low, high) -> None:
    one, many = Rate(count, 1).interval, Rate(count, 200).interval
    assert (one.low, one.high) == pytest.approx((low, high), abs=0.0015)
    assert (many.low * 200, many.high * 200) == pytest.approx((low, high), abs=0.0015)


@pytest.mark.parametrize(("count", "of"), [(0, 7), (3, 7), (7, 7), (81, 263), (1_200, 400_000)])
def test_share_when_compared_with_scipy_has_the_same_wilson_interval(count, of) -> None:
    ours = Share(count, of).interval
    theirs = stats.binomtest(count, of).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-7)


@pytest.mark.parametrize(("count", "of"), [(1, 7), (30, 40), (812, 900)])
def test_rate_when_compared_with_scipy_has_the_chi_square_interval(count, of) -> None:
    ours = Rate(count, of).interval
    low = stats.chi2.ppf(0.025, 2 * count) / 2 / of
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2 / of
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-9)


def test_rate_when_of_no_calls_can_be_anything() -> None:
    nothing = Rate(0, 0)
    assert (nothing.value, nothing.interval.high, nothing.is_telling) == (0.0, float("inf"), False)
    assert not is_different(nothing, Rate(50, 100))
    assert calls_missing(nothing, Rate(50, 100)) is None


@dataclass
class Grown:
    """A figure as it would be known from more calls."""

    before: Estimate
    of: int

    @property
    def value(self) -> float:
        return self.before.value

    @property
    def interval(self) -> Interval:
        return self.before.interval_of(self.of)

    def interval_of(self, n: int) -> Interval:
        return self.before.interval_of(n)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (Rate(6, 13), Rate(292, 412)),
        (Share(6, 13), Share(240, 412)),
        (Rate(26, 40), Rate(5_000, 10_000)),
    ],
)
def test_missing_when_that_many_more_calls_are_made_tells_and_one_fewer_does_not(new, old) -> None:
    more = calls_missing(new, old)
    assert not is_different(new, old)
    assert more
    assert is_different(Grown(new, new.of + more), old)
    assert not is_different(Grown(new, new.of + more - 1), old)


def test_missing_when_the_old_version_is_known_well_is_where_one_interval_leaves_it_out() -> None:
    """With one side known without doubt only the other's interval counts: solved with scipy."""
    known = Rate(10**9, 10**9)
    n = next(n for n in range(20, 200) if stats.chi2.ppf(0.975, 1.6 * n + 2) / 2 / n < 1)
    assert calls_missing(Rate(16, 20), known) == n - 20
    half = Share(5 * 10**8, 10**9)
    wilson = stats.norm.ppf(0.975) ** 2 * (0.5 * 0.5) / 0.1**2  # Wilson turns on p = 0.5 itself
    assert calls_missing(Share(8, 20), half) == pytest.approx(wilson - 20, abs=1)


def test_difference_when_rates_lie_apart_leaves_nothing_out() -> None:
    apart = difference(Rate(40, 100), Rate(80, 100))
    assert apart.low < -0.4 < apart.high < 0
