"""The intervals, against the worked examples of Newcombe's two papers of 1998."""

from __future__ import annotations

import pytest

from companion.domain.shares import (
    WIDEST,
    Interval,
    Share,
    calls_missing,
    difference,
    is_different,
)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(81, 263), 0.2553, 0.3662),
        (Share(15, 148), 0.0624, 0.1605),
        (Share(0, 20), 0.0, 0.1611),
        (Share(1, 29), 0.0061, 0.1718),
    ],
)
def test_interval_when_compared_with_the_paper_then_agrees_to_four_places(share, low, high):
    assert (share.interval.low, share.interval.high) == pytest.approx((low, high), abs=0.00005)


def test_interval_when_everybody_objected_then_ends_at_one():
    assert Share(20, 20).interval.high == pytest.approx(1.0)
    assert Share(20, 20).interval.low == pytest.approx(1 - 0.1611, abs=0.00005)


def test_share_when_of_nothing_then_can_be_anything_and_tells_nothing():
    nothing = Share(0, 0)
    assert (nothing.value, nothing.interval) == (0.0, Interval(0.0, 1.0))
    assert not nothing.is_telling


def test_missing_when_so_many_are_added_then_the_share_tells_and_not_before():
    half = Share(3, 6)
    assert not half.is_telling
    n = half.of + half.missing
    assert Share(n // 2, n).interval.width == pytest.approx(WIDEST, abs=0.01)
    assert Share(200, 400).missing == 0
    assert Share(0, 0).missing == 39


def test_difference_when_compared_with_the_paper_then_agrees_to_four_places():
    apart = difference(Share(56, 70), Share(48, 80))
    assert (apart.low, apart.high) == pytest.approx((0.0524, 0.3339), abs=0.00005)
    assert is_different(Share(56, 70), Share(48, 80))


def test_calls_missing_when_a_new_version_has_few_then_says_how_many_and_that_is_enough():
    new, old = Share(6, 13), Share(240, 412)
    assert not is_different(new, old)
    more = calls_missing(new, old)
    assert more
    enough, short = (13 + more) // 13 + 1, (13 + more) // 13 - 1
    assert is_different(Share(6 * enough, 13 * enough), old)
    assert not is_different(Share(6 * short, 13 * short), old)


def test_calls_missing_when_the_rates_are_equal_or_nothing_is_known_then_is_none():
    assert calls_missing(Share(50, 100), Share(50, 100)) is None
    assert calls_missing(Share(0, 0), Share(50, 100)) is None
