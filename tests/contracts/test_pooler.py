"""Behind a PgBouncer that lends another connection to each transaction, and beside a replica."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine, open_database
from companion.server.records import put_record
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.patience import PATIENCE
from tests.poolers import pooled
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Salesroom, change, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer

POOL = 2


@pytest.fixture(scope="module")
def room(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Salesroom]:
    """A server whose database is reached through a pooler of two connections."""
    folder = tmp_path_factory.mktemp("pooler")
    direct = postgres_server.new_database()
    with ExitStack() as running:
        given = {
            "--data-dir": str(folder),
            "--database-url": running.enter_context(pooled(direct, POOL)),
            "--replica-url": direct,
            "--pooled": "yes",
        }
        settings = replace(read_settings(given, {}), wait_seconds=3)
        database = open_database(settings)
        running.callback(database.close)
        migrate(database)
        client = running.enter_context(serving(open_app(settings, database)))
        yield Salesroom(database, client)


def test_push_when_many_more_laptops_than_connections_then_every_change_is_kept(
    room: Salesroom,
) -> None:
    rep = room.add_user()
    prospects = [room.prospect(rep) for _ in range(6)]
    laptops = [room.laptop(rep) for _ in prospects]

    def write(number: int) -> set[str]:
        about = prospects[number].id
        edits = [change("prospect", about, "patch", {"notes": f"{n}"}) for n in range(10)]
        return {laptops[number].push(each)[0]["outcome"] for each in edits}

    with ThreadPoolExecutor(len(laptops)) as threads:
        outcomes = set().union(*threads.map(write, range(len(laptops))))
    assert outcomes == {"applied"}
    notes = {item["data"]["notes"] for item in laptops[0].pulled("prospect").values()}
    assert notes == {"9"}


def test_transaction_when_lent_any_connection_then_it_is_set_up_and_nothing_stays_behind(
    room: Salesroom,
) -> None:
    ready = threading.Barrier(POOL)

    def look(_: int) -> tuple[str, str]:
        with room.database.read() as cx:
            ready.wait(10)
            zone, org = cx.execute(text("SELECT current_setting('timezone'), 'x'")).one()
            return zone, org

    with ThreadPoolExecutor(POOL) as threads:
        assert {zone for zone, _ in threads.map(look, range(POOL))} == {"UTC"}
    with room.database.engine.connect() as cx:
        cx.exec_driver_sql("COMMIT")
        said = cx.exec_driver_sql("SELECT current_setting('companion.org', true)").scalar()
    assert not said


def test_wait_when_another_process_writes_and_nothing_is_heard_then_the_counter_wakes_it(
    room: Salesroom,
) -> None:
    rep = room.add_user()
    laptop = room.laptop(rep)
    laptop.pull()
    asked = {"params": {"cursor": laptop.cursor}, "headers": laptop.headers}
    url = room.database.engine.url.render_as_string(hide_password=False)
    another = Database(make_engine(url, is_pooled=True))
    with closing(another), ThreadPoolExecutor(1) as threads:
        woken = threads.submit(room.client.get, "/v1/wait", **asked)
        with another.write() as cx:
            made = Prospect(new_id(), "Made by a command", owner_id=rep.id)
            put_record(cx, room.org, made, None, NOW)
        assert woken.result(PATIENCE).json() == {"changed": True}


def test_page_when_a_replica_is_named_then_its_figures_are_read_there(room: Salesroom) -> None:
    promises = PromiseRoom(room)
    promises.call(promises.second, "Who pays for the phones?")
    browser = promises.browser()
    assert room.database.has_replica
    for path in ("/overview?period=all", f"/promises/{promises.promise.id}", "/numbers"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
    assert "Every delivery note on one phone 2" in browser.get("/overview?period=all").text
