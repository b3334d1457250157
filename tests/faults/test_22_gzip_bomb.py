"""A gzip bomb is sent to the laptop, and another to the server."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from companion.services.views import SyncState
from tests.faults.strangers import astray

MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


def test_laptop_when_an_answer_unpacks_without_end_then_it_stops_at_the_cap(
    laptop, station
) -> None:
    sender = laptop.profile.meta.server_id
    bomb = gzip.compress(b" " * 200 * MEGABYTE, 9)
    station.answer = lambda exchange: exchange.reply(
        bomb, server_id=sender, Content_Encoding="gzip"
    )
    with astray(laptop, station.url):
        tracemalloc.start()
        assert laptop.sync().state is SyncState.OFFLINE
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 20 * MEGABYTE


@pytest.mark.parametrize("path", ["/v1/push", "/v1/enroll", "/v1/token/rotate", "/v1/wipe-ack"])
def test_server_when_a_body_unpacks_without_end_then_it_is_refused_at_the_cap(
    laptop, room, path
) -> None:
    bomb = gzip.compress(b" " * 200 * MEGABYTE, 9)
    assert len(bomb) < MEGABYTE
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Authorization": f"Bearer {laptop.keychain.secret('device-token')}",
    }
    answer = room.client.post(path, data=bomb, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert laptop.sync().state is SyncState.IN_STEP
