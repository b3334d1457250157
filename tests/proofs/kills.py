"""Kill laptops and the server at random moments, again and again, and look for what is missing.

Three laptops of one rep run the real services without a window, the server is
``companion-server serve``; every process ends with SIGKILL. What a laptop had told its person
before it died stands in a ledger. At the end everything runs once more in peace and is compared.

    python -m tests.proofs.kills 300
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from companion.services.views import SyncState
from tests.postgres import running_postgres
from tests.proofs.branch import Branch, calls_on, sync
from tests.proofs.processes import end, line_of, start

if TYPE_CHECKING:
    import subprocess

LAPTOPS = ("one", "two", "three")
KILLS_PER_SERVER_KILL = 3
LONGEST_LIFE = 0.8


@dataclass
class Toll:
    """What a run came to. ``wrong`` says in words what is not as it must be, besides."""

    laptops: int = 0
    servers: int = 0
    saves: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the figures as the door prints them."""
        killed = f"kills: {self.laptops} client, {self.servers} server"
        return f"{killed}, lost {self.lost}, doubled {self.doubled}"


class _Killer:
    """Ends processes while they work, and keeps the ledger of what they had said."""

    def __init__(self, branch: Branch, count: int, seed: int, haste: float) -> None:
        self.ledger: dict[str, str] = {}
        self.toll = Toll()
        self._branch = branch
        self._count = count
        self._seed = seed
        self._haste = str(haste)
        self._lock = threading.Lock()
        self._is_over = threading.Event()

    def run(self) -> None:
        """Kill until there were enough."""
        with ThreadPoolExecutor(len(LAPTOPS) + 1) as threads:
            server = threads.submit(self._kill_servers)
            laptops = [threads.submit(self._kill_laptops, name) for name in LAPTOPS]
            try:
                for each in laptops:
                    each.result()
            finally:
                self._is_over.set()
            server.result()

    def _kill_laptops(self, name: str) -> None:
        rng = random.Random(f"{self._seed} {name}")
        folder = self._branch.folder / name
        while not self._is_enough():
            program = ["tests.proofs.laptop", str(folder), self._haste]
            process = start([*program, *self._branch.prospects])
            first = line_of(process)
            time.sleep(rng.uniform(0, LONGEST_LIFE))
            self._note(first + _last_words(process))

    def _kill_servers(self) -> None:
        rng = random.Random(self._seed)
        while (
            not self._is_over.is_set() or self.toll.servers < self._count // KILLS_PER_SERVER_KILL
        ):
            self._branch.serve()
            time.sleep(rng.uniform(0.2, 2 * LONGEST_LIFE))
            self._branch.kill_server()
            self.toll.servers += 1

    def _is_enough(self) -> bool:
        with self._lock:
            return self.toll.laptops >= self._count

    def _note(self, words: str) -> None:
        told = [each.split() for each in words.splitlines(keepends=True) if each.endswith("\n")]
        with self._lock:
            self.toll.laptops += 1
            self.ledger |= {each[1]: each[2] for each in told if each[0] == "saved"}


def _last_words(process: subprocess.Popen[str]) -> str:
    """Kill a process; return what it had said before and nobody had read yet."""
    process.kill()
    assert process.stdout
    said = process.stdout.read()
    end(process)
    return said


def kill_often(url: str, folder: Path, count: int, seed: int, haste: float = 0.0) -> Toll:
    """Kill ``count`` laptops, and a server for every three, on an empty database.

    With ``haste`` the laptops are mutants, which say “saved” so many seconds too early.
    """
    with closing(Branch(url, folder)) as branch:
        branch.serve()
        for name in LAPTOPS:
            branch.sign_in(name)
        branch.kill_server()
        killer = _Killer(branch, count, seed, haste)
        killer.run()
        branch.serve()
        _compare(branch, killer.ledger, killer.toll)
        return killer.toll


def _compare(branch: Branch, ledger: dict[str, str], toll: Toll) -> None:
    """Sync every laptop in peace, then count what is lost or doubled anywhere."""
    for name in (*LAPTOPS, *LAPTOPS):  # twice: the first must also see what the last one sent
        with branch.laptop(name) as profile:
            if (state := sync(profile)) is not SyncState.IN_STEP:
                toll.wrong.append(f"laptop {name} ended {state}")
    toll.saves = len(ledger)
    places = {"the server": branch.calls()}
    for name in LAPTOPS:
        with branch.laptop(name) as profile:
            places[f"laptop {name}"] = calls_on(profile)
    branch.kill_server()
    branch.check_log()
    for place, calls in places.items():
        toll.lost += sum(calls.get(each) != notes for each, notes in ledger.items())
        toll.doubled += sum(count - 1 for count in Counter(calls.values()).values())
        if calls != places["the server"]:
            toll.wrong.append(f"{place} differs from the server")
    created = Counter(each.entity_id for each in branch.log("call") if each.op == "create")
    toll.doubled += sum(count - 1 for count in created.values())


def main() -> int:
    """Kill on SQLite and on PostgreSQL, and print one plain line for each."""
    parser = argparse.ArgumentParser(prog="scripts/kills", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=30, help="laptops killed on each")
    parser.add_argument("--seed", type=int, default=20261125)
    given = parser.parse_args()
    is_well = True
    with ExitStack() as kept:
        server = kept.enter_context(running_postgres())
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="companion-kill-")))
            at = url or f"sqlite:///{folder / 'server.db'}"
            toll = kill_often(at, folder, given.count, given.seed)
            print(
                f"{toll.line()} ({name}, {toll.saves} saves told)",
                *toll.wrong,
                sep="\n",
                flush=True,
            )
            is_well = is_well and not (toll.lost or toll.doubled or toll.wrong)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
