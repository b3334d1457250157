"""The file with a person's preferences: whatever is wrong with it, the window opens."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from companion.domain.preferences import SCALES, Place, Preferences, is_dial
from companion.system.settings import write_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "preferences.json"
_FARTHEST, _LONGEST = 100_000, 200


def read_preferences(folder: Path) -> Preferences:
    """Return the preferences kept in a folder; strange ones are as at first."""
    try:
        known = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Preferences()
    if not isinstance(known, dict):
        return Preferences()
    read = {name: _READERS[name](known[name]) for name in _READERS if name in known}
    return Preferences(**{name: value for name, value in read.items() if value is not None})


def write_preferences(folder: Path, preferences: Preferences) -> None:
    """Keep the preferences, whole or not at all.

    Raises:
        UnavailableError: ``disk_full`` or ``no_folder``.
    """
    write_private(folder / FILE, json.dumps(asdict(preferences), indent=2))


def _text(value: object) -> str | None:
    is_short = isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST
    return str(value) if is_short else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _scale(value: object) -> int | None:
    return value if type(value) is int and value in SCALES else None


def _dial(value: object) -> str | None:
    text = _text(value)
    return text if text and is_dial(text) else None


def _width(value: object) -> int | None:
    return value if type(value) is int and 0 < value < _FARTHEST else None


def _place(value: object) -> Place | None:
    if not isinstance(value, dict) or set(value) != {each.name for each in fields(Place)}:
        return None
    numbers = [value[name] for name in ("x", "y", "width", "height")]
    if not all(type(each) is int and abs(each) < _FARTHEST for each in numbers):
        return None
    x, y, width, height = numbers
    if min(width, height) <= 0 or not isinstance(value["is_maximized"], bool):
        return None
    return Place(x, y, width, height, value["is_maximized"])


_READERS: dict[str, Callable[[object], Any]] = {
    "theme": _text,
    "language": _text,
    "scale": _scale,
    "tells_due": _flag,
    "tells_news": _flag,
    "is_in_tray": _flag,
    "dial": _dial,
    "whole": _place,
    "compact": _place,
    "is_compact": _flag,
    "list_width": _width,
    "form_width": _width,
}
