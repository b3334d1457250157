"""News between server processes on one PostgreSQL: told after a commit, heard within milliseconds.

A shortcut and nothing more. It may lose anything (a connection that broke, a process that died
before it told), because the counter is watched all the same. It is told after the commit and not
in it: PostgreSQL lets transactions that notify commit one after another only.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import structlog
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.server.database import Database

CHANNEL = "companion_bell"
LISTENER = "companion-server bell"
"""What PostgreSQL shows the listening connection as."""

_RETRY_SECONDS = 1.0
_MOST_AT_ONCE = 100  # a payload holds 8,000 bytes

logger = structlog.get_logger("companion.server")


class Relay:
    """Tells other processes where counters stand, and hears it from them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._untold: dict[str, int] = {}
        self._has_news = asyncio.Event()
        self.is_listening = False

    def tell(self, counters: dict[str, int]) -> None:
        """Have the other processes told, soon; several rings become one."""
        self._untold |= counters
        self._has_news.set()

    async def run(self, hear: Callable[[dict[str, int]], None]) -> None:
        """Listen and tell, as long as the application runs."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(hear))
            tasks.create_task(self._keep_telling())

    async def _listen(self, hear: Callable[[dict[str, int]], None]) -> None:
        address = self._database.listen_url
        while address:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    address,
                    autocommit=True,
                    application_name=LISTENER,
                )
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.is_listening = True
                    async for told in connection.notifies():
                        with suppress(ValueError):
                            hear(dict(json.loads(told.payload)))
            except psycopg.Error as error:
                logger.warning("listening_paused", error=type(error).__name__)
            self.is_listening = False
            await asyncio.sleep(_RETRY_SECONDS)

    async def _keep_telling(self) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            some = dict(list(self._untold.items())[:_MOST_AT_ONCE])
            for org in some:
                del self._untold[org]
            if self._untold:
                self._has_news.set()
            with suppress(UnavailableError):  # the others find out by themselves
                await run_in_threadpool(self._notify, json.dumps(some))

    def _notify(self, payload: str) -> None:
        with self._database.write() as cx:
            cx.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
