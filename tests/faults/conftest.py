"""What rows of the fault matrix share: real processes on either database, a station for sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgres import PostgresServer, running_postgres
from tests.proofs.branch import Branch
from tests.sync.conftest import connect, station, transport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["connect", "station", "transport"]

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run one PostgreSQL for all rows."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=BOTH)
def server_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'server.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def branch(server_url: str, tmp_path: Path) -> Iterator[Branch]:
    """Give a server process that can be killed, set up and not running yet."""
    made = Branch(server_url, tmp_path)
    yield made
    made.close()
