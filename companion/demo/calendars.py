"""The sixty business days before now, numbered, so that the story has weeks whatever the date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAYS = 60
"""Business days of the story: twelve weeks of five."""

DAY_STARTS = 8 * 60
"""First minute of the reps' day, in UTC."""

DAY_ENDS = 17 * 60 + 30
SLOT = 20
"""Minutes kept for one call, talk and notes."""

_LOCAL_START, _LOCAL_END = 8 * 60 + 30, 18 * 60
_FRIDAY = 4


class Calendar:
    """Business days by number: 0 to 59 are the story, 60 is today or the next business day."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def day(self, number: int) -> date:
        """Return the date of a business day; numbers below 0 and above 60 reach further."""
        ahead = number - DAYS
        weeks, rest = divmod(self._first_open.weekday() + ahead, 5)
        monday = self._first_open - timedelta(days=self._first_open.weekday())
        return monday + timedelta(days=7 * weeks + rest)

    def moment(self, number: int, minute: int) -> datetime:
        """Return a minute (counted from midnight, UTC) of a business day."""
        return datetime.combine(self.day(number), time(), UTC) + timedelta(minutes=minute)

    def slots(self, number: int, time_zone: str) -> list[int]:
        """List the minutes of a business day at which a rep may ring this zone: both at work."""
        offset = self.moment(number, 12 * 60).astimezone(ZoneInfo(time_zone)).utcoffset()
        ahead = int(offset.total_seconds()) // 60 if offset else 0
        first, last = max(DAY_STARTS, _LOCAL_START - ahead), min(DAY_ENDS, _LOCAL_END - ahead)
        starts = range(DAY_STARTS, DAY_ENDS, SLOT)
        return [minute for minute in starts if first <= minute <= last - SLOT]

    @cached_property
    def _first_open(self) -> date:
        today = self.now.date()
        past_friday = today.weekday() - _FRIDAY
        return today if past_friday <= 0 else today + timedelta(days=3 - past_friday)
