"""One suite for two databases: SQLite in a file and a real PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.postgres import PostgresServer, running_postgres
from tests.salesroom import Client, Salesroom, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQLITE = "sqlite"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@dataclass
class Place:
    """A migrated database and a server over it, shared by the tests of a session."""

    database: Database
    client: Client
    url: str
    secret_key: str = ""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session", params=[SQLITE, POSTGRES])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("place")
    url = f"sqlite:///{folder / 'server.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    database = Database(make_engine(url))
    migrate(database)
    settings = read_settings({"--data-dir": str(folder), "--database-url": url}, {})
    with serving(open_app(replace(settings, wait_seconds=1), database)) as client:
        yield Place(database, client, url, settings.secret_key)
    database.close()


@pytest.fixture
def database(place: Place) -> Database:
    return place.database


@pytest.fixture
def room(place: Place) -> Salesroom:
    """An organisation of its own: tests never see each other's rows."""
    return Salesroom(place.database, place.client)
