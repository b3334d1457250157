"""Releases of Companion itself: which one is newer, and what a laptop is told of one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STABLE = "stable"
"""The channel of a laptop that nobody told otherwise."""

_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_CHANNEL = re.compile(r"[a-z][a-z0-9]{0,31}")


@dataclass(frozen=True, slots=True)
class Release:
    """One that can be had: ``installer`` is its file's name, ``size`` in bytes.

    ``notes`` maps languages ("en", "de") to what is new, in plain text.
    """

    version: str
    installer: str
    size: int
    notes: Mapping[str, str] = field(default_factory=dict)

    def notes_in(self, language: str) -> str:
        """Return what is new in a language, in English where there is nothing in it."""
        return self.notes.get(language[:2]) or self.notes.get("en", "")


def is_version(text: str) -> bool:
    """Tell whether a text is a version: three numbers, "1.2.0"."""
    return _VERSION.fullmatch(text) is not None


def is_newer(version: str, than: str) -> bool:
    """Tell whether one version comes after another; both as ``is_version`` has them."""
    return _numbers(version) > _numbers(than)


def is_channel(text: str) -> bool:
    """Tell whether a text names a channel: lower letters and digits, "stable"."""
    return _CHANNEL.fullmatch(text) is not None


def index_name(channel: str, system: str) -> str:
    """Return the name of the file that says which release is the newest of a system."""
    return f"{channel}-{system}.json"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))
