"""Two real server processes on one PostgreSQL: a push to one wakes who waits at the other."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.bells import CALM_SECONDS, WATCH_SECONDS
from companion.server.relay import LISTENER
from tests.patience import PATIENCE, until
from tests.processes import ServerProcess, server_process, set_up
from tests.salesroom import Laptop, Salesroom, creating

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from companion.server.database import Database
    from tests.postgres import PostgresServer

TIMES = 7

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = set_up(url)
    yield database
    database.close()


@pytest.fixture
def pair(tmp_path, url, database) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    with server_process(tmp_path, url) as one, server_process(tmp_path, url) as other:
        yield one, other


def number(server: ServerProcess, name: str) -> float:
    text = requests.get(f"{server.client.address}/metrics", timeout=30).text
    found = [line.split()[1] for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(found[0])


def wake_times(database: Database, one: ServerProcess, other: ServerProcess) -> list[float]:
    """Let a laptop wait at one and another push to the other; return the seconds until it woke."""
    room = Salesroom(database, one.client)
    waiter = room.laptop()
    writer = room.laptop(waiter.user)
    writer.client = other.client
    return [woken(waiter, writer, one) for _ in range(TIMES)]


def woken(waiter: Laptop, writer: Laptop, at: ServerProcess) -> float:
    waiter.pull()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait, waiter)
        until(lambda: number(at, "companion_waiting_polls") >= 1, "it does not wait")
        writer.push(creating(Prospect(new_id(), "Ada", owner_id=writer.user.id), "prospect"))
        began = time.monotonic()
        assert waiting.result(PATIENCE)
        return time.monotonic() - began


def wait(laptop: Laptop) -> bool:
    asked = {"params": {"cursor": laptop.cursor}, "headers": laptop.headers}
    return requests.get(f"{laptop.client.address}/v1/wait", timeout=60, **asked).json()["changed"]


def listeners(
    postgres: PostgresServer, database: Database, count: int, but: Iterable[int] = ()
) -> set[int]:
    """Wait until so many connections listen, besides some, and return their processes."""
    query = (
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = %s AND application_name = %s AND query LIKE 'LISTEN%%'"
    )
    here = (database.engine.url.database, LISTENER)  # other tests' servers may listen beside it
    with postgres.superuser() as connection:

        def listening() -> set[int]:
            found = {row[0] for row in connection.execute(query, here)}.difference(but)
            return found if len(found) == count else set()

        return until(listening, "nobody listens")


def test_wait_when_another_process_takes_a_push_then_wakes_long_before_the_next_look(
    database, pair, postgres_server
):
    listeners(postgres_server, database, len(pair))
    seconds = wake_times(database, *pair)
    print(f"woken after {[round(each * 1000) for each in seconds]} ms")
    assert statistics.median(seconds) < WATCH_SECONDS / 2 < CALM_SECONDS


def test_wait_when_the_listening_connections_are_cut_then_still_wakes_and_listens_again(
    database, pair, postgres_server
):
    before = listeners(postgres_server, database, len(pair))
    with postgres_server.superuser() as connection:
        for pid in before:
            connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
    assert max(wake_times(database, *pair)) < PATIENCE
    listeners(postgres_server, database, len(pair), but=before)
    assert statistics.median(wake_times(database, *pair)) < WATCH_SECONDS / 2
    told = [each for server in pair for each in server.log() if each["event"] == "listening_paused"]
    assert len(told) >= len(pair)
