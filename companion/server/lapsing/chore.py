"""The chore of every server process that lets go what has been kept for as long as a rule says.

A portion is one transaction with its receipt in the audit trail, so whoever is killed has let go
whole portions, and the next look goes on with what is left. Two processes take turns by the
counter's lock; what one has let go the other does not find any more.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import CompanionError, UnavailableError
from companion.server.lapsing.kinds import let_go
from companion.server.lapsing.rules import Lapsing, note_rule, read_rules
from companion.server.ledgers import Act, Ledger, lock_counter
from companion.server.organisations import organisations
from companion.server.rights.journal import keep_journal
from companion.server.rights.receipts import note_cleaned
from companion.server.rights.remains import clean_if_small
from companion.server.walls import EVERYWHERE, enter

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.server.database import Database
    from companion.server.settings import Settings

LOOK_SECONDS = 3_600.0

_ERASING = frozenset({Lapsing.UNCALLED, Lapsing.CALLED})

logger = structlog.get_logger("companion.server")


async def keep_lapsing(database: Database, settings: Settings, clock: Clock) -> None:
    """Carry the rules out once an hour, as long as the application runs."""
    while True:
        try:
            await run_in_threadpool(carry_out_rules, database, settings, clock)
        except CompanionError as error:
            logger.warning("retention_paused", code=error.code)
        await asyncio.sleep(LOOK_SECONDS)


def carry_out_rules(database: Database, settings: Settings, clock: Clock) -> dict[Lapsing, int]:
    """Let everything go that is due, portion by portion; return how many of each kind.

    Raises:
        UnavailableError: ``export_folder``: a file there cannot be deleted; the rest was let go.
    """
    found: dict[Lapsing, int] = {}
    with database.read() as cx:
        enter(cx, EVERYWHERE)
        orgs = [each.id for each in organisations(cx)]
    for org in orgs:
        for kind in Lapsing:
            while (count := _portion(database, settings, clock, org, kind)) is not None:
                found[kind] = found.get(kind, 0) + count
        if found.keys() & _ERASING:
            _see_to_files(database, settings, clock, org)
    return found


def _portion(
    database: Database, settings: Settings, clock: Clock, org: str, kind: Lapsing
) -> int | None:
    """Let a portion go, if there is a rule; None when nothing was left to do."""
    now = clock.now()
    with database.write() as cx:
        enter(cx, org)
        lock_counter(cx, org)
        rule = read_rules(cx, org).get(kind)  # an admin may have changed it meanwhile
        if rule is None:
            return None
        try:
            count, mark = let_go(cx, org, rule, now, settings.export_folder)
        except OSError as error:
            sentence = f"A file of an export cannot be deleted: {error.strerror}."
            raise UnavailableError(sentence, "export_folder") from error
        note_rule(cx, org, kind, now, mark)
        if count:
            ledger = Ledger(cx, org)
            told = {"kind": kind.value, "count": count, "months": rule.months}
            ledger.note_act(Act("retention", org, "let go", None, now, told))
            ledger.flush()
    return count if count or mark > rule.mark else None


def _see_to_files(database: Database, settings: Settings, clock: Clock, org: str) -> None:
    began = clock.now()
    with database.read() as cx:
        enter(cx, org)
        keep_journal(settings.data_folder, cx, org)
    if clean_if_small(database):
        with database.write() as cx:
            enter(cx, org)
            note_cleaned(cx, org, began)
