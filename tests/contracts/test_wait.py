"""The long poll is a hint: rung by this process, by another one, or not at all."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine
from companion.server.records import put_record
from companion.server.settings import read_settings
from tests.patience import until
from tests.salesroom import NOW, Laptop, Salesroom, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from tests.contracts.conftest import Place

LONG = 60
"""Seconds nobody waits if the bell works."""


@pytest.fixture
def app(place: Place, tmp_path) -> FastAPI:
    settings = read_settings({"--data-dir": str(tmp_path), "--database-url": place.url}, {})
    return open_app(replace(settings, wait_seconds=LONG), place.database)


@pytest.fixture
def room(app: FastAPI, database: Database) -> Iterator[Salesroom]:
    with serving(app) as client:
        yield Salesroom(database, client)


@pytest.fixture
def waiting(app: FastAPI) -> Iterator:
    """Let laptops wait, each in a thread, and go on when all of them do."""
    with ThreadPoolExecutor() as threads:

        def start(*laptops: Laptop) -> list[Future[bool]]:
            for laptop in laptops:
                laptop.pull()
            started = [threads.submit(_waited, laptop) for laptop in laptops]
            until(lambda: app.state.parts.bell._waiting >= len(laptops), "they do not wait")
            return started

        yield start
        app.state.parts.bell.close()


def _waited(laptop: Laptop) -> bool:
    asked = {"params": {"cursor": laptop.cursor}, "headers": laptop.headers}
    answer = requests.get(f"{laptop.client.address}/v1/wait", timeout=LONG * 2, **asked)
    assert answer.status_code == 200
    assert set(answer.json()) == {"changed"}
    return answer.json()["changed"]


def news(room: Salesroom, database: Database | None = None) -> None:
    with (database or room.database).write() as cx:
        put_record(cx, room.org, Prospect(new_id(), "Ada"), None, NOW)


def test_wait_when_something_is_there_already_then_answers_at_once(room):
    laptop = room.laptop()
    assert _waited(laptop)


def test_wait_when_something_commits_then_everybody_of_the_organisation_hears(room, waiting):
    started = waiting(*(room.laptop() for _ in range(5)))
    assert not any(each.done() for each in started)
    news(room)
    assert [each.result(LONG / 2) for each in started] == [True] * 5


def test_wait_when_another_organisation_commits_then_only_theirs_hear(room, database, waiting):
    other = Salesroom(database, room.client)
    mine, theirs = waiting(room.laptop(), other.laptop())
    news(other)
    assert theirs.result(LONG / 2)
    assert not mine.done()
    news(room)
    assert mine.result(LONG / 2)


def test_wait_when_another_process_commits_then_it_is_heard_as_well(room, place, waiting):
    (started,) = waiting(room.laptop())
    elsewhere = Database(make_engine(place.url))
    news(room, elsewhere)
    elsewhere.close()
    assert started.result(LONG / 2)


def test_wait_when_nothing_happens_then_the_time_is_over(place):
    laptop = Salesroom(place.database, place.client).laptop()
    laptop.pull()
    assert not _waited(laptop)
