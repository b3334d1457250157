"""Whoever sends a byte a minute (slowloris) does not keep a place; a slow train's network does."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import pytest

from companion.server.arrivals import PromptProtocol
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.patience import PATIENCE
from tests.salesroom import Client, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "POST /v1/enroll HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


class Hasty(PromptProtocol):
    """The server's own, which waits less for a head than a test would."""

    head_seconds: ClassVar = 0.3


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("arrivals")
    settings = replace(read_settings({"--data-dir": str(folder)}, {}), body_seconds=1)
    with closing(Database(make_engine(settings.database_url))) as database:
        migrate(database)
        with serving(open_app(settings, database), http=Hasty) as client:
            yield client


def connect(client: Client) -> socket.socket:
    host, _, port = client.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), PATIENCE)


def heard(connection: socket.socket) -> bytes:
    """Return all that is answered until the server closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def begin(connection: socket.socket, length: int, body: bytes) -> None:
    connection.sendall(f"{HEAD}Content-Length: {length}\r\n\r\n".encode() + body)


@pytest.mark.parametrize("head", ["", HEAD], ids=["nothing", "a piece of a head"])
def test_connection_when_no_head_comes_to_its_end_then_it_is_closed(client: Client, head: str):
    with connect(client) as connection:
        connection.sendall(head.encode())
        assert heard(connection) == b""


def test_connection_when_kept_open_and_the_next_head_stops_then_it_is_closed(client: Client):
    with connect(client) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /healthz HT")
        assert b"HTTP/1.1" not in heard(connection)


def test_body_when_it_stops_then_is_refused_and_one_that_comes_on_is_taken(client: Client):
    with connect(client) as slow, connect(client) as steady:
        begin(steady, 40_001, b'{"a":"' + b"x" * 39_993)  # buys far more than the test takes
        begin(slow, 100, b"{")
        answer = heard(slow)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b'"code":"too_slow"' in answer
        steady.sendall(b'"}')
        assert steady.recv(65_536).startswith(b"HTTP/1.1 422")  # it was read, and is no enrolment


def test_body_when_nobody_reads_it_then_dripping_it_keeps_no_place(client: Client):
    with connect(client) as connection:
        connection.sendall(
            b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x"
        )
        assert connection.recv(65_536).startswith(b"HTTP/1.1 404")
        connection.sendall(b"x")
        assert b"HTTP/1.1" not in heard(connection)
