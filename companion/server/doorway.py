"""The outermost layer: names the server on every reply, keeps count and log of what was answered,
and catches what nobody expected.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from companion.server.logs import begin_notes
from companion.server.metrics import ANSWER_SECONDS, ANSWERS, IN_HAND
from companion.server.refusals import refuse_bug
from companion.wire.messages import SERVER_HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from companion.server.endings import Ending

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LET_GO = (b"connection", b"close")
_NOT_LOGGED = frozenset({"/healthz", "/readyz", "/metrics"})

logger = structlog.get_logger("companion.server")


class Doorway:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, server_id: str, ending: Ending) -> None:
        self._app = app
        self._ending = ending
        self._header = (SERVER_HEADER.lower().encode(), server_id.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an unexpected error becomes a calm 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()
        begin_notes()

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                last = [self._header, _LET_GO] if self._ending.is_told else [self._header]
                message["headers"] = [*message.get("headers", ()), *last]
            await send(message)

        IN_HAND.inc()
        try:
            await self._app(scope, receive, send_named)
        except Exception as error:  # noqa: BLE001 - the server's last handler
            answer = refuse_bug(scope["path"], error)
            if not status:
                await answer(scope, receive, send_named)
        finally:
            IN_HAND.dec()
        _keep_count(scope, status, time.perf_counter() - began)


def _keep_count(scope: Scope, status: int, seconds: float) -> None:
    """Count an answer by its route: what was really asked for may be words of a person."""
    route = scope["route"].path if "route" in scope else "none"
    method = scope["method"] if scope["method"] in _METHODS else "other"
    ANSWERS.labels(method, route, str(status)).inc()
    ANSWER_SECONDS.labels(route).observe(seconds)
    if route not in _NOT_LOGGED:
        logger.info(
            "answered", method=method, route=route, status=status, ms=round(seconds * 1000, 1)
        )
