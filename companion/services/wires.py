"""The connections of a line, one a lane: made when they are needed, cut after a sleep, or for good.

After a sleep the sockets lead nowhere, and nobody tells: a request on one of them would wait out
its whole deadline. So they are cut, and the next request makes new ones.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.sync.transport import Transport

CUT = "hung_up"
"""The code of what ends when a connection is cut on this side."""


class Wires:
    """The transports of one line. Every method may be called from any thread."""

    def __init__(self, connect: Callable[[], Transport] | None) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._transports: dict[str, Transport] = {}
        self._bell = threading.Event()
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether somebody hung up for good."""
        return self._is_over

    def transport(self, lane: str) -> Transport:
        """Return the transport of a lane, made if there is none.

        Raises:
            UnavailableError: ``hung_up``, for good; or whatever making one raises.
        """
        with self._lock:
            if self._connect is None or self._is_over:
                raise UnavailableError("The line was closed.", CUT)
            if lane not in self._transports:
                self._transports[lane] = self._connect()
            return self._transports[lane]

    def rest(self, seconds: float) -> None:
        """Let one lane wait, until the time is over or somebody cuts it short."""
        self._bell.wait(seconds)
        with self._lock:
            if not self._is_over:
                self._bell.clear()

    def cut(self) -> None:
        """End what is under way, and who rests; what is asked for next goes over new wires."""
        with self._lock:
            old, self._transports = list(self._transports.values()), {}
            self._bell.set()
            for transport in old:
                transport.hang_up()

    def hang_up(self) -> None:
        """End what is under way, and take no more."""
        with self._lock:
            self._is_over = True
            self._bell.set()
            for transport in self._transports.values():
                transport.hang_up()
