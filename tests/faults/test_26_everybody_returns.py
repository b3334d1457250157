"""A thousand laptops with something to send come back at once after the server was away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.people import User
from companion.domain.prospects import Prospect
from companion.server.devices import add_code, enroll
from companion.server.organisations import find_identity
from companion.server.records import put_records
from companion.server.tables import change_log, prospect
from companion.server.walls import EVERYWHERE, enter
from companion.sync.backoff import BASE_SECONDS, Backoff
from companion.wire.messages import Enroll
from tests.processes import server_process, set_up
from tests.salesroom import NOW, Client, Laptop, Salesroom, creating

if TYPE_CHECKING:
    from companion.server.database import Database

CROWDS = {"sqlite": 300, "postgresql": 1_000}
"""On SQLite fewer, to keep the suite short."""
PEOPLE = 50
AT_ONCE = 64
MOST_TRIES = 20
SLOTS = 10


@pytest.mark.timeout(300)
def test_laptops_when_a_thousand_return_at_once_then_all_are_drained(tmp_path, server_url):
    database = set_up(server_url)
    with server_process(tmp_path, server_url) as server:
        room = Salesroom(database, server.client)
        size = CROWDS[database.engine.dialect.name]
        laptops = enrolled(database, room, size)
        crowd = [Returner(each, Random(n)) for n, each in enumerate(laptops)]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(Returner.drain, crowd))
        statuses = [each["status"] for each in server.log() if each["event"] == "answered"]
        assert {each for each in statuses if each >= 500} <= {503}
        assert not [each for each in server.log() if each["event"] == "bug"]
    waits = [each.waits[0] for each in crowd]
    check_spread(waits)
    with database.read() as cx:
        mine = prospect.c.org == room.org
        assert cx.scalar(select(func.count()).where(mine)) == size
        lines = change_log.c.org == room.org, change_log.c.device_id.is_not(None)
        assert cx.scalar(select(func.count()).where(*lines)) == size
    database.close()


@dataclass
class Returner:
    """A laptop with one change that could not be sent; it waits as the window's sync does."""

    laptop: Laptop
    rng: Random
    waits: list[float] = field(default_factory=list)

    def drain(self) -> None:
        """Send and fetch; whoever is asked to come back later does, in simulated time."""
        backoff = Backoff(self.rng)
        self.waits.append(backoff.after_failure())  # of the outage that everybody saw
        self.laptop.client = Client(self.laptop.client.address)
        given = creating(Prospect(new_id(), "Ada", owner_id=self.laptop.user.id), "prospect")
        for _ in range(MOST_TRIES):
            answer = self.laptop.post_push(given)
            if answer.status_code == 200:
                break
            assert answer.status_code in {429, 503}
            self.waits.append(backoff.after_failure(float(answer.headers["Retry-After"])))
        assert answer.json()["results"][0]["outcome"] in {"applied", "duplicate"}
        assert given["id"] in self.laptop.pulled("prospect")
        self.laptop.client.close()


def check_spread(waits: list[float]) -> None:
    """No tenth of the time has more than twice its share of the laptops."""
    slots = [0] * SLOTS
    for wait in waits:
        slots[min(int(wait / BASE_SECONDS * SLOTS), SLOTS - 1)] += 1
    assert max(slots) < 2 * len(waits) / SLOTS


def enrolled(database: Database, room: Salesroom, size: int) -> list[Laptop]:
    """Sign many laptops of a few people in, in one transaction."""
    people = [User(new_id(), f"Rep {n}", f"{n}@room.example") for n in range(PEOPLE)]
    laptops = []
    with database.write() as cx:
        put_records(cx, room.org, people, None, NOW)
        identity = find_identity(cx)
        assert identity
        for number in range(size):
            person = people[number % PEOPLE]
            code = add_code(cx, room.org, person.id, NOW)
            asked = Enroll(code=code, device_id=new_id(), device_name="L", app_version="1")
            token = enroll(cx, asked, identity, NOW).token
            laptops.append(Laptop(room.client, person, asked.device_id, token))
            enter(cx, EVERYWHERE)
    return laptops
