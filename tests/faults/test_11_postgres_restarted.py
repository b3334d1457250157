"""PostgreSQL is restarted while many laptops push."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.tables import change_log, org_sync
from tests.patience import PATIENCE, until
from tests.postgres import running_postgres
from tests.processes import server_process, set_up
from tests.salesroom import Client, Laptop, Salesroom, creating

if TYPE_CHECKING:
    from companion.server.database import Database

LAPTOPS = 6
CHANGES = 5
AFTER = 10

pytestmark = pytest.mark.postgres


def test_push_when_the_database_restarts_under_load_then_comes_back_whole_or_not_at_all(tmp_path):
    with running_postgres() as postgres:
        database = set_up(url := postgres.new_database())
        with server_process(tmp_path, url) as server:
            room = Salesroom(database, server.client)
            pushers = [Pusher(room.laptop()) for _ in range(LAPTOPS)]
            with ThreadPoolExecutor(LAPTOPS) as threads:
                running = [threads.submit(each.run) for each in pushers]
                until(lambda: all(len(each.kept) > AFTER for each in pushers))
                postgres.restart()
                before = [len(each.kept) for each in pushers]
                until(
                    lambda: all(
                        len(each.kept) > count + AFTER
                        for each, count in zip(pushers, before, strict=True)
                    )
                )
                for each in pushers:
                    each.is_over.set()
                for each in running:
                    each.result(PATIENCE)
            refused = [each for pusher in pushers for each in pusher.refused]
            assert refused
            assert {status for status, _ in refused} == {503}
            assert all(int(seconds) >= 1 for _, seconds in refused)
            check_log(database, room.org, [push for each in pushers for push in each.kept])
            assert not [each for each in server.log() if each["event"] == "bug"]
        database.close()


class Pusher:
    """A laptop that pushes until told to stop, and repeats what was not taken."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self.laptop.client = Client(laptop.client.address)
        self.kept: list[list[str]] = []
        self.refused: list[tuple[int, str]] = []
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            owner = self.laptop.user.id
            people = [Prospect(new_id(), "Ada", owner_id=owner) for _ in range(CHANGES)]
            changes = [creating(each, "prospect") for each in people]
            while (answer := self.laptop.post_push(*changes)).status_code != 200:
                self.refused.append((answer.status_code, answer.headers.get("Retry-After", "0")))
                assert len(self.refused) < 10_000
            outcomes = {each["outcome"] for each in answer.json()["results"]}
            assert outcomes in ({"applied"}, {"duplicate"})  # a push is taken whole, or not at all
            self.kept.append([each["change_id"] for each in changes])
        self.laptop.client.close()


def check_log(database: Database, org: str, kept: list[list[str]]) -> None:
    """Each change that was taken is there once, each push in one piece, and there is no gap."""
    mine = change_log.c.org == org
    with database.read() as cx:
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
        assert count == last == cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == org))
        rows = cx.execute(select(change_log.c.change_id, change_log.c.seq).where(mine))
        seqs = {row.change_id: row.seq for row in rows}
    for push in kept:
        first = seqs[push[0]]
        assert [seqs[each] for each in push] == list(range(first, first + CHANGES))
    of_laptops = select(func.count()).where(mine, change_log.c.device_id.is_not(None))
    with database.read() as cx:
        assert cx.scalar(of_laptops) == sum(map(len, kept))
