"""How a moment stands in a column: text in UTC whose order is that of time."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_text(value: datetime) -> str:
    """Write a moment the way columns keep it, so that text order is time order."""
    # Not strftime: it imports a module at every call, through a hook that PySide puts before it.
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def read_moment(value: str) -> datetime:
    """Read a moment back from a column, UTC and aware."""
    return datetime.fromisoformat(value).astimezone(UTC)
