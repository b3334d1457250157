"""What rows of the fault matrix share: real processes on either database, laptops, a station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.conftest import place, postgres_server, room
from tests.laptops import RealLaptop
from tests.proofs.branch import Branch
from tests.sync.conftest import connect, station, transport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import PostgresServer
    from tests.salesroom import Salesroom

__all__ = ["connect", "place", "postgres_server", "room", "station", "transport"]

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


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


@pytest.fixture
def laptop(room: Salesroom, tmp_path: Path) -> Iterator[RealLaptop]:
    """Give a rep's real laptop, signed in and in step with a real server."""
    found = RealLaptop(tmp_path / "profile", room.client.address)
    found.sign_in(room, room.add_user(name="Ada"))
    found.sync()
    yield found
    found.close()
