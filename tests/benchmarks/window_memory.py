"""The memory of a window: idle, through a sync of 5,000 changes, and with 100,000 prospects.

Beside a bare PySide6 window, idle. Ours is the program itself, a process of its own, signed in to a
server process whose news it hears and fetches; what it holds is read from outside.
``python -m tests.benchmarks.window_memory 20000`` takes fewer prospects.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.server.database import Database, make_engine
from companion.server.organisations import only_organisation
from companion.server.records import put_records
from companion.server.tables import device
from tests.benchmarks.idle import opened, served
from tests.benchmarks.resident import forget_most, held, most_held
from tests.benchmarks.rows import Row, hand_over
from tests.benchmarks.search import people
from tests.journeys.windows import ROOT, SCREEN
from tests.salesroom import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from companion.wire.records import Record

CHANGES, PROSPECTS = 5_000, 100_000
SETTLING = 20.0
"""Seconds after which a window has fetched what there was, and shows it."""

IDLE_TIMES, BUSY_TIMES = 1.6, 1.5
"""Ours beside a bare window, and at its most beside itself when idle."""

_PORTION = 2_500
_PATIENCE = 1_200.0
_UNEQUAL = "ours has a list, a form, a theme, an encrypted database and a line to a server"
_BARE = (
    "from PySide6.QtWidgets import QApplication, QMainWindow; application = QApplication([]); "
    "window = QMainWindow(); window.resize(1280, 800); window.show(); application.exec()"
)


def measure(folder: Path, prospects: int) -> Iterator[Row]:
    """Open a window, let news come to it, and look."""
    with bare_window() as bare:
        time.sleep(SETTLING)
        bare_idle = held(bare.pid)
    profile = folder / "profile"
    with served(folder) as (server, code), opened(profile, server, code) as process:
        time.sleep(SETTLING)
        pid, idle = process.pid, held(process.pid)
        yield _beside("window, idle", "bare PySide6 window, idle", idle, bare_idle, IDLE_TIMES)
        with closing(Database(make_engine(server.database_url))) as database:
            forget_most(pid)
            _bring(database, server.address, CHANGES // 5, _whole)
            yield _beside(
                f"window, a sync of {CHANGES:,} changes", "itself, idle", most_held(pid), idle
            )
            forget_most(pid)
            _bring(database, server.address, prospects, lambda *each: [_prospect(*each)])
        most, now = most_held(pid), held(pid)
        subject = f"window, {prospects:,} prospects come"
        yield _beside(subject, "itself, idle", most, idle)
        subject = f"window, idle with {prospects:,} prospects"
        yield _beside(subject, "itself, idle", now, idle)


@contextmanager
def bare_window() -> Iterator[subprocess.Popen[bytes]]:
    """Give the process of an empty window."""
    surroundings = os.environ | {"QT_QPA_PLATFORM": SCREEN}
    with subprocess.Popen([sys.executable, "-c", _BARE], env=surroundings, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


def _bring(
    database: Database, address: str, count: int, make: Callable[[Prospect, str], Sequence[Record]]
) -> None:
    """Write people and what belongs to them on the server, until the window has fetched all."""
    with database.read() as cx:
        org = only_organisation(cx).id
        rep = cx.scalars(select(device.c.user_id)).one()
    before, wanted = _fetched(address), 0
    records: list[Record] = []
    for place, each in enumerate(people(count), start=1):
        records += make(each, rep)
        if len(records) >= _PORTION or place == count:
            with database.write() as cx:
                put_records(cx, org, records, None, NOW)
            wanted, records = wanted + len(records), []
    deadline = time.monotonic() + _PATIENCE
    while _fetched(address) - before < wanted:
        assert time.monotonic() < deadline, "the window never fetched all of it"
        time.sleep(1)
    time.sleep(SETTLING)


def _fetched(address: str) -> float:
    """Return how many records the server has given to laptops."""
    lines = requests.get(f"{address}/metrics", timeout=60).text.splitlines()
    found = next(line for line in lines if line.startswith("companion_pulled_items_sum"))
    return float(found.split()[1])


def _whole(given: Prospect, rep: str) -> Sequence[Record]:
    owned = _prospect(given, rep)
    return [
        owned,
        *(Touch(new_id(), owned.id, NOW) for _ in range(2)),
        Call(new_id(), owned.id, rep, NOW, disposition=Disposition.NO_ANSWER),
        FollowUp(new_id(), owned.id, rep, NOW),
    ]


def _prospect(given: Prospect, rep: str) -> Prospect:
    return Prospect(new_id(), given.name, given.company, phones=given.phones, owner_id=rep)


def _beside(subject: str, peer: str, ours: float, theirs: float, limit: float = BUSY_TIMES) -> Row:
    return Row(0, subject, peer, "MB", ours, theirs, ours / theirs, 0.0, limit, unequal=_UNEQUAL)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else PROSPECTS
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary), asked))
