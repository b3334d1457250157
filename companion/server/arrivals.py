"""Requests that arrive too slowly: whoever sends a byte a minute must not keep a place for hours.

Head and body each have some seconds, and a body one more for each thousand bytes that came: a
train's network is not an attack. uvicorn itself waits for ever for both.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD_SECONDS = 20.0
"""From the first wait for a request until its head is whole, on a connection kept open too."""

LEAST_PACE = 1_000
"""Bytes of a body that buy a second."""


class Arrivals:
    """ASGI middleware: ``seconds`` for a body, and more as it comes; then it answers 408."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a clock on what is still to come of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + self._seconds
        is_whole = False

        async def receive_in_time() -> Message:
            nonlocal deadline, is_whole
            if is_whole:  # what is waited for now is that the other side goes away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                is_whole = True
                raise _too_slow() from None
            deadline += len(message.get("body", b"")) / LEAST_PACE
            is_whole = not message.get("more_body", False)
            return message

        await self._app(scope, receive_in_time, send)


class PromptProtocol(H11Protocol):
    """uvicorn's HTTP, which closes a connection whose next request does not come to its point."""

    head_seconds: ClassVar = HEAD_SECONDS
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once a head is whole; go on if only a piece of one came."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._calm()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._calm()
        elif self._giving_up is None and not self.transport.is_closing():
            self._giving_up = self.loop.call_later(self.head_seconds, self.transport.close)

    def _calm(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


def _too_slow() -> RejectedError:
    sentence = "The request came too slowly. Please send it again, in smaller parts if it is large."
    return RejectedError(sentence, "too_slow")
