"""Waiting: jittered, growing, bounded, and never shorter than the server asked for."""

from __future__ import annotations

from random import Random

import pytest

from companion.sync.backoff import BASE_SECONDS, IDLE_SECONDS, LONGEST_SECONDS, SPREAD, Backoff


class _Highest(Random):
    """Always draws the top of the range."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_backoff_when_failures_follow_each_other_then_the_ceiling_doubles_up_to_five_minutes() -> (
    None
):
    backoff = Backoff(_Highest())
    waits = [backoff.after_failure() for _ in range(10)]
    assert waits[:4] == [BASE_SECONDS * 2**n for n in range(4)]
    assert waits[-1] == LONGEST_SECONDS == 300


def test_backoff_when_a_thousand_laptops_fail_at_once_then_they_come_back_spread_out() -> None:
    laptops = [Backoff(Random(seed)) for seed in range(1000)]
    for laptop in laptops:
        for _ in range(9):
            laptop.after_failure()
    waits = [laptop.after_failure() for laptop in laptops]
    in_each_tenth = [sum(n * 30 <= wait < n * 30 + 30 for wait in waits) for n in range(10)]
    assert min(in_each_tenth) > 50
    assert max(in_each_tenth) < 150


def test_backoff_when_a_try_succeeds_then_failures_are_forgotten_and_polls_are_spread() -> None:
    backoff = Backoff(_Highest())
    for _ in range(5):
        backoff.after_failure()
    assert backoff.after_success() == pytest.approx(IDLE_SECONDS * 1.3)
    assert backoff.after_failure() == BASE_SECONDS
    polls = [Backoff(Random(seed)).after_success() for seed in range(200)]
    assert min(polls) >= 42
    assert max(polls) <= 78
    assert len(set(polls)) == 200


@pytest.mark.parametrize("asked", [0.5, 120.0, 3600.0])
def test_backoff_when_the_server_asks_everybody_for_the_same_then_they_come_back_spread_out(
    asked: float,
) -> None:
    waits = [Backoff(Random(seed)).after_failure(asked) - asked for seed in range(1000)]
    assert min(waits) >= 0
    tenth = max(BASE_SECONDS, asked * SPREAD) / 10
    in_each_tenth = [sum(n <= wait / tenth < n + 1 for wait in waits) for n in range(10)]
    assert min(in_each_tenth) > 50
    assert max(in_each_tenth) < 150


@pytest.mark.parametrize("asked", [0.0, None])
def test_backoff_when_the_server_asks_for_nothing_then_its_own_wait_stands(
    asked: float | None,
) -> None:
    assert Backoff(_Highest()).after_failure(asked) == BASE_SECONDS
