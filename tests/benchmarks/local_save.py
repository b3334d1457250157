"""Saving a call on the laptop, against the least that could do it: two rows by plain ``sqlite3``.

Ours is what Save does: validation, the prospect read, due follow-ups completed, the call, its
outbox entry and the overlay in one durable, encrypted transaction. The second row has the same two
rows through ``sqlcipher3``, with our settings: what the library takes besides what we do.
"""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from companion.domain.calls import Disposition
from companion.domain.clock import SystemClock
from companion.domain.drafts import CallDraft
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.people import User
from companion.domain.prospects import Prospect
from companion.services.calls import Calls
from companion.store.engine import open_database
from companion.store.file import connect
from companion.store.meta import write_meta
from companion.store.replica import put_base
from tests.benchmarks.rows import Row, alternate, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Callable

SAVES = 100
NOTES = "Asked what the two-van trial costs after thirty days; wants to see it on a phone."


def measure(folder: Path) -> list[Row]:
    """Save calls on each side in turn; the figures are milliseconds a call."""
    clock = SystemClock()
    database = open_database(folder / "laptop.sqlite3", _KEY)
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

    plain = sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    locked = connect(folder / "locked.sqlite3", _KEY)
    against_plain = alternate(ours, _two_rows(plain))
    against_locked = alternate(ours, _two_rows(locked))
    for each in (database, plain, locked):
        each.close()
    subject, unequal = "save of a call with its outbox entry", "ours validates, and reads first"
    peer = "sqlcipher3, two rows, our settings"
    return [
        compare(
            7,
            subject,
            "sqlite3, two rows, not encrypted",
            "ms",
            against_plain,
            2.0,
            unequal=f"{unequal}; it encrypts, and its library asks the disk for more (fsync)",
        ),
        compare(0, subject, peer, "ms", against_locked, 2.0, unequal=unequal),
    ]


_KEY = bytes(range(32))
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


def _two_rows(plain: Any) -> Callable[[], float]:
    plain.execute("CREATE TABLE call (id TEXT PRIMARY KEY, prospect, at, disposition, outcome, n)")
    plain.execute("CREATE TABLE outbox (n INTEGER PRIMARY KEY, id TEXT UNIQUE, e, fields, state)")
    number = count()

    def save() -> float:
        began = perf_counter()
        for _ in range(SAVES):
            each = f"{next(number):036}"
            plain.execute("BEGIN IMMEDIATE")
            plain.execute("INSERT INTO call VALUES (?, ?, ?, ?, ?, ?)", (each, *_CALL))
            plain.execute("INSERT INTO outbox VALUES (NULL, ?, ?, ?, ?)", (each, *_CHANGE))
            plain.execute("COMMIT")
        return (perf_counter() - began) / SAVES * 1_000

    return save


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary)))
