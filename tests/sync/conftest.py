"""A real HTTP server in a thread that answers as a test tells it to, and transports to it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from companion.sync.transport import HttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SERVER_ID = "01936f1e-0000-7000-8000-000000000001"
EPOCH = "01936f1e-0000-7000-8000-000000000002"
DEVICE_ID = "01936f1e-0000-7000-8000-000000000003"
TOKEN = "cp_dev_a-token"


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Station:
    """What the server is to answer, and what it was asked."""

    answer: Callable[[Exchange], None] = lambda exchange: exchange.reply({})
    seen: list[Seen] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    has_request: threading.Event = field(default_factory=threading.Event)
    url: str = ""


class Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    station: Station

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.station.seen.append(Seen(self.command, self.path, headers, body))
        self.station.has_request.set()
        self.station.answer(self)

    def reply(
        self,
        body: object,
        status: int = 200,
        content_type: str = "application/json",
        server_id: str | None = SERVER_ID,
        length: int | None = None,
        **headers: str,
    ) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        if server_id is not None:
            self.send_header("X-Sync-Server", server_id)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a laptop goes away in the middle: that is what is tested."""


@pytest.fixture
def station() -> Iterator[Station]:
    found = Station()
    handler = type("Handler", (Exchange,), {"station": found})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        found.url = f"http://127.0.0.1:{server.server_port}"
        yield found
        found.is_over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def connect(station: Station) -> Iterator[Callable[..., HttpTransport]]:
    made: list[HttpTransport] = []

    def _connect(**given: object) -> HttpTransport:
        chosen = {"token": TOKEN, "server_id": SERVER_ID, "seconds": 60.0} | given
        made.append(HttpTransport(station.url, **chosen))
        return made[-1]

    yield _connect
    for each in made:
        each.hang_up()


@pytest.fixture
def transport(connect: Callable[..., HttpTransport]) -> HttpTransport:
    return connect()
