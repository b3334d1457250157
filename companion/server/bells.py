"""The bell that ends a long poll: rung after a commit in this process, relayed from another, or
found by watching the counter.

It is a hint and nothing more: a ring that is missed costs seconds, never a record.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import UnavailableError
from companion.server.metrics import WAITING
from companion.server.relay import Relay
from companion.server.tables import org_sync

if TYPE_CHECKING:
    from companion.server.database import Database

WATCH_SECONDS = 0.5
"""How often the counters are looked at while anybody waits: other processes write too."""

CALM_SECONDS = 2.0
"""The same while the relay listens: then only commands write unheard."""

logger = structlog.get_logger("companion.server")


class Bell:
    """Waits for an organisation's counter to pass a number; one per application."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._relay = None if database.is_sqlite else Relay(database)
        self._heard: dict[str, int] = {}
        self._waiting = 0
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._wanted = asyncio.Event()
        database.subscribe(self.ring)

    def ring(self, org: str, seq: int) -> None:
        """Say that a counter stands at ``seq`` now. Any thread may call it."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, {org: seq})

    def close(self) -> None:
        """Let everybody who waits go home, now and from now on."""
        self._is_closed = True
        self._rung.set()

    @property
    def is_closed(self) -> bool:
        """Tell whether the server is about to end."""
        return self._is_closed

    async def wait_beyond(self, org: str, seq: int, seconds: float) -> bool:
        """Wait until the counter passes ``seq``; False when the time is over first."""
        self._waiting += 1
        WAITING.inc()
        self._wanted.set()
        try:
            async with asyncio.timeout(seconds):
                while self._heard.get(org, 0) <= seq and not self._is_closed:
                    await self._rung.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
            WAITING.dec()
        return self._heard.get(org, 0) > seq

    async def watch(self) -> None:
        """Listen for rings; runs as long as the application does."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            if self._relay is not None:
                tasks.create_task(self._relay.run(self._hear))
            tasks.create_task(self._watch_counters())

    async def _watch_counters(self) -> None:
        while not self._is_closed:
            if not self._waiting:
                self._wanted.clear()
                await self._wanted.wait()
            try:
                counters = await run_in_threadpool(self._counters)
                self._hear(counters)
                self._heard = counters  # a restored backup stands lower than what was heard
            except UnavailableError as error:
                logger.warning("watching_paused", code=error.code)
            is_calm = self._relay is not None and self._relay.is_listening
            await asyncio.sleep(CALM_SECONDS if is_calm else WATCH_SECONDS)

    def _ring(self, counters: dict[str, int]) -> None:
        self._hear(counters)
        if self._relay is not None:
            self._relay.tell(counters)

    def _hear(self, counters: dict[str, int]) -> None:
        news = {org: seq for org, seq in counters.items() if seq > self._heard.get(org, 0)}
        if news:
            self._heard.update(news)
            self._rung.set()  # everyone waiting wakes up and looks …
            self._rung = asyncio.Event()  # … and waits for the next ring if it was not theirs

    def _counters(self) -> dict[str, int]:
        with self._database.read() as cx:
            rows = cx.execute(select(org_sync.c.org, org_sync.c.seq))
            return {row.org: row.seq for row in rows}
