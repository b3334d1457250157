"""The disk of the server's database is full: SQLite may take no page more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.settings import read_settings
from companion.server.tables import change_log, org_sync, prospect
from tests.processes import set_up
from tests.salesroom import Laptop, Salesroom, creating, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.server.database import Database

WORDS = "x" * 15_000
ROOM = 40
CHANGES = 20
PLENTY = 1_000_000


class SmallDisk:
    """How many pages the database may have; asked by each connection that is made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages = PLENTY
        event.listen(database.engine, "connect", self._on_connect)

    def fill(self) -> None:
        """Leave room for a few pages more."""
        with self._database.read() as cx:
            pages: int = cx.exec_driver_sql("PRAGMA page_count").scalar_one()
        self._pages = pages + ROOM
        self._database.engine.dispose()

    def make_room(self) -> None:
        self._pages = PLENTY
        self._database.engine.dispose()

    def _on_connect(self, connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count = {self._pages}")


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    opened = set_up(f"sqlite:///{tmp_path / 'companion.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def laptop(tmp_path, database) -> Iterator[Laptop]:
    settings = read_settings({"--data-dir": str(tmp_path)}, {})
    with serving(open_app(settings, database)) as client:
        yield Salesroom(database, client).laptop()


def test_push_when_the_servers_disk_is_full_then_nothing_is_half_written_and_it_recovers(
    database, laptop
):
    disk = SmallDisk(database)
    assert push(laptop)[0].status_code == 200
    disk.fill()
    before = counts(database)
    refused, changes = push(laptop)
    assert (refused.status_code, refused.json()["code"]) == (503, "server_full")
    assert refused.headers["Retry-After"] == "60"
    assert counts(database) == before
    assert laptop.get_pull().ok  # reading goes on
    disk.make_room()
    again = laptop.post_push(*changes)
    assert {each["outcome"] for each in again.json()["results"]} == {"applied"}
    assert counts(database) == tuple(each + CHANGES for each in before)


def push(laptop: Laptop):
    owner = laptop.user.id
    people = [Prospect(new_id(), "Ada", notes=WORDS, owner_id=owner) for _ in range(CHANGES)]
    changes = [creating(each, "prospect") for each in people]
    return laptop.post_push(*changes), changes


def counts(database: Database) -> tuple[int, ...]:
    with database.read() as cx:
        return (
            cx.scalar(select(func.count()).select_from(prospect)),
            cx.scalar(select(func.count()).select_from(change_log)),
            cx.scalar(select(func.sum(org_sync.c.seq))),
        )
