"""The courier: a chore of every server process that carries what waits to whom it is for.

It is woken when this process has written, and looks by itself for what other processes wrote and
for tries that are due. An address that is slow or gone holds up nobody but itself.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from standardwebhooks import Webhook
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import UnavailableError
from companion.server.hooks.deliveries import (
    claim,
    due_endpoints,
    forget_old,
    next_due,
    note_attempt,
)
from companion.server.hooks.posting import Answered, post
from companion.server.hooks.seals import unseal
from companion.server.logs import bug_facts
from companion.server.walls import EVERYWHERE, enter

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.clock import Clock
    from companion.server.database import Database
    from companion.server.hooks.deliveries import Load
    from companion.server.settings import Settings

LOOK_SECONDS = 5.0
"""How often a courier looks for what nobody woke it for."""

ADDRESSES_AT_ONCE = 16
TIDY_EVERY = timedelta(hours=1)

logger = structlog.get_logger("companion.server")


class Courier:
    """Carries deliveries until it is cancelled; one for each application."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._rules, self._key = settings.hooks, settings.secret_key
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._tidied_at: datetime | None = None
        self._room = asyncio.Semaphore(ADDRESSES_AT_ONCE)
        database.subscribe(self._on_written)

    async def run(self) -> None:
        """Carry, as long as the application runs; what is on its way then comes up again."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                self._woken.clear()
                wait = await self._look()
                try:
                    async with asyncio.timeout(wait):
                        await self._woken.wait()
                except TimeoutError:
                    continue
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _on_written(self, _org: str, _seq: int) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def _look(self) -> float:
        """Begin to serve every address for which something is due; return how long to rest."""
        try:
            endpoints, due_at = await run_in_threadpool(self._due)
            await self._tidy()
        except UnavailableError as error:
            logger.warning("hooks_paused", code=error.code)
            return LOOK_SECONDS
        for key in endpoints:
            if key not in self._under_way:
                task = asyncio.create_task(self._serve(*key))
                self._under_way[key] = task
                task.add_done_callback(partial(self._on_served, key))
        if due_at is None or endpoints:
            return LOOK_SECONDS
        return min(max((due_at - self._clock.now()).total_seconds(), 0.01), LOOK_SECONDS)

    def _on_served(self, key: tuple[str, str], task: asyncio.Task[None]) -> None:
        del self._under_way[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("bug", endpoint=key[1], **bug_facts(error))
        self._woken.set()

    async def _serve(self, org: str, endpoint_id: str) -> None:
        async with self._room:
            try:
                while loads := await run_in_threadpool(self._claim, org, endpoint_id):
                    await asyncio.gather(*map(self._carry, loads))
            except UnavailableError as error:
                logger.warning("hooks_paused", code=error.code)
                await asyncio.sleep(LOOK_SECONDS)

    async def _carry(self, load: Load) -> None:
        began = self._clock.now()
        try:
            headers = signed_headers(self._key, load, began)
        except UnavailableError as error:
            answered = Answered(None, error.sentence)
        else:
            answered = await post(
                load.url, load.body.encode(), headers, self._rules.seconds, self._rules.allowed
            )
        await run_in_threadpool(self._note, load, answered, began)
        logger.info(
            "hook_tried",
            endpoint=load.endpoint_id,
            event=load.event_id,
            tries=load.tries,
            status=answered.status,
        )

    def _due(self) -> tuple[list[tuple[str, str]], datetime | None]:
        with self._database.read() as cx:
            enter(cx, EVERYWHERE)
            return due_endpoints(cx, self._clock.now()), next_due(cx)

    def _claim(self, org: str, endpoint_id: str) -> list[Load]:
        with self._database.write() as cx:
            enter(cx, org)
            return claim(cx, org, endpoint_id, self._rules, self._clock.now())

    def _note(self, load: Load, answered: Answered, began: datetime) -> None:
        with self._database.write() as cx:
            enter(cx, load.org)
            note_attempt(cx, load, answered, self._rules, began, self._clock.now())

    async def _tidy(self) -> None:
        now = self._clock.now()
        if self._tidied_at is None or now - self._tidied_at > TIDY_EVERY:
            self._tidied_at = now
            await run_in_threadpool(self._forget_old, now)

    def _forget_old(self, now: datetime) -> None:
        with self._database.write() as cx:
            enter(cx, EVERYWHERE)
            forget_old(cx, now)


def signed_headers(secret_key: str, load: Load, at: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks: id, time, and a signature by each valid secret.

    Raises:
        UnavailableError: ``sealed``.
    """
    signatures = [
        Webhook(unseal(secret_key, each)).sign(load.event_id, at, load.body)
        for each in load.secrets
    ]
    return {
        "webhook-id": load.event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
