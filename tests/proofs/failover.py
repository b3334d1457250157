"""Kill the leader of the database under load, and look for what was acknowledged and is gone.

Two server processes behind HAProxy, PgBouncer, a Patroni cluster with synchronous commit: laptops
push all the time, three of them with the real services; the leader's node ends as by a power cut.
The follower must take over with every acknowledged change, and every laptop must converge.

    python -m tests.proofs.failover --seconds 30
"""

from __future__ import annotations

import argparse
import random
import secrets
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.tables import change_log
from companion.services.views import SyncState
from tests.proofs.branch import SERVE, Branch, calls_on, sync
from tests.proofs.cluster import SERVERS, Cluster
from tests.proofs.processes import end, start, wait_ready
from tests.salesroom import Client, change, creating

if TYPE_CHECKING:
    import subprocess

    from tests.salesroom import Laptop

WRITERS = 12
REAL_LAPTOPS = ("one", "two", "three")
CALM = 8.0
"""Seconds of load before the leader dies."""

HELD_BACK = 1.0
"""Seconds in which the leader's last commits do not reach the follower, before it dies."""

_PAUSE = 0.25


@dataclass
class Outcome:
    """What a drill came to; ``wrong`` says in words what else is not as it must be."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    back_after: float = 0.0
    is_gapless: bool = False
    refused: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the figures as the door prints them."""
        back = f"writes back after {self.back_after:.1f} s"
        return f"failover: acknowledged {self.acknowledged}, lost {self.lost}, {back}"


@dataclass
class _Load:
    """Laptops that push without a pause; what was acknowledged, and when."""

    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def write(self, laptop: Laptop, shared: str, rng: random.Random) -> None:
        """Push until it is over, each parcel as often as it takes, with the same ids."""
        while not self.is_over.is_set():
            made = [
                Prospect(new_id(), "P", owner_id=laptop.user.id) for _ in range(rng.randint(1, 3))
            ]
            changes = [creating(each, "prospect") for each in made]
            changes.append(change("prospect", shared, "patch", {"notes": new_id()}))
            self._deliver(laptop, changes)
        laptop.client.close()

    def _deliver(self, laptop: Laptop, changes: list[dict[str, Any]]) -> None:
        while True:
            answer = self._try(laptop, changes)
            if answer is not None:
                now = time.monotonic()
                with self.lock:
                    self.acknowledged |= {
                        each["change_id"]: now
                        for each in answer["results"]
                        if each["outcome"] in {"applied", "merged", "duplicate"}
                    }
                return
            if self.is_over.is_set():
                return
            time.sleep(_PAUSE)

    def _try(self, laptop: Laptop, changes: list[dict[str, Any]]) -> Any:
        try:
            answer = laptop.post_push(*changes)
        except requests.RequestException as error:
            told = type(error).__name__
        else:
            if answer.status_code == requests.codes.ok:
                return answer.json()
            told = str(answer.status_code)
        with self.lock:
            self.refused[told] = self.refused.get(told, 0) + 1
        return None


def run_drill(
    folder: Path, seconds: float, seed: int = 1, *, is_synchronous: bool = True
) -> Outcome:
    """Run the whole drill in a folder; ``seconds`` of load after writes are back."""
    with ExitStack() as running:
        cluster = running.enter_context(Cluster(folder / "cluster", is_synchronous))
        branch = Branch(cluster.address("leader"), folder / "branch")
        running.callback(branch.close)
        address = f"http://127.0.0.1:{cluster.ports['laptops']}"
        branch.room.client = Client(address)
        for process in _serve(cluster, folder):
            running.callback(end, process)
        _wait_for(address)
        for name in REAL_LAPTOPS:
            branch.sign_in(name, address)
        load = _Load()
        laptops = [branch.room.laptop(branch.rep) for _ in range(WRITERS)]
        for each in laptops:
            each.client = Client(address)
        real = [_start_laptop(branch, name) for name in REAL_LAPTOPS]
        with ThreadPoolExecutor(WRITERS) as threads:
            writing = [
                threads.submit(load.write, each, branch.prospects[0], random.Random(f"{seed} {n}"))
                for n, each in enumerate(laptops)
            ]
            try:
                outcome = _kill_leader(cluster, load, seconds)
            finally:
                load.is_over.set()
                wait(writing, 120)
                for process in real:
                    end(process)
            for each in writing:
                each.result()
        _compare(branch, load, outcome)
        return outcome


def _serve(cluster: Cluster, folder: Path) -> list[subprocess.Popen[str]]:
    """Start the server processes as ``docs/scale.md`` says, with one secret between them."""
    common = {
        "COMPANION_DATABASE_URL": cluster.address("pooler"),
        "COMPANION_POOLED": "yes",
        "COMPANION_LISTEN_URL": cluster.address("leader"),
        "COMPANION_REPLICA_URL": cluster.address("replica"),
        "COMPANION_SECRET_KEY": secrets.token_urlsafe(32),
        "COMPANION_REQUESTS_PER_LAPTOP": "0",
    }
    processes = []
    for name in SERVERS:
        own = {
            "COMPANION_PORT": str(cluster.ports[f"server_{name}"]),
            "COMPANION_DATA_DIR": str(folder / name),
        }
        with (folder / f"{name}.log").open("w") as log:
            process = start(SERVE, common | own, log)
        processes.append(process)
        wait_ready(process)
    return processes


def _drain(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    for _ in process.stdout:
        pass


def _start_laptop(branch: Branch, name: str) -> subprocess.Popen[str]:
    program = ["tests.proofs.laptop", str(branch.folder / name), "0", *branch.prospects]
    process = start(program)
    threading.Thread(target=_drain, args=[process], daemon=True).start()
    return process


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if requests.get(f"{address}/readyz", timeout=5).ok:
                return
        except requests.RequestException:
            assert time.monotonic() < deadline, "no server answers behind HAProxy"
        time.sleep(0.2)


def _kill_leader(cluster: Cluster, load: _Load, seconds: float) -> Outcome:
    time.sleep(CALM)
    leader = cluster.leader()
    cluster.hold_back()
    time.sleep(HELD_BACK)
    killed_at = time.monotonic()
    cluster.kill(leader)
    # What was on its way is answered within moments; afterwards only the new leader can say yes.
    settled = killed_at + 1.0
    back_at = None
    while back_at is None:
        time.sleep(0.1)
        assert time.monotonic() - killed_at < 120, "writes did not come back"
        with load.lock:
            back_at = min((at for at in load.acknowledged.values() if at > settled), default=None)
    time.sleep(seconds)
    cluster.start_node(leader)
    cluster.wait_whole()
    return Outcome(back_after=back_at - killed_at)


def _compare(branch: Branch, load: _Load, outcome: Outcome) -> None:
    """Sync the real laptops in peace, then count what is lost or doubled anywhere."""
    for name in (*REAL_LAPTOPS, *REAL_LAPTOPS):  # twice: the first must see what the last one sent
        with branch.laptop(name) as profile:
            if (state := sync(profile)) is not SyncState.IN_STEP:
                outcome.wrong.append(f"laptop {name} ended {state}")
    with branch.database.read() as cx:
        mine = change_log.c.org == branch.room.org
        kept = set(cx.scalars(select(change_log.c.change_id).where(mine)))
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
    outcome.acknowledged = len(load.acknowledged)
    outcome.lost = len(load.acknowledged.keys() - kept)
    outcome.is_gapless = count == last
    outcome.refused = load.refused
    there = branch.calls()
    for name in REAL_LAPTOPS:
        with branch.laptop(name) as profile:
            if calls_on(profile) != there:
                outcome.wrong.append(f"laptop {name} has other calls than the server")
    if len(set(there.values())) != len(there):
        outcome.wrong.append("a call stands twice on the server")
    if not outcome.is_gapless:
        outcome.wrong.append("the log has gaps")


def main() -> int:
    """Run the drill as the command line says, and print one plain line."""
    parser = argparse.ArgumentParser(prog="scripts/failover", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="load after writes are back")
    parser.add_argument(
        "--asynchronous", action="store_true", help="acknowledge early, a mutant: it must lose some"
    )
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="companion-failover-"))
    folder.chmod(0o755)  # its parts run as PostgreSQL's own user
    try:
        for each in ("cluster", "branch"):
            (folder / each).mkdir()
        is_synchronous = not given.asynchronous
        outcome = run_drill(folder, given.seconds, is_synchronous=is_synchronous)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for told, times in sorted(outcome.refused.items()):
        print(f"  put off {times} times: {told}", file=sys.stderr)
    for each in outcome.wrong:
        print(f"  wrong: {each}", file=sys.stderr)
    print(outcome.line())
    return 1 if outcome.lost or outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
