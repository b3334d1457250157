"""The outermost layer: names the server on every reply, and catches what nobody expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.server.refusals import refuse_bug
from companion.wire.messages import SERVER_HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Doorway:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, server_id: str) -> None:
        self._app = app
        self._header = (SERVER_HEADER.lower().encode(), server_id.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an unexpected error becomes a calm 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_named(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                message["headers"] = [*message.get("headers", ()), self._header]
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        except Exception as error:  # noqa: BLE001 - the server's last handler
            answer = refuse_bug(scope["path"], error)
            if not has_started:
                await answer(scope, receive, send_named)
