"""Days and weeks of a moment in SQL, as ``grains`` cuts them: both databases say it differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, cast, func

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


def day_of(cx: Connection, at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the day a moment falls on, in UTC."""
    if _is_sqlite(cx):
        return func.date(at, type_=Date)
    return cast(func.timezone("UTC", at), Date)


def week_of(cx: Connection, at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the Monday on or before a moment (or a date)."""
    if _is_sqlite(cx):
        return func.date(at, "-6 days", "weekday 1", type_=Date)
    day = at if isinstance(at.type, Date) else func.timezone("UTC", at)
    return cast(func.date_trunc("week", day), Date)


def days_between(
    cx: Connection, one: ColumnElement[Any], other: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Return how many days lie between the days of two moments."""
    if _is_sqlite(cx):
        apart = func.julianday(day_of(cx, other)) - func.julianday(day_of(cx, one))
        return cast(apart, Integer)
    return day_of(cx, other) - day_of(cx, one)


def _is_sqlite(cx: Connection) -> bool:
    return cx.dialect.name == "sqlite"
