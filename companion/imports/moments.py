"""Dates and times as programs write them, as moments in UTC.

A time that names no zone is taken as UTC: exports rarely say whose zone they meant, and a few
hours change neither the order of touches nor the promise in force in any way a rep would notice.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT)?\s*(?P<offset>[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4})" + _CLOCK)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_MONTHS = 12
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU"})


def is_month_first(texts: Iterable[str], region: str | None) -> bool:
    """Tell whether a column writes 03/04/2024 for the fourth of March.

    A day over twelve anywhere in the column decides; otherwise dotted dates put the day first, and
    the region's habit settles the rest.
    """
    for text in texts:
        if found := _YEAR_LAST.match(text.strip()):
            if int(found["two"]) > _MONTHS:
                return True
            if int(found["one"]) > _MONTHS or found[2] == ".":
                return False
    return region in _MONTH_FIRST_REGIONS


def read_moment(text: str, *, month_first: bool, latest: datetime) -> datetime | None:
    """Return a moment in UTC, or None if the text is none between 1990 and a day past ``latest``.

    Takes ISO 8601 and its relatives, dates with the year last, and Unix seconds or milliseconds.
    Where both a ``Z`` and an offset stand, the offset counts.
    """
    try:
        moment = _moment(text.strip(), month_first)
    except (ValueError, OverflowError):
        return None
    if moment is None or not _EARLIEST <= moment <= latest + timedelta(days=1):
        return None
    return moment


def read_date(text: str, *, month_first: bool) -> date | None:
    """Return the day of a date, or None if the text is none."""
    try:
        moment = _moment(text.strip(), month_first)
    except (ValueError, OverflowError):
        return None
    return moment.date() if moment else None


def _moment(text: str, month_first: bool) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if found := _YEAR_FIRST.fullmatch(text):
        return _at(found, int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(text):
        one, two = int(found["one"]), int(found["two"])
        return _at(found, *((one, two) if month_first else (two, one)))
    return None


def _at(found: re.Match[str], month: int, day: int) -> datetime:
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    fraction = int((found["part"] or "0").ljust(6, "0")[:6])
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    zone = _zone(found["offset"])
    given = datetime(int(found["year"]), month, day, hour, minute, second, fraction, zone)
    return given.astimezone(UTC)


def _zone(offset: str | None) -> timezone:
    if not offset:
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
