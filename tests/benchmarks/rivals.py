"""Syncing beside the best: Anki, PouchDB and Kinto do the same in the same run, in turn.

Two laptops of one person are in step. New records wait on the first; ``push`` is its sync, and
``pull`` that of the second. Ours is measured whole and as shipped, so its push ends with fetching
what the server made of it. ``python -m tests.benchmarks.rivals 2000`` takes fewer records.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Protocol

from tests.benchmarks.exchange import Ours
from tests.benchmarks.peers.counting import CountingRelay
from tests.benchmarks.peers.environments import node_home, python_of, version_of
from tests.benchmarks.peers.processes import SCRIPTS, ask, running
from tests.benchmarks.rows import Row, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    Figures = dict[tuple[str, str, int], list[float]]

MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
FEW, ROUNDS, POLLS = 100, 5, 20
POLL_BYTES = 600
ANKI, POUCH, KINTO = "Anki", "PouchDB", "Kinto"
GOALS = (
    (1, "push", MANY, ANKI, 1.5),
    (2, "pull", MANY, ANKI, 1.8),
    (3, "push", MANY, POUCH, 6.0),
    (3, "pull", MANY, POUCH, 6.0),
    (3, "push", MANY, KINTO, 40.0),
    (4, "push", FEW, ANKI, 1.4),
    (4, "pull", FEW, ANKI, 1.4),
)
UNEQUAL = {
    ANKI: "a note of two fields and its card, not encrypted, one user, no rights, no field merging",
    POUCH: "documents of two fields, not encrypted, no rights, conflicts kept and not merged",
    KINTO: "two fields, kept in memory only, no merging, 25 a request; the laptop keeps nothing",
}


class Side(Protocol):
    """Somebody who syncs; times are in seconds."""

    def stage(self, count: int) -> None:
        """Let new records wait on the first laptop."""
        ...

    def take(self, what: str) -> float:
        """Push, pull or poll."""
        ...


class OurSide:
    """Two laptops of ours over a server process."""

    def __init__(self, ours: Ours) -> None:
        self._ours = ours
        self._laptops = {"push": ours.laptop(), "pull": ours.laptop()}
        self._laptops["poll"] = self._laptops["push"]
        for name in ("push", "pull"):
            self.take(name)

    def stage(self, count: int) -> None:
        self._ours.stage(self._laptops["push"], count)

    def take(self, what: str) -> float:
        return self._ours.sync(self._laptops[what]).seconds


class Peer:
    """Another in a process of its own."""

    def __init__(self, kept: ExitStack, *command: object) -> None:
        self._process = kept.enter_context(running(*command))

    def stage(self, count: int) -> None:
        ask(self._process, do="stage", count=count)

    def take(self, what: str) -> float:
        told = ask(self._process, do=what)
        return float(told["seconds"])


def measure(folder: Path, kept: ExitStack) -> Iterator[Row]:
    """Push and pull many and few in turn, then poll."""
    pouch = node_home("pouchdb")
    places = {name: folder / name for name in (ANKI, POUCH, KINTO)}
    for each in places.values():
        each.mkdir()
    script = pouch / "client.js"
    script.write_bytes((SCRIPTS / "pouchdb" / script.name).read_bytes())
    anki = python_of("anki"), SCRIPTS / "anki_client.py", places[ANKI]
    kinto = python_of("kinto"), SCRIPTS / "kinto_client.py", places[KINTO]
    ours = Ours(folder / "ours", kept)
    sides: dict[str, Side] = {
        "ours": OurSide(ours),
        ANKI: Peer(kept, *anki),
        POUCH: Peer(kept, "node", script, places[POUCH]),
        KINTO: Peer(kept, *kinto),
    }
    figures: Figures = defaultdict(list)
    for number in range(ROUNDS + 1):
        for name, side in sides.items():
            for count in (MANY, FEW) if name in {"ours", ANKI} else (MANY,):
                _go_round(name, side, count, figures if number else defaultdict(list))
    yield from _rows(figures)
    yield from _polls(sides["ours"], sides[ANKI])
    yield from _polled_bytes(ours, kept)


def _go_round(name: str, side: Side, count: int, figures: Figures) -> None:
    side.stage(count)
    for what in ("push", "pull"):
        figures[name, what, count].append(count / side.take(what))


def _rows(figures: Figures) -> Iterator[Row]:
    versions = {
        ANKI: f"Anki {version_of('anki', 'anki')}",
        POUCH: "PouchDB 9.0.0, express-pouchdb 4.2.0",
        KINTO: f"Kinto {version_of('kinto', 'kinto')}, in memory",
    }
    for goal, what, count, peer, limit in GOALS:
        sides = figures["ours", what, count], figures[peer, what, count]
        yield compare(
            goal,
            f"{what} of {count:,} records",
            versions[peer],
            "records/s",
            sides,
            limit,
            is_at_least=True,
            unequal=UNEQUAL[peer],
        )


def _polls(ours: Side, anki: Side) -> Iterator[Row]:
    """Poll when there is nothing new, several times a round."""
    pairs = [
        [median(side.take("poll") * 1_000 for _ in range(POLLS)) for side in (ours, anki)]
        for _ in range(ROUNDS + 1)
    ][1:]
    mine, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    name = f"Anki {version_of('anki', 'anki')}"
    yield compare(5, "poll with nothing new", name, "ms", (mine, theirs), 2.0)


def _polled_bytes(ours: Ours, kept: ExitStack) -> Iterator[Row]:
    relay = kept.enter_context(CountingRelay(ours.address))
    laptop = ours.laptop(relay.address)
    ours.sync(laptop)
    ours.sync(laptop)
    relay.reset()
    ours.sync(laptop)
    asked, size = float(relay.requests), float(relay.bytes)
    yield Row(5, "requests of a poll", "the goal", "", asked, 1, asked, 0.0, 1.0)
    share = size / POLL_BYTES
    yield Row(5, "both ways of a poll", "the goal", "bytes", size, POLL_BYTES, share, 0.0, 1.0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as closing_down:
        hand_over(measure(Path(temporary), closing_down))
