"""The rules run over all touches, and how far that is: in the database, so every process knows.

Whoever runs them gives a sign of life with each step. Nothing is lost when they fall silent: what
was changed stands, and another run changes the rest.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select, update

from companion.domain.ids import new_id
from companion.server.attribution.reruns import carry_on
from companion.server.ledgers import Act, Ledger, lock_counter
from companion.server.tables import rule_run
from companion.server.walls import enter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.parts import Parts

SILENCE = timedelta(seconds=45)
"""After so long without a sign of life nobody runs the rules any more."""


class Reached(NamedTuple):
    """How far a run is: touches looked at, and changed."""

    looked_at: int
    changed: int


def running(cx: Connection, org: str, now: datetime) -> Reached | None:
    """Return how far the run is that is under way, if one is."""
    columns = rule_run.c
    query = select(columns.looked_at, columns.changed)
    row = cx.execute(query.where(columns.org == org, columns.beat_at > now - SILENCE)).first()
    return Reached(*row) if row is not None else None


def begin_run(cx: Connection, org: str, now: datetime) -> str | None:
    """Note that a run begins; return its worker's name, or None if one is under way.

    Takes the counter's lock first, so that of two who ask at once one begins.
    """
    lock_counter(cx, org)
    if running(cx, org, now) is not None:
        return None
    worker = new_id()
    cx.execute(delete(rule_run).where(rule_run.c.org == org))
    row = {"org": org, "worker": worker, "beat_at": now, "looked_at": 0, "changed": 0}
    cx.execute(insert(rule_run).values(row))
    return worker


def run_rules(parts: Parts, org: str, worker: str, user_id: str) -> None:
    """Run the rules over all touches, a few in each transaction; runs after the answer."""
    mine = rule_run.c.org == org, rule_run.c.worker == worker
    before = ""
    try:
        while True:
            with parts.database.write() as cx:
                enter(cx, org)
                lock_counter(cx, org)
                held = cx.execute(select(rule_run).where(*mine)).first()
                if held is None or parts.bell.is_closed:
                    return
                now = parts.clock.now()
                seen, found, before = carry_on(cx, org, before, user_id, now)
                counts = {"looked_at": held.looked_at + seen, "changed": held.changed + found}
                cx.execute(update(rule_run).where(*mine).values(beat_at=now, **counts))
                if not before:
                    ledger = Ledger(cx, org)
                    ledger.note_act(Act("attribution", org, "ran", user_id, now, {**counts}))
                    ledger.flush()
                    return
    finally:
        with parts.database.write() as cx:
            enter(cx, org)
            cx.execute(delete(rule_run).where(*mine))
