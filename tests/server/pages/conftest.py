"""A running server on SQLite with a promise on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.promiseroom import PromiseRoom
from tests.salesroom import Client, Salesroom, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Client]]:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("pages"))}, {})
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(settings, database)) as client:
        yield database, client
    database.close()


@pytest.fixture
def client(place: tuple[Database, Client]) -> Client:
    return place[1]


@pytest.fixture
def promises(place: tuple[Database, Client]) -> PromiseRoom:
    return PromiseRoom(Salesroom(*place))
