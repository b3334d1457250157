from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from companion.services.views import SyncState, SyncStatus
from companion.ui.line.sentences import (
    clock_advice,
    lock_advice,
    state_advice,
    status_colour,
    status_words,
)
from companion.ui.tokens import LIGHT

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)


def test_words_when_in_step_are_calm() -> None:
    status = SyncStatus(SyncState.IN_STEP, last_sync_at=NOW - timedelta(minutes=2))
    assert status_words(status, NOW) == "All sent · last sync 2 min ago"
    assert status_colour(status) == "good"


def test_words_when_something_waits_count_it() -> None:
    status = SyncStatus(SyncState.IN_STEP, unsent=3)
    assert status_words(status, NOW) == "3 not sent yet"


def test_words_when_attention_is_needed_begin_with_it() -> None:
    status = SyncStatus(SyncState.OFFLINE, unsent=2, attention=1)
    words = status_words(status, NOW)
    assert words.startswith("1 needs your attention · Offline")
    assert "2 not sent yet" in words
    assert status_colour(status) == "warning"


def test_words_when_alone_speak_of_no_server() -> None:
    status = SyncStatus(SyncState.ALONE, unsent=40, last_sync_at=NOW)
    assert status_words(status, NOW) == "Kept on this laptop only"


@pytest.mark.parametrize("state", list(SyncState))
def test_state_when_shown_has_words_and_a_colour(state: SyncState) -> None:
    status = SyncStatus(state)
    assert status_words(status, NOW)
    assert hasattr(LIGHT, status_colour(status))
    assert isinstance(state_advice(status), str)


def test_words_when_the_lock_is_near_or_there_say_so() -> None:
    near = SyncStatus(SyncState.OFFLINE, locks_in=timedelta(days=2))
    assert "locks in 2 days" in status_words(near, NOW)
    assert lock_advice(near).startswith("In 2 days")
    far = SyncStatus(SyncState.IN_STEP, locks_in=timedelta(days=13))
    assert "lock" not in status_words(far, NOW)
    assert lock_advice(far) == ""
    assert status_colour(far) == "good"
    locked = SyncStatus(SyncState.OFFLINE, locks_in=-timedelta(minutes=1))
    assert "Locked" in status_words(locked, NOW)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=2), "2 hours ahead"),
        (timedelta(minutes=-6), "6 minutes behind"),
        (timedelta(days=1825), "5 years ahead"),
        (timedelta(days=-1), "1 day behind"),
    ],
)
def test_words_when_the_clock_is_wrong_say_by_how_much(ahead: timedelta, words: str) -> None:
    status = SyncStatus(SyncState.IN_STEP, clock_ahead=ahead)
    assert words in clock_advice(status)
    assert "clock is wrong" in status_words(status, NOW)
    assert status_colour(status) == "warning"


def test_words_when_draining_tell_sending_from_done() -> None:
    assert "still sends" in status_words(SyncStatus(SyncState.DRAINING, unsent=1), NOW)
    assert "All is sent" in status_words(SyncStatus(SyncState.DRAINING), NOW)


def test_words_when_everything_is_fetched_for_the_first_time_count_what_came() -> None:
    status = SyncStatus(SyncState.SYNCING, fetched=4500)
    said = status_words(status, NOW).replace(",", "")
    assert said == "Fetching for the first time: 4500 records so far"
    later = SyncStatus(SyncState.SYNCING, fetched=4500, last_sync_at=NOW)
    assert status_words(later, NOW).startswith("Sending and fetching")


def test_words_when_the_server_says_what_is_ahead_tell_it_and_the_time_left() -> None:
    status = SyncStatus(SyncState.SYNCING, fetched=450, ahead=600, seconds_left=140.4)
    said = "Fetching for the first time: 450 records so far, at most 600 to come"
    assert status_words(status, NOW) == f"{said} · about 2 minutes left"
    nearly = replace(status, seconds_left=59.0)
    assert status_words(nearly, NOW) == f"{said} · less than a minute left"
    assert status_words(SyncStatus(SyncState.PAUSED), NOW) == "Fetching is paused"
