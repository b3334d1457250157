"""How many requests a minute one laptop and one address may make; whoever makes more waits."""

from __future__ import annotations

import math
import time
from hashlib import sha256
from typing import TYPE_CHECKING

from companion.server.callers import caller_of
from companion.server.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

WINDOW_SECONDS = 60.0
_DELIVERIES = "/in/"


class Turnstile:
    """ASGI middleware that counts. ``per_laptop`` and ``per_address`` are a minute's; 0: no end.

    The counts begin anew every minute, all at once: nothing an attacker sends makes them grow.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_laptop: int,
        per_address: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._most = {"laptop": per_laptop, "address": per_address}
        self._clock = clock
        self._counts: dict[tuple[str, str], int] = {}
        self._ends_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429 with the seconds until the counts begin anew."""
        if scope["type"] == "http" and not self._may_pass(scope):
            seconds = str(math.ceil(max(1.0, self._ends_at - self._clock())))
            sentence = "That were too many requests within a minute. Please wait a little."
            headers = {"Retry-After": seconds}
            answer = refusal(scope["path"], 429, "too_many", sentence, headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        if self._clock() >= self._ends_at:
            self._counts = {}
            self._ends_at = self._clock() + WINDOW_SECONDS
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if scope["path"].startswith(_DELIVERIES):  # its address is what a source shows
            shown = scope["path"].encode("utf-8", "replace")
        laptop = sha256(shown).hexdigest() if shown else ""
        passed = [self._counted("address", caller_of(scope)), self._counted("laptop", laptop)]
        return all(passed)

    def _counted(self, kind: str, who: str) -> bool:
        most = self._most[kind]
        if not who or not most:
            return True
        count = self._counts.get((kind, who), 0) + 1
        self._counts[kind, who] = count
        return count <= most
