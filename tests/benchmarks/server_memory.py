"""The memory of a server process: idle, under five hundred laptops, over its pages and an export.

Beside bare Starlette with orjson, idle and after the same pushes. PostgreSQL is another process and
is not in it. ``python -m tests.benchmarks.server_memory 1`` asks for the pages of 7 million calls,
if that crowd is filled. What an import takes is told by ``scripts/bench imports``.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import requests

from companion.server.database import Database, make_engine
from tests.benchmarks.crowded import crowded
from tests.benchmarks.pages import PAGES, addresses
from tests.benchmarks.peers.environments import python_of
from tests.benchmarks.peers.processes import SCRIPTS, line_of, running
from tests.benchmarks.resident import forget_most, held, most_held
from tests.benchmarks.rows import Row, hand_over
from tests.postgres import running_postgres
from tests.processes import ServerProcess, server_process
from tests.promiseroom import Browser
from tests.proofs.monday import LAPTOPS, Holder, furnish
from tests.salesroom import Salesroom
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCALE = 0.01
AT_ONCE = 32
IDLE_TIMES, BUSY_TIMES = 4.0, 2.0
"""Ours beside bare Starlette, and at its most beside itself when idle."""

_PACKED = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
_UNEQUAL = "theirs knows two routes and no PostgreSQL pool, pages, mail, keys or tokens"


def measure(scale: float) -> Iterator[Row]:
    """Measure one server process through its day."""
    with ExitStack() as kept:
        filled = kept.enter_context(crowded(scale))
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        url = kept.enter_context(running_postgres()).new_database()
        bare = kept.enter_context(running(python_of("floor"), SCRIPTS / "bare_server.py", url))
        bare_address = line_of(bare, "ready at ")
        limits = {"requests_per_laptop": "0", "requests_per_address": "0"}
        server = kept.enter_context(server_process(folder, filled.url, **limits))
        database = Database(make_engine(filled.url))
        kept.callback(database.close)
        pid = server.process.pid
        server.client.get("/v1/hello")
        requests.get(f"{bare_address}/v1/pull?limit=1", timeout=60)
        idle, bare_idle = held(pid), held(bare.pid)
        yield _beside("server, idle", "bare Starlette, idle", idle, bare_idle, IDLE_TIMES)
        holders = furnish(Salesroom(database, server.client), LAPTOPS)
        come_back(bare_address, holders, is_bare=True)
        peak = _most(pid, lambda: come_back(server.client.address, holders))
        yield _beside(f"server, {LAPTOPS} laptops come back", "itself, idle", peak, idle)
        bare_peak = most_held(bare.pid)
        subject = f"server, {LAPTOPS} laptops come back"
        yield _beside(subject, "bare Starlette, the same pushes", peak, bare_peak, IDLE_TIMES)
        yield _beside("server, idle afterwards", "itself, before", held(pid), idle)
        yield from _pages(server, filled.reader, idle, f"{scale * 7:g} million calls")


def come_back(address: str, holders: list[Holder], *, is_bare: bool = False) -> None:
    """Let every laptop push what it holds and fetch what is new, many at once."""

    def push_and_pull(holder: Holder) -> None:
        headers = _PACKED | holder.laptop.headers
        pushed = requests.post(f"{address}/v1/push", holder.parcel, headers=headers, timeout=120)
        assert pushed.status_code == requests.codes.ok, pushed.text
        if not is_bare:
            holder.laptop.pull()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(push_and_pull, holders))


def _pages(server: ServerProcess, reader: str, idle: float, size: str) -> Iterator[Row]:
    pid, browser = server.process.pid, Browser(server.client.address)
    assert browser.sign_in(reader).status_code == requests.codes.see_other
    peaks = {}
    for name, path in PAGES.items():
        asked = list(addresses(Random(7), path))[:5]
        peaks[name] = _most(pid, lambda asked=asked: [browser.get(each) for each in asked])
    name, peak = max(peaks.items(), key=lambda each: each[1])
    yield _beside(f"server, its largest page ({name}), {size}", "itself, idle", peak, idle)
    peak = _most(pid, lambda: _take_export(browser))
    yield _beside(f"server, every call as a file, {size}", "itself, idle", peak, idle)


def _take_export(browser: Browser) -> None:
    form = form_of(browser.get("/admin/exports"), "/admin/exports/file")
    with browser.session.post(
        f"{browser.address}/admin/exports/file",
        form,
        headers={"Origin": browser.address},
        stream=True,
        timeout=600,
    ) as answer:
        assert answer.status_code == requests.codes.ok
        for _ in answer.iter_content(65_536):
            pass


def _most(pid: int, work: Callable[[], object]) -> float:
    forget_most(pid)
    work()
    return most_held(pid)


def _beside(subject: str, peer: str, ours: float, theirs: float, limit: float = BUSY_TIMES) -> Row:
    return Row(0, subject, peer, "MB", ours, theirs, ours / theirs, 0.0, limit, unequal=_UNEQUAL)


if __name__ == "__main__":
    hand_over(measure(float(sys.argv[1]) if len(sys.argv) > 1 else SCALE))
