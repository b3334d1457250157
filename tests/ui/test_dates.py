from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from companion.ui import dates

NOW = datetime(2026, 11, 23, 14, 32, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "0 min"), (300, "5 min"), (7_300, "2 h"), (90_000, "1 d")]
)
def test_age_when_asked_is_in_its_largest_unit(seconds: int, words: str) -> None:
    assert dates.age(NOW - timedelta(seconds=seconds), NOW) == words


def test_ago_when_under_a_minute_is_just_now() -> None:
    assert dates.ago(NOW - timedelta(seconds=30), NOW) == "just now"
    assert dates.ago(NOW - timedelta(minutes=2), NOW) == "2 min ago"


def test_ago_when_the_clock_went_back_is_not_negative() -> None:
    assert dates.age(NOW + timedelta(hours=1), NOW) == "0 min"


@pytest.mark.parametrize(("seconds", "shown"), [(161, "02:41"), (3_761, "1:02:41"), (-5, "00:00")])
def test_duration_when_shown_is_as_on_a_clock(seconds: float, shown: str) -> None:
    assert dates.duration(seconds) == shown


def test_place_time_when_the_zone_is_known_names_the_city() -> None:
    assert dates.place_time("Europe/Lisbon", NOW) == "Lisbon\N{NO-BREAK SPACE}14:32"
    assert (
        dates.place_time("America/New_York", NOW)
        == "New\N{NO-BREAK SPACE}York\N{NO-BREAK SPACE}09:32"
    )


@pytest.mark.parametrize("zone", ["", "Nowhere/Town", "../etc/passwd", "Bad\0zone"])
def test_place_time_when_the_zone_is_unknown_is_empty(zone: str) -> None:
    assert dates.place_time(zone, NOW) == ""
