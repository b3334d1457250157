"""Times as a person says them. Values are UTC and aware; shown in the laptop's own zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

translate = QCoreApplication.translate

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def clock_time(at: datetime) -> str:
    """Return the time of day, as 14:30 or as the locale writes it with AM and PM."""
    local = at.astimezone()
    return _written(QTime(local.hour, local.minute))


def exact_time(at: datetime) -> str:
    """Return the time of day with its seconds."""
    return f"{at.astimezone():%H:%M:%S}"


def day(at: datetime) -> str:
    """Return a day of this year or another, as 12 Nov."""
    local = at.astimezone()
    return _dated(local, translate("Dates", "d MMM"))


def full_day(at: datetime) -> str:
    """Return a day with its year, as 12 Nov 2026."""
    local = at.astimezone()
    return _dated(local, translate("Dates", "d MMM yyyy"))


def moment(at: datetime) -> str:
    """Return a day and a time, as Thu 26 Nov, 09:00."""
    local = at.astimezone()
    date = _dated(local, translate("Dates", "ddd d MMM"))
    return f"{date}, {clock_time(at)}"


def due(at: datetime, now: datetime) -> str:
    """Return the time if it is today, else the day."""
    return clock_time(at) if at.astimezone().date() == now.astimezone().date() else day(at)


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in its largest unit: 5 min, 2 h, 1 d."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _HOUR:
        return translate("Dates", "{count} min").format(count=seconds // _MINUTE)
    if seconds < _DAY:
        return translate("Dates", "{count} h").format(count=seconds // _HOUR)
    return translate("Dates", "{count} d").format(count=seconds // _DAY)


def age_in_words(length: timedelta) -> str:
    """Return a length of time in whole words, rounded, as 3 minutes, 2 hours, 1 day, 5 years."""
    seconds = max(_MINUTE, int(length.total_seconds()))
    one, many, unit = next(each for each in _units() if seconds >= each[2] or each[2] == _MINUTE)
    count = round(seconds / unit)
    return one if count == 1 else many.format(count=count)


def _units() -> tuple[tuple[str, str, int], ...]:
    return (
        (translate("Dates", "1 year"), translate("Dates", "{count} years"), 365 * _DAY),
        (translate("Dates", "1 day"), translate("Dates", "{count} days"), _DAY),
        (translate("Dates", "1 hour"), translate("Dates", "{count} hours"), _HOUR),
        (translate("Dates", "1 minute"), translate("Dates", "{count} minutes"), _MINUTE),
    )


def ago(since: datetime, now: datetime) -> str:
    """Return how long ago something was, as part of a sentence."""
    if now - since < timedelta(minutes=1):
        return translate("Dates", "just now")
    return translate("Dates", "{age} ago").format(age=age(since, now))


def duration(seconds: float) -> str:
    """Return a length of time as a clock shows it: 02:41, or 1:02:41 from an hour on."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // _MINUTE, 60)
    rest = f"{minutes:02}:{whole % _MINUTE:02}"
    return f"{hours}:{rest}" if hours else rest


def time_left(seconds: float) -> str:
    """Return how long something will still take, in whole minutes or hours."""
    if seconds < _MINUTE:
        return translate("Dates", "less than a minute left")
    time = age_in_words(timedelta(seconds=seconds))
    return translate("Dates", "about {time} left").format(time=time)


def place_time(zone: str, now: datetime) -> str:
    """Return a city and its time of day, as Lisbon 14:32; empty for an unknown zone."""
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return ""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    words = f"{city} {_written(QTime(local.hour, local.minute))}"
    return words.replace(" ", "\N{NO-BREAK SPACE}")  # a time alone on a line says nothing


def _dated(local: datetime, pattern: str) -> str:
    return QLocale().toString(QDate(local.year, local.month, local.day), pattern)


def _written(time: QTime) -> str:
    has_halves = "AP" in QLocale().timeFormat(QLocale.FormatType.ShortFormat).upper()
    return QLocale().toString(time, "h:mm AP" if has_halves else "HH:mm")
