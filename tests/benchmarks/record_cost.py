"""Processor time of a synced record on both sides, against the least that could sync it.

The floor keeps one JSON row and one line of a log a record on the server, one row and an outbox
entry on the laptop, nothing encrypted, and checks nothing. Requests and bytes of ours are counted
by a relay in a run of their own. ``python -m tests.benchmarks.record_cost 2000`` takes fewer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from companion.wire.records import entity_of
from tests.benchmarks.exchange import Ours, Taken
from tests.benchmarks.peers.counting import CountingRelay
from tests.benchmarks.peers.environments import python_of
from tests.benchmarks.peers.processes import SCRIPTS, ask, cpu_of, line_of, running
from tests.benchmarks.rows import Row, compare, hand_over
from tests.salesroom import creating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

    from companion.wire.records import Record
    from tests.laptops import RealLaptop

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ROUNDS = 5
REQUESTS, BYTES = 22 * RECORDS / 10_000, 100
UNEQUAL = (
    "ours is encrypted, asks for a token, checks rights, references and types, merges, keeps a "
    "log, figures, search and what is shown"
)


class Floor:
    """A bare server and bare laptops, each a process."""

    def __init__(self, folder: Path, kept: ExitStack) -> None:
        folder.mkdir()
        self._folder, self._kept, self._count = folder, kept, 0
        self._python = python_of("floor")
        address = f"sqlite:///{folder / 'server.db'}"
        self._server = kept.enter_context(
            running(self._python, SCRIPTS / "bare_server.py", address)
        )
        self._address = line_of(self._server, "ready at ")
        self._sender = self._client()

    def push(self, records: list[Record]) -> Taken:
        """Push records."""
        staged = self._folder / "staged.json"
        staged.write_text(json.dumps([creating(each, entity_of(each).name) for each in records]))
        ask(self._sender, do="stage", file=str(staged))
        return self._measured(self._sender, "push")

    def pull(self) -> Taken:
        """Fetch all there is on a new laptop."""
        return self._measured(self._client(), "pull")

    def _measured(self, client: Popen[str], what: str) -> Taken:
        before = cpu_of(self._server.pid)
        told = ask(client, do=what)
        return Taken(told["seconds"], told["cpu"], cpu_of(self._server.pid) - before)

    def _client(self) -> Popen[str]:
        self._count += 1
        path = self._folder / f"laptop-{self._count}.db"
        command = self._python, SCRIPTS / "bare_client.py", path, self._address
        return self._kept.enter_context(running(*command))


def measure(folder: Path) -> Iterator[Row]:
    """Push and pull 10,000 records on fresh servers in turn; the figures are µs a record."""
    pairs = [_round(folder / str(number)) for number in range(ROUNDS + 1)][1:]
    for number, name in enumerate(("pushed", "pulled")):
        sides = zip(*(each[number] for each in pairs), strict=True)
        figures = tuple([taken.cpu / RECORDS * 1e6 for taken in side] for side in sides)
        yield compare(
            6,
            f"processor time of a {name} record, both sides",
            "requests, orjson, sqlite3, Starlette",
            "µs",
            figures,
            2.5,
            unequal=UNEQUAL,
        )


def _round(folder: Path) -> list[tuple[Taken, Taken]]:
    """Push on both sides, then pull on both sides; return what each took."""
    folder.mkdir()
    with ExitStack() as kept:
        ours, floor = Ours(folder / "ours", kept), Floor(folder / "floor", kept)
        sender = ours.laptop()
        ours.sync(sender)
        made = ours.stage(sender, RECORDS)
        pushed = ours.sync(sender), floor.push(made)
        return [pushed, (ours.sync(ours.laptop()), floor.pull())]


def count(folder: Path) -> Iterator[Row]:
    """Count requests and bytes of ours, which need no rounds: nothing of them is noise."""
    with ExitStack() as kept:
        ours = Ours(folder / "counted", kept)
        relay = kept.enter_context(CountingRelay(ours.address))
        sender = ours.laptop(relay.address)
        ours.sync(sender)
        ours.stage(sender, RECORDS)
        yield from _counted("push", ours, sender, relay)
        receiver = ours.laptop(relay.address)
        yield from _counted("pull", ours, receiver, relay)


def _counted(what: str, ours: Ours, laptop: RealLaptop, relay: CountingRelay) -> Iterator[Row]:
    relay.reset()
    ours.sync(laptop)
    asked, each = relay.requests, relay.bytes / RECORDS
    requests, size = f"requests of a {what} of {RECORDS:,} records", f"a record in a {what}"
    yield Row(13, requests, "the goal", "", asked, REQUESTS, asked / REQUESTS, 0.0, 1.0)
    yield Row(13, size, "the goal", "bytes", each, BYTES, each / BYTES, 0.0, 1.0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(count(Path(temporary)))
        hand_over(measure(Path(temporary)))
