"""The end of a server process, told to whoever stands in front of it before it comes.

A balancer asks ``/readyz`` every second or so. For that long a process that was told to end goes on
as ever, but says that it is not ready, and lets nobody keep a connection: the next request then
goes to another process, and nobody ever knocks at a door that is shut.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Ending:
    """When this process ends: not yet told, or a moment that ``monotonic`` reaches."""

    _at: float | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether the end was announced."""
        return self._at is not None

    @property
    def has_come(self) -> bool:
        """Tell whether the end is now."""
        return self._at is not None and time.monotonic() >= self._at

    def announce(self, seconds: float) -> None:
        """Say that the process ends after so many seconds; what was said first counts."""
        if self._at is None:
            self._at = time.monotonic() + seconds
