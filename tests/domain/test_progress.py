from __future__ import annotations

import pytest

from companion.domain.errors import RejectedError
from companion.domain.progress import Progress, seconds_left


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
