"""Serving: one process, one line on the output when it is ready, a prompt end on Ctrl-C."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

import structlog
import uvicorn

from companion.domain.clock import SystemClock
from companion.domain.errors import RejectedError
from companion.server.app import make_app
from companion.server.arrivals import PromptProtocol
from companion.server.database import BUSY_SECONDS
from companion.server.lists.staging import LEFT_LYING, forget_old_lists
from companion.server.logs import set_up_logs
from companion.server.retention import raise_floors
from companion.server.rights.journal import erase_again, keep_journal
from companion.server.rights.remains import clean_if_small
from companion.server.schema import check_schema
from companion.server.walls import stands_above

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from companion.server.database import Database
    from companion.server.parts import Parts
    from companion.server.settings import Settings

_GRACE_SECONDS = BUSY_SECONDS + 5
"""A request in hand may wait for the database, and is answered all the same."""

_YOUNG = 10_000
"""So many new objects until the collector looks for circles of them. A portion of a list or a push
makes thousands that are no circle; looking after every 700, as is usual, was a fifth of the work.
"""


def serve(settings: Settings, database: Database) -> None:
    """Serve until told to stop.

    Raises:
        RejectedError: the server is not set up, or cannot listen where it was told to.
    """
    check_schema(database)
    with database.write() as cx:
        raise_floors(cx, SystemClock().now())
        forget_old_lists(cx, SystemClock().now() - LEFT_LYING)
        is_wall_open = stands_above(cx)
    _hold_against_the_list(settings.data_folder, database)
    app = make_app(settings, database)
    gc.freeze()  # what is loaded stays: the collector need not walk it again and again
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    set_up_logs(is_json=settings.logs_json)
    if is_wall_open:  # let the server sign in to PostgreSQL as a role that is no superuser
        structlog.get_logger("companion.server").warning("database_role_stands_above_policies")
    config = uvicorn.Config(
        app,
        http=PromptProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    with _listening(settings.host, settings.port) as listener:
        signal.signal(signal.SIGTERM, _end)  # uvicorn raises it again when all is answered
        _Server(config, app.state.parts).run([listener])


def _hold_against_the_list(folder: Path, database: Database) -> None:
    """Serve nobody who was erased, however the data of before came back."""
    with database.read() as cx:
        keep_journal(folder, cx)
    if erase_again(database, folder, SystemClock().now()):
        clean_if_small(database)


def _end(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        sentence = f"The server cannot listen on {host} port {port}: {error.strerror}. "
        advice = "Please choose another with --host and --port."
        raise RejectedError(sentence + advice, "cannot_listen") from error
    # Connections inherit it. asyncio sets it only where the protocol was named when the socket was
    # made (bpo-31637), and without it each answer waits 40 ms for the laptop's delayed ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    """Uvicorn, which says when it is ready, and ends so that nobody notices."""

    def __init__(self, config: uvicorn.Config, parts: Parts) -> None:
        super().__init__(config)
        self._bell = parts.bell
        self._ending = parts.ending
        self._notice = parts.settings.drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Go on for a while after SIGTERM; end at once on Ctrl-C, or when told a second time."""
        if sig == signal.SIGTERM and self._notice and not self._ending.is_told:
            self._ending.announce(self._notice)
            return
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Look ten times a second whether it is time to end."""
        if self._ending.has_come and not self.should_exit:
            super().handle_exit(signal.SIGTERM, None)
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say where."""
        await super().startup(sockets)
        gc.freeze()  # what serves for good is not walked at every full collection (decision 026)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            # For people and for whoever started it; the log is for programs.
            print(f"Companion server is ready at http://{shown}:{port}", flush=True)  # noqa: T201

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let everybody who waits go home, then stop."""
        self._bell.close()
        await super().shutdown(sockets)
