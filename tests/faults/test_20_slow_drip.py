"""The server's answer drips in byte by byte, in its headers or its body, and never ends."""

from __future__ import annotations

from functools import partial

import pytest

from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from tests.faults.strangers import astray

HEADERS = b"HTTP/1.1 200 OK\r\nX-Slow: "
BODY = (
    b"HTTP/1.1 200 OK\r\nX-Sync-Server: %b\r\nContent-Type: application/json\r\n"
    b"Content-Length: 99999\r\n\r\n"
)
CHUNKS = (
    b"HTTP/1.1 200 OK\r\nX-Sync-Server: %b\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@pytest.mark.parametrize(
    ("head", "drop"),
    [(HEADERS, b"a"), (BODY, b" "), (CHUNKS, b"1\r\n \r\n")],
    ids=["headers", "body", "chunks"],
)
def test_laptop_when_an_answer_drips_then_it_is_left_at_the_deadline_of_the_whole(
    laptop, station, head, drop
) -> None:
    sender = str(laptop.profile.meta.server_id).encode()

    def drip(exchange) -> None:
        exchange.wfile.write(head % sender if b"%b" in head else head)
        while not station.is_over.wait(0.02):  # no read ever waits long: only the whole does
            exchange.wfile.write(drop)

    station.answer = drip
    laptop.connect = partial(HttpTransport, seconds=0.4)
    with astray(laptop, station.url):
        status = laptop.sync()
        assert status.state is SyncState.OFFLINE
        assert "too long" in status.sentence
        laptop.connect = HttpTransport
