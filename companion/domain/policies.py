"""What an administrator decided for every window on a computer; the person cannot change it there.

``None`` leaves a matter to the person. A policy that could not be read is *closed*: whatever it
may have shut stays shut until somebody mends it, and ``trouble`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from companion.domain.errors import RejectedError

MOST_LOCK_DAYS = 365
CLOSED_LOCK_DAYS = 14
"""After how many days without contact a window locks under a policy that could not be read."""


class SignIn(StrEnum):
    """A way to begin: ``alone`` is without a server, ``demo`` the invented company."""

    BROWSER = "browser"
    CODE = "code"
    LINK = "link"
    ALONE = "alone"
    DEMO = "demo"


class Channel(StrEnum):
    """Which releases a laptop is offered."""

    STABLE = "stable"
    BETA = "beta"


@dataclass(frozen=True, slots=True)
class Policy:
    """The presets of one computer; ``path`` is the file they stand in, empty if there is none.

    ``server`` is a full address; ``sign_in`` the ways that are open; ``updates`` whether Companion
    looks for updates itself, ``channel`` which, ``update_source`` from where (a full address or
    a folder); ``telemetry`` can only be off: there is none. ``lock_after_days`` is a most: a
    server that asks for fewer days is heard.
    """

    path: str = ""
    server: str | None = None
    sign_in: frozenset[SignIn] | None = None
    updates: bool | None = None
    channel: Channel | None = None
    update_source: str | None = None
    telemetry: bool | None = None
    lock_after_days: int | None = None
    trouble: str = ""

    def is_preset(self, name: str) -> bool:
        """Tell whether a matter, by its name here, is decided for the person."""
        return getattr(self, name) is not None

    def allows(self, way: SignIn) -> bool:
        """Tell whether a way to begin is open."""
        return self.sign_in is None or way in self.sign_in

    def may_update(self) -> bool:
        """Tell whether Companion may look for updates itself; a person may still not want it."""
        return self.updates is not False

    def lock_days(self, asked: int) -> int:
        """Return after how many days without contact to lock; the server asked for ``asked``.

        0 is never.
        """
        if self.lock_after_days is None:
            return asked
        return min(asked or self.lock_after_days, self.lock_after_days)

    def check_way(self, way: SignIn) -> None:
        """Check that a way to begin is open.

        Raises:
            RejectedError: ``closed_by_policy``.
        """
        if not self.allows(way):
            sentence = "Your administrator has closed this way to begin. Please ask them."
            raise RejectedError(self.trouble or sentence, "closed_by_policy")

    def check_server(self, address: str) -> None:
        """Check that a server, by its full address, is the one that was preset, if one was.

        Raises:
            RejectedError: ``another_server``.
        """
        if self.server is not None and address != self.server:
            sentence = (
                f"Your administrator has set {self.server} for this computer, so Companion does "
                f"not talk to {address}."
            )
            raise RejectedError(sentence, "another_server")


FREE = Policy()
"""Everything is left to the person."""

CLOSED = Policy(
    sign_in=frozenset(),
    updates=False,
    telemetry=False,
    lock_after_days=CLOSED_LOCK_DAYS,
)
"""What holds for each matter that a policy which could not be read may have decided."""

PRESETS = tuple(field.name for field in fields(Policy) if field.name not in {"path", "trouble"})
"""The names of all matters a policy may decide."""
