from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.progress import Arrival, Progress, seconds_left


def test_progress_when_items_go_through_counts_those_that_are_done() -> None:
    progress = Progress()
    progress.expect(3)
    seen = [(item, progress.done) for item in progress.through("abc")]
    assert seen == [("a", 0), ("b", 1), ("c", 2)]
    assert (progress.done, progress.total) == (3, 3)


def test_progress_when_stopped_ends_the_work_before_the_next_item() -> None:
    progress = Progress()
    items = progress.through("abc")
    assert next(items) == "a"
    progress.stop()
    with pytest.raises(RejectedError) as refusal:
        next(items)
    assert refusal.value.code == "stopped"
    assert progress.is_stopped


def test_time_left_when_the_pace_is_known_is_told_and_before_it_is_not() -> None:
    assert seconds_left(0, 100, 5.0) is None
    assert seconds_left(10, 100, 0.5) is None
    assert seconds_left(25, 100, 5.0) == 15.0
    assert seconds_left(100, 100, 5.0) == 0.0


def test_arrival_when_pages_come_tells_the_time_left_by_the_pace_of_what_is_ahead() -> None:
    arrival, began = Arrival(), datetime(2026, 11, 23, tzinfo=UTC)
    arrival.take_in(500, 9_000, began)
    assert (arrival.done, arrival.ahead, arrival.seconds_left) == (500, 9_000, None)
    arrival.take_in(500, 6_000, began + timedelta(seconds=10))
    assert (arrival.done, arrival.ahead, arrival.seconds_left) == (1_000, 6_000, 20.0)
    arrival.take_in(3, None, began + timedelta(seconds=11))
    assert (arrival.done, arrival.ahead, arrival.seconds_left) == (1_003, None, None)


def test_arrival_when_paused_goes_no_further() -> None:
    arrival = Arrival()
    arrival.check()
    arrival.stop()
    with pytest.raises(UnavailableError) as refusal:
        arrival.check()
    assert refusal.value.code == "paused"
