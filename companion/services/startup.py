"""Whether Companion starts with the day: offered by an installed program, not by a clone of it."""

from __future__ import annotations

import sys

from companion.system.autostart import is_starting, set_starting


class Startup:
    """``program`` is the path of the installed program, empty when it is not installed."""

    def __init__(self, program: str | None = None) -> None:
        is_frozen = getattr(sys, "frozen", False)
        self._program = (sys.executable if is_frozen else "") if program is None else program

    @property
    def is_offered(self) -> bool:
        """Whether there is a program to start."""
        return bool(self._program)

    def is_on(self) -> bool:
        """Tell whether it starts with the day."""
        return is_starting()

    def choose(self, *, is_wanted: bool) -> None:
        """Let it start with the day, or not any more.

        Raises:
            UnavailableError: ``no_autostart``.
        """
        set_starting(self._program, is_wanted=is_wanted)
