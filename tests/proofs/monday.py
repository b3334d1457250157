"""Monday, 09:00: five hundred laptops come back within a minute, with three days of calls each.

Two real server processes on one real PostgreSQL that writes to disk. Each laptop sends what it
holds, then fetches what is new, and waits as ours do when it is put off; one that finds a server
gone goes to the other, as a load balancer would have it. ``--kill server`` ends one process in the
middle with SIGKILL, ``--kill postgres`` restarts the database.

    python -m tests.proofs.monday --laptops 500 --kill nothing
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import func, select

from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.people import Role, User
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine
from companion.server.organisations import make_identity
from companion.server.records import put_records
from companion.server.schema import migrate
from companion.server.tables import change_log
from companion.sync.backoff import Backoff
from companion.wire.records import write_json
from tests.postgres import kept_postgres
from tests.proofs.branch import SERVE
from tests.proofs.monday_picture import KEPT
from tests.proofs.processes import end, start, wait_ready
from tests.salesroom import NOW, Client, Laptop, Salesroom, creating, text_of

if TYPE_CHECKING:
    import subprocess

LAPTOPS, MINUTE = 500, 60.0
DAYS, CALLS_A_DAY, PROSPECTS = 3, 10, 10
"""Thirty calls; every second one with an objection, every third one with a next step."""

IN_THE_MIDDLE = 25.0
PUSH_P95 = 2.0
_OK = 200


@dataclass
class Return:
    """What a Monday came to.

    ``pushes`` are (seconds since it began, seconds it took, status or 0, tries before it).
    """

    changes: int = 0
    lost: int = 0
    is_gapless: bool = False
    all_in: float = 0.0
    pushes: list[tuple[float, float, int, int]] = field(default_factory=list)
    other: Counter[int] = field(default_factory=Counter)

    def p95(self) -> float:
        """Return what nineteen of twenty accepted pushes took at most, in seconds."""
        return quantiles([took for _, took, status, _ in self.pushes if status == _OK], n=20)[-1]

    def line(self, laptops: int) -> str:
        """Return the figures as the door prints them."""
        refused = Counter(status for _, _, status, _ in self.pushes if status != _OK)
        put_off = ", ".join(
            f"{times} × {status or 'no answer'}" for status, times in refused.items()
        )
        told = f"monday: {laptops} laptops, {self.changes} changes, lost {self.lost}"
        rest = f"push p95 {self.p95():.2f} s, all in after {self.all_in:.0f} s"
        return f"{told}, {rest}, put off: {put_off or 'nobody'}"


@dataclass
class Holder:
    """A laptop that comes back: its parcel, and its way to a server."""

    laptop: Laptop
    parcel: bytes
    change_ids: list[str]
    at: int


class _Monday:
    """The minute itself, in one event loop."""

    def __init__(self, addresses: list[str], holders: list[Holder], outcome: Return) -> None:
        self._addresses = addresses
        self._holders = holders
        self._outcome = outcome
        self._began = 0.0

    async def run(self, seed: int) -> None:
        """Let everybody come back within the minute, and end when all are in."""
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:
            self._began = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                for number, holder in enumerate(self._holders):
                    tasks.create_task(
                        self._return(client, holder, random.Random(f"{seed} {number}"))
                    )
        self._outcome.all_in = time.monotonic() - self._began

    async def _return(self, client: httpx.AsyncClient, holder: Holder, rng: random.Random) -> None:
        backoff = Backoff(rng)
        await asyncio.sleep(rng.uniform(0, MINUTE))
        attempt = 0
        while not await self._push(client, holder, backoff, attempt):
            attempt += 1
        while not await self._pull(client, holder, backoff):
            pass

    async def _push(
        self, client: httpx.AsyncClient, holder: Holder, backoff: Backoff, attempt: int
    ) -> bool:
        headers = holder.laptop.headers | {
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        began = time.monotonic()
        answer = await self._ask(client, holder, "POST", "/v1/push", headers, holder.parcel)
        status = answer.status_code if answer is not None else 0
        took = time.monotonic() - began
        self._outcome.pushes.append((began - self._began, took, status, attempt))
        if answer is not None and status == _OK:
            outcomes = {each["outcome"] for each in answer.json()["results"]}
            assert outcomes <= {"applied", "merged", "duplicate"}, outcomes
            return True
        await asyncio.sleep(backoff.after_failure(_asked(answer)))
        return False

    async def _pull(self, client: httpx.AsyncClient, holder: Holder, backoff: Backoff) -> bool:
        path = f"/v1/pull?cursor={holder.laptop.cursor}&limit=500"
        answer = await self._ask(client, holder, "GET", path, holder.laptop.headers)
        if answer is None or answer.status_code != _OK:
            self._outcome.other[answer.status_code if answer is not None else 0] += 1
            await asyncio.sleep(backoff.after_failure(_asked(answer)))
            return False
        page = answer.json()
        holder.laptop.cursor = page["cursor"]
        return not page["more"]

    async def _ask(
        self,
        client: httpx.AsyncClient,
        holder: Holder,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> httpx.Response | None:
        try:
            address = self._addresses[holder.at]
            return await client.request(method, address + path, headers=headers, content=body)
        except httpx.TransportError:
            holder.at = (holder.at + 1) % len(self._addresses)
            return None


def _asked(answer: httpx.Response | None) -> float | None:
    told = answer.headers.get("retry-after", "") if answer is not None else ""
    return float(told) if told.isdecimal() else None


def run_monday(folder: Path, laptops: int, killed: str = "nothing", seed: int = 1) -> Return:
    """Run one Monday in an empty folder that PostgreSQL's own user may enter."""
    with ExitStack() as running:
        postgres = running.enter_context(kept_postgres(folder / "postgres"))
        url = postgres.new_database()
        database = Database(make_engine(url))
        running.callback(database.close)
        migrate(database)
        with database.write() as cx:
            make_identity(cx, NOW)
        servers = [_serve(url, folder, name) for name in ("one", "two")]
        for process, _ in servers:
            running.callback(end, process)
        addresses = [address for _, address in servers]
        holders = furnish(Salesroom(database, Client(addresses[0])), laptops)
        outcome = Return(changes=sum(len(each.change_ids) for each in holders))
        doing = {
            "nothing": lambda: None,
            "server": servers[0][0].kill,
            "postgres": postgres.restart,
        }
        timer = threading.Timer(IN_THE_MIDDLE, doing[killed])
        timer.start()
        try:
            asyncio.run(_Monday(addresses, holders, outcome).run(seed))
        finally:
            timer.cancel()
        _compare(database, holders, outcome)
        return outcome


def _serve(url: str, folder: Path, name: str) -> tuple[subprocess.Popen[str], str]:
    own = {
        "COMPANION_DATABASE_URL": url,
        "COMPANION_DATA_DIR": str(folder / name),
        "COMPANION_PORT": "0",
    }
    with (folder / f"{name}.log").open("w") as log:
        process = start(SERVE, own, log)
    return process, wait_ready(process)


def furnish(room: Salesroom, count: int) -> list[Holder]:
    """Make the reps, their prospects and laptops, and what each laptop holds."""
    holders = []
    for number in range(count):
        rep = User(new_id(), f"Rep {number}", f"{new_id()}@room.example", Role.REP)
        prospects = [Prospect(new_id(), f"P {n}", owner_id=rep.id) for n in range(PROSPECTS)]
        with room.database.write() as cx:
            put_records(cx, room.org, [rep, *prospects], None, NOW)
        laptop = room.laptop(rep)
        changes = _three_days(rep, prospects)
        body = {
            "device_id": laptop.device_id,
            "schema": 1,
            "sent_at": text_of(NOW),
            "changes": changes,
        }
        packed = gzip.compress(write_json(body), 1)
        ids = [each["change_id"] for each in changes]
        laptop.pull()
        holders.append(Holder(laptop, packed, ids, number % 2))
    return holders


def _three_days(rep: User, prospects: list[Prospect]) -> list[dict[str, Any]]:
    changes = []
    for number in range(DAYS * CALLS_A_DAY):
        about = prospects[number % len(prospects)]
        call = Call(
            new_id(),
            about.id,
            rep.id,
            NOW,
            disposition=Disposition.CONNECTED,
            outcome=Outcome.FOLLOW_UP,
            notes="Wants to hear about the trial before the fair, and asked for the price twice.",
        )
        changes.append(creating(call, "call"))
        if number % 2:
            words = "We tried this two years ago and it did not hold up."
            heard = Objection(new_id(), call.id, about.id, "price_value", verbatim=words)
            changes.append(creating(heard, "objection"))
        if not number % 3:
            step = FollowUp(new_id(), about.id, rep.id, NOW, "Send the offer", call_id=call.id)
            changes.append(creating(step, "follow_up"))
    return changes


def _compare(database: Database, holders: list[Holder], outcome: Return) -> None:
    sent = {each for holder in holders for each in holder.change_ids}
    with database.read() as cx:
        kept = set(cx.scalars(select(change_log.c.change_id)))
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq))).one()
    outcome.lost = len(sent - kept)
    outcome.is_gapless = count == last


def keep(outcome: Return, line: str, path: Path) -> None:
    """Write down when each push began and how it went, for ``monday_picture``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"line": line, "pushes": outcome.pushes}))


def main() -> int:
    """Run a Monday as the command line says, and print one plain line."""
    parser = argparse.ArgumentParser(prog="scripts/monday", description=__doc__)
    parser.add_argument("--laptops", type=int, default=LAPTOPS)
    parser.add_argument("--kill", choices=("nothing", "server", "postgres"), default="nothing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="companion-monday-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as its own user
        outcome = run_monday(folder, given.laptops, given.kill)
    line = outcome.line(given.laptops)
    keep(outcome, line, KEPT / f"{given.kill}.json")
    print(line)
    return 1 if outcome.lost or not outcome.is_gapless else 0


if __name__ == "__main__":
    sys.exit(main())
