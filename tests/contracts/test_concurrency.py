"""Many laptops at once: nothing missed, nothing twice, every value kept somewhere."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import func, select

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.server.tables import change_log, org_sync
from tests.salesroom import Client, Laptop, change, creating

WRITERS = 6
PUSHES = 8
CHANGES = 5


def beside(laptop: Laptop) -> Laptop:
    """Return the same laptop on a connection of its own, for another thread."""
    client = Client(laptop.client.address)
    return Laptop(client, laptop.user, laptop.device_id, laptop.token, laptop.cursor)


def at_once(*works) -> list:
    """Begin several works at the same moment, each in a thread, and return what they return."""
    start = threading.Barrier(len(works))

    def begun(work):
        start.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [each.result(60) for each in [threads.submit(begun, work) for work in works]]


def check_log(room) -> None:
    """The log has every number once, from one to the counter."""
    mine = change_log.c.org == room.org
    with room.database.read() as cx:
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq)).where(mine)).one()
        assert count == last
        assert last == cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == room.org))


def test_feed_when_many_write_and_one_polls_tightly_then_each_change_comes_once(room):
    laptops = [room.laptop() for _ in range(WRITERS)]
    manager = beside(room.laptop(role=Role.MANAGER))
    manager.pull()
    are_done = threading.Event()

    def write(laptop: Laptop) -> set[str]:
        mine, written = beside(laptop), set()
        for _ in range(PUSHES):
            people = [Prospect(new_id(), "P", owner_id=mine.user.id) for _ in range(CHANGES)]
            results = mine.push(*(creating(each, "prospect") for each in people))
            assert {each["outcome"] for each in results} == {"applied"}
            written |= {each.id for each in people}
        mine.client.close()
        return written

    def poll() -> list[dict]:
        seen: list[dict] = []
        while not are_done.is_set():
            seen += manager.pull(limit=7)
        return seen + manager.pull()

    with ThreadPoolExecutor(1) as threads:
        polling = threads.submit(poll)
        try:
            written = set().union(*at_once(*(partial(write, each) for each in laptops)))
        finally:
            are_done.set()
        seen = polling.result(60)
    manager.client.close()
    assert len(written) == WRITERS * PUSHES * CHANGES
    assert sorted(each["id"] for each in seen) == sorted(written)
    assert [each["seq"] for each in seen] == sorted(each["seq"] for each in seen)
    check_log(room)


def test_push_when_many_write_one_field_at_once_then_one_stands_and_the_others_are_listed(room):
    first = room.laptop()
    prospect = room.prospect(first.user, company="At first")
    base = first.pulled("prospect")[prospect.id]["rev"]
    laptops = [beside(room.laptop(first.user)) for _ in range(WRITERS)]
    entered = [f"Company {number}" for number in range(WRITERS)]

    def write(laptop: Laptop, name: str) -> dict:
        patch = change("prospect", prospect.id, "patch", {"company": name}, base_rev=base)
        return laptop.push_one(patch)

    given = zip(laptops, entered, strict=True)
    results = at_once(*(partial(write, laptop, name) for laptop, name in given))
    for each in laptops:
        each.client.close()
    outcomes = sorted(each["outcome"] for each in results)
    assert outcomes == ["applied"] + ["merged"] * (WRITERS - 1)
    stands = first.pulled("prospect")[prospect.id]["data"]["company"]
    losers = [loser for each in results for loser in each["losers"]]
    assert {stands} | {each["lost"] for each in losers} == set(entered)
    check_log(room)
