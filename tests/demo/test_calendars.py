"""Business days are counted back from any day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from companion.demo.calendars import DAYS, Calendar


@pytest.mark.parametrize(
    ("today", "last", "first_open"),
    [
        (date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 23)),  # Monday
        (date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 25)),  # Wednesday
        (date(2026, 11, 28), date(2026, 11, 27), date(2026, 11, 30)),  # Saturday
        (date(2026, 11, 29), date(2026, 11, 27), date(2026, 11, 30)),  # Sunday
    ],
)
def test_day_when_counted_from_any_weekday_then_skips_weekends(
    today: date, last: date, first_open: date
) -> None:
    calendar = Calendar(datetime(today.year, today.month, today.day, 7, tzinfo=UTC))
    assert calendar.day(DAYS - 1) == last
    assert calendar.day(DAYS) == first_open
    days = [calendar.day(number) for number in range(-10, DAYS + 10)]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Chicago", "Africa/Lagos"])
def test_slots_when_the_prospect_is_far_away_then_both_are_at_work(zone: str) -> None:
    calendar = Calendar(datetime(2026, 11, 23, 9, tzinfo=UTC))
    slots = [calendar.moment(5, minute) for minute in calendar.slots(5, zone)]
    assert slots
    assert all(8 <= slot.hour < 18 for slot in slots)
    assert all(8 <= slot.astimezone(ZoneInfo(zone)).hour < 18 for slot in slots)
