"""A new version of the server takes over from the old one while laptops sync: nobody notices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import func, select, text

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.schema import check_schema
from companion.server.settings import read_settings
from companion.server.tables import change_log, prospect
from companion.services.views import SyncState
from tests.balancers import balanced
from tests.laptops import RealLaptop
from tests.patience import PATIENCE, until
from tests.processes import ROOT, ServerProcess, server_process, set_up
from tests.proofs.later_server import make_migrations
from tests.salesroom import Salesroom, creating, free_port, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.server.database import Database
    from tests.postgres import PostgresServer
    from tests.salesroom import Client, Laptop

pytestmark = pytest.mark.postgres

LAPTOPS = 3
LATER = "tests.proofs.later_server"
DRAIN = {"drain_seconds": "2"}


class Site(NamedTuple):
    """A database that this version set up, and the migrations of two later ones."""

    url: str
    database: Database
    folder: Path
    next: str
    after_next: str

    def begin(self, migrations: str, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Start ``companion-server migrate`` of a later version."""
        own = {"COMPANION_DATABASE_URL": self.url, "COMPANION_DATA_DIR": str(self.folder)}
        command = [sys.executable, "-m", LATER, migrations, "migrate", *arguments]
        return subprocess.Popen(
            command,
            env=os.environ | own | settings,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def migrate(self, migrations: str, *arguments: str, **settings: str) -> tuple[int, str]:
        """Run it to its end; return its exit code and what it complained about."""
        return end_of(self.begin(migrations, *arguments, **settings))

    @contextmanager
    def server(self) -> Iterator[Client]:
        """Serve with this version, in this process."""
        given = {"--data-dir": str(self.folder), "--database-url": self.url}
        with serving(open_app(read_settings(given, {}), self.database)) as client:
            yield client

    def revision(self) -> str:
        with self.database.read() as cx:
            return str(cx.scalar(text("SELECT version_num FROM alembic_version")))


@pytest.fixture(scope="module")
def migrations(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("later")
    return str(make_migrations(folder, "002")), str(make_migrations(folder, "003"))


@pytest.fixture
def site(
    postgres_server: PostgresServer, tmp_path: Path, migrations: tuple[str, str]
) -> Iterator[Site]:
    url = postgres_server.new_database()
    with closing(set_up(url)) as database:
        yield Site(url, database, tmp_path, *migrations)


def end_of(running: subprocess.Popen[str]) -> tuple[int, str]:
    with running:
        told = running.communicate(timeout=PATIENCE)[1]
    return running.returncode, told


class Worker:
    """A rep's laptop that enters somebody and syncs, again and again, until it is told to stop."""

    def __init__(self, laptop: RealLaptop) -> None:
        self.laptop = laptop
        self.entered: list[str] = []
        self.states: list[SyncState] = []
        self._is_over = threading.Event()

    def work(self) -> None:
        while not self._is_over.is_set():
            self.entered.append(self.laptop.add(f"Person {len(self.entered)}"))
            self.states.append(self.laptop.sync().state)

    def stop(self) -> None:
        self._is_over.set()


@contextmanager
def at_work(workers: list[Worker]) -> Iterator[None]:
    with ThreadPoolExecutor(len(workers)) as threads:
        running = [threads.submit(each.work) for each in workers]
        try:
            yield
        finally:
            for each in workers:
                each.stop()
        for each in running:
            each.result()


def let_them_work(workers: list[Worker]) -> None:
    """Wait until every laptop has synced three times more."""
    before = [len(each.states) for each in workers]
    until(lambda: all(len(w.states) >= n + 3 for w, n in zip(workers, before, strict=True)))


def pushes(server: ServerProcess) -> list[int]:
    return [each["status"] for each in server.log() if each.get("route") == "/v1/push"]


def test_upgrade_when_laptops_sync_all_the_time_then_no_push_fails_and_nothing_is_lost(site: Site):
    ports = [free_port() for _ in range(4)]
    with ExitStack() as running:
        old = [
            running.enter_context(server_process(site.folder, site.url, port=port, **DRAIN))
            for port in ports[:2]
        ]
        address = running.enter_context(balanced(ports))
        workers = []
        for number in range(LAPTOPS):
            room = Salesroom(site.database, old[0].client)
            laptop = RealLaptop(site.folder / f"laptop-{number}", address)
            running.callback(laptop.close)
            workers.append(Worker(laptop.sign_in(room, room.add_user())))
        with at_work(workers):
            let_them_work(workers)
            assert site.migrate(site.next) == (0, "")
            let_them_work(workers)
            assert all(each.client.get("/readyz").ok for each in old)
            new = []
            for leaving, port in zip(old, ports[2:], strict=True):
                later = server_process(site.folder, site.url, (LATER, site.next), port, **DRAIN)
                new.append(running.enter_context(later))
                until(lambda: pushes(new[-1]), "the balancer never found the new server")
                leaving.terminate()
                assert leaving.wait() == 0
                let_them_work(workers)
        assert {state for each in workers for state in each.states} == {SyncState.IN_STEP}
        answered = [status for each in (*old, *new) for status in pushes(each)]
        assert set(answered) == {200}
        assert all(pushes(each) for each in (*old, *new))
        assert new[0].client.get("/v1/hello").json()["schema"] == [1, 2]
        check_nothing_is_lost(site.database, workers)


def is_taken(laptop: Laptop) -> bool:
    """Push somebody new; tell whether the server took it."""
    given = Prospect(new_id(), "Ada", owner_id=laptop.user.id)
    return bool(laptop.push_one(creating(given, "prospect"))["outcome"] == "applied")


def is_waiting(database: Database) -> bool:
    """Tell whether somebody waits for a table that another transaction holds."""
    with database.read() as cx:
        return bool(cx.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def check_nothing_is_lost(database: Database, workers: list[Worker]) -> None:
    entered = sorted(id_ for each in workers for id_ in each.entered)
    with database.read() as cx:
        kept = sorted(cx.scalars(select(prospect.c.id)))
        made = change_log.c.entity == "prospect", change_log.c.op == "create"
        logged = sorted(cx.scalars(select(change_log.c.entity_id).where(*made)))
        for _, count, last in cx.execute(
            select(change_log.c.org, func.count(), func.max(change_log.c.seq)).group_by(
                change_log.c.org
            )
        ):
            assert count == last
    assert kept == logged == entered


def test_migration_when_two_servers_begin_at_once_then_one_does_it_and_both_go_on(site: Site):
    both = [site.begin(site.next) for _ in range(2)]
    assert [end_of(each) for each in both] == [(0, ""), (0, "")]
    assert site.revision() == "002"


def test_migration_when_it_is_killed_then_the_old_version_serves_on(site: Site):
    with site.server() as client:
        laptop = Salesroom(site.database, client).laptop()
        assert site.migrate(site.next, COMPANION_DYING="yes")[0] == -signal.SIGKILL
        assert site.revision() == "001"
        assert client.get("/readyz").ok
        assert is_taken(laptop)


def test_migration_when_somebody_reads_its_table_for_long_then_pushes_go_on_between_its_tries(
    site: Site,
):
    with site.server() as client:
        laptop = Salesroom(site.database, client).laptop()
        with site.database.read() as cx:
            cx.execute(text('SELECT count(*) FROM "call"'))  # holds the table until it is over
            migrating = site.begin(site.next)
            until(lambda: is_waiting(site.database), "the migration never asked for the table")
            assert is_taken(laptop)
            until(lambda: not is_waiting(site.database), "the migration never let others pass")
            until(lambda: is_waiting(site.database), "the migration never tried again")
        assert end_of(migrating)[0] == 0
        assert site.revision() == "002"
        assert is_taken(laptop)


def test_migration_when_servers_of_before_could_not_go_on_then_it_changes_nothing(site: Site):
    code, told = site.migrate(site.after_next)
    assert (code, site.revision()) == (1, "001")
    assert "--servers-stopped" in told


def test_server_when_a_later_version_took_away_what_it_uses_then_it_does_not_serve(site: Site):
    with site.server() as client:
        assert site.migrate(site.after_next, "--servers-stopped")[0] == 0
        told = client.get("/readyz")
        assert (told.status_code, told.json()["code"]) == (503, "newer_database")
    with pytest.raises(RejectedError) as caught:
        check_schema(site.database)
    assert caught.value.code == "newer_database"
    with server_process(site.folder, site.url, (LATER, site.next)) as server:
        assert server.client.get("/readyz").ok
