"""Saving a call on the laptop, against the least that could do it: two rows by plain ``sqlite3``.

Ours is what Save does: validation, the prospect read, due follow-ups completed, the call, its
outbox entry and the overlay in one durable, encrypted transaction.
"""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import count
from pathlib import Path
from time import perf_counter

from companion.domain.calls import Disposition
from companion.domain.clock import SystemClock
from companion.domain.drafts import CallDraft
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.people import User
from companion.domain.prospects import Prospect
from companion.services.calls import Calls
from companion.store.engine import open_database
from companion.store.meta import write_meta
from companion.store.replica import put_base
from tests.benchmarks.rows import Row, alternate, compare, hand_over

SAVES = 100
NOTES = "Asked what the two-van trial costs after thirty days; wants to see it on a phone."


def measure(folder: Path) -> Row:
    """Save calls on both sides in turn; the figure is milliseconds a call."""
    clock = SystemClock()
    database = open_database(folder / "laptop.sqlite3", bytes(range(32)))
    me, prospect = User(new_id(), "Rita", "rita@example.com"), Prospect(new_id(), "Marta Oliveira")
    with database.write() as cx:
        put_base(cx, [me, *default_categories(), prospect])
        write_meta(cx, user_id=me.id)
    calls = Calls(database, clock)

    def ours() -> float:
        drafts = [_draft(prospect.id) for _ in range(SAVES)]
        began = perf_counter()
        for draft in drafts:
            calls.finish_call(draft)
        return (perf_counter() - began) / SAVES * 1_000

    plain = _open_plain(folder / "plain.sqlite3")
    number = count()

    def theirs() -> float:
        began = perf_counter()
        for _ in range(SAVES):
            each = f"{next(number):036}"
            plain.execute("BEGIN IMMEDIATE")
            plain.execute("INSERT INTO call VALUES (?, ?, ?, ?, ?, ?)", (each, *_CALL))
            plain.execute("INSERT INTO outbox VALUES (NULL, ?, ?, ?, ?)", (each, *_CHANGE))
            plain.execute("COMMIT")
        return (perf_counter() - began) / SAVES * 1_000

    figures = alternate(ours, theirs)
    database.close()
    plain.close()
    return compare(
        7,
        "save of a call with its outbox entry",
        "sqlite3, two rows, not encrypted",
        "ms",
        figures,
        2.0,
        unequal="ours validates, reads the prospect and its due follow-ups, and encrypts",
    )


_CALL = ("0" * 36, "2026-11-25T09:00:00Z", "connected", "follow_up", NOTES)
_CHANGE = ("call", f'{{"notes": "{NOTES}"}}', "pending")


def _draft(prospect_id: str) -> CallDraft:
    return CallDraft(
        call_id=new_id(),
        prospect_id=prospect_id,
        follow_up_id=new_id(),
        disposition=Disposition.CONNECTED,
        notes=NOTES,
    )


def _open_plain(path: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE call (id TEXT PRIMARY KEY, prospect, at, disposition, outcome, n)")
    plain.execute("CREATE TABLE outbox (n INTEGER PRIMARY KEY, id TEXT UNIQUE, e, fields, state)")
    return plain


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over([measure(Path(temporary))])
