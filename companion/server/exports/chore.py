"""The chore of every server process that carries out standing exports when they are due."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import CompanionError
from companion.server.exports.orders import claim_order, due_orders, note_run
from companion.server.exports.rewriting import drop_orphans, rewrite_stale
from companion.server.exports.runs import run_order
from companion.server.walls import EVERYWHERE, enter

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.server.database import Database
    from companion.server.settings import Settings

LOOK_SECONDS = 30.0

logger = structlog.get_logger("companion.server")


async def keep_exporting(database: Database, settings: Settings, clock: Clock) -> None:
    """Carry out what is due, as long as the application runs; without a folder there is nothing."""
    while settings.export_folder is not None:
        try:
            await run_in_threadpool(_look, database, settings, clock)
        except CompanionError as error:
            logger.warning("exports_paused", code=error.code)
        await asyncio.sleep(LOOK_SECONDS)


def _look(database: Database, settings: Settings, clock: Clock) -> None:
    if settings.export_folder is not None:
        rewrite_stale(database, settings.export_folder)
        drop_orphans(database, settings.export_folder, clock.now())
    run_due(database, settings, clock)


def run_due(database: Database, settings: Settings, clock: Clock) -> int:
    """Carry out every order that is due; return how many were. A failed one says why and waits."""
    folder = settings.export_folder
    if folder is None:
        return 0
    with database.read() as cx:
        enter(cx, EVERYWHERE)
        due = due_orders(cx, clock.now())
    count = 0
    for org, order_id in due:
        with database.write() as cx:
            enter(cx, org)
            is_ours = claim_order(cx, org, order_id, clock.now())
        if not is_ours:
            continue
        count += 1
        try:
            run_order(database, folder, org, order_id, clock.now())
        except CompanionError as error:
            with database.write() as cx:
                enter(cx, org)
                note_run(cx, org, order_id, error.sentence, clock.now())
    return count
