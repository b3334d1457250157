"""Thirty laptops push and two pull as fast as they can, over two servers on one PostgreSQL.

Every accepted change must reach every puller. Unit tests never see a feed that skips late commits:
it takes many writers, uneven transactions and a puller without a pause (sync.md M1).

    python -m tests.proofs.race --seconds 20
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine
from companion.server.organisations import make_identity
from companion.server.schema import migrate
from companion.server.tables import change_log, org_sync
from tests.postgres import running_postgres
from tests.proofs.processes import serving_process
from tests.proofs.race_server import MUTANTS
from tests.salesroom import NOW, Client, Laptop, Salesroom, change, creating

WRITERS = 30
READERS = 2
SERVERS = 2
MOST_PER_PUSH = 5


@dataclass
class Outcome:
    """What a race came to; ``missed`` counts accepted changes that a puller never saw."""

    writers: int = 0
    commits: int = 0
    changes: int = 0
    missed: int = 0
    is_gapless: bool = False

    def line(self) -> str:
        """Return the figures as the door prints them."""
        log = "gapless" if self.is_gapless else "HAS GAPS"
        told = f"race: {self.writers} writers, {self.commits} commits, missed {self.missed}"
        return f"{told}, log {log}"


@dataclass
class _Track:
    """The race while it runs: who wrote what, and who saw it."""

    room: Salesroom
    shared: Prospect
    is_over: threading.Event = field(default_factory=threading.Event)
    is_written: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    commits: int = 0
    accepted: dict[str, list[int]] = field(default_factory=dict)

    def write(self, laptop: Laptop, rng: random.Random) -> None:
        """Push until the race is over; note the revision each one was answered with."""
        while not self.is_over.is_set():
            made = [
                Prospect(new_id(), "P", owner_id=laptop.user.id) for _ in range(rng.randint(1, 4))
            ]
            changes = [creating(each, "prospect") for each in made]
            changes.append(change("prospect", self.shared.id, "patch", {"notes": new_id()}))
            results = laptop.push(*changes)
            assert {each["outcome"] for each in results} <= {"applied", "merged"}
            with self.lock:
                self.commits += 1
                for sent, each in zip(changes, results, strict=True):
                    self.accepted.setdefault(sent["id"], []).append(each["record"]["rev"])
        laptop.client.close()

    def read(self, laptop: Laptop, rng: random.Random) -> dict[str, int]:
        """Pull without a pause, and three times more at the end: the newest revision by id."""
        seen: dict[str, int] = {}
        left = 3
        while left:
            left -= self.is_written.is_set()
            for item in laptop.pull(limit=rng.randint(20, 500)):
                seen[item["id"]] = max(item["rev"], seen.get(item["id"], 0))
        laptop.client.close()
        return seen


def run_race(url: str, writers: int = WRITERS, seconds: float = 20.0, mutant: str = "") -> Outcome:
    """Race on an empty PostgreSQL database; a ``mutant`` is a server that does it wrong."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="companion-race-")))
        database = Database(make_engine(url))
        running.callback(database.close)
        migrate(database)
        with database.write() as cx:
            make_identity(cx, NOW)
        program = ["tests.proofs.race_server", url, str(folder), *([mutant] if mutant else [])]
        addresses = [running.enter_context(serving_process(program)) for _ in range(SERVERS)]
        room = Salesroom(database, Client(addresses[0]))
        running.callback(room.client.close)
        return _race(room, addresses, writers, seconds)


def _race(room: Salesroom, addresses: list[str], writers: int, seconds: float) -> Outcome:
    rep = room.add_user()
    track = _Track(room, room.prospect(rep))
    laptops = [room.laptop(rep) for _ in range(writers + READERS)]
    for number, laptop in enumerate(laptops):
        laptop.client = Client(addresses[number % SERVERS])
    with ThreadPoolExecutor(len(laptops)) as threads:
        reading = [
            threads.submit(track.read, each, random.Random(n))
            for n, each in enumerate(laptops[:READERS])
        ]
        writing = [
            threads.submit(track.write, each, random.Random(n))
            for n, each in enumerate(laptops[READERS:])
        ]
        try:
            _let_run(seconds, writing)
        finally:
            track.is_over.set()
            wait(writing, 60)
            track.is_written.set()
        for each in writing:
            each.result()
        sights = [each.result(120) for each in reading]
    return _outcome(room, track, writers, sights)


def _let_run(seconds: float, writing: list) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not any(each.done() for each in writing):
        time.sleep(0.1)


def _outcome(room: Salesroom, track: _Track, writers: int, sights: list[dict[str, int]]) -> Outcome:
    missed = {
        (each, rev)
        for each, revs in track.accepted.items()
        for rev in revs
        if any(seen.get(each, 0) < rev for seen in sights)
    }
    mine = change_log.c.org == room.org
    with room.database.read() as cx:
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
        counter = cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == room.org))
    changes = sum(len(each) for each in track.accepted.values())
    return Outcome(writers, track.commits, changes, len(missed), count == last == counter)


def main() -> int:
    """Race as the command line says, and print one plain line."""
    parser = argparse.ArgumentParser(prog="scripts/race", description=__doc__)
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="", help="it must miss some")
    given = parser.parse_args()
    with running_postgres() as server:
        outcome = run_race(server.new_database(), given.writers, given.seconds, given.mutant)
    print(outcome.line())
    return 1 if outcome.missed or not outcome.is_gapless else 0


if __name__ == "__main__":
    sys.exit(main())
