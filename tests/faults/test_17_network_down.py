"""The network is down, or swallows everything; meanwhile the window asks and the rep saves."""

from __future__ import annotations

import socket
import threading

import pytest

from companion.services.views import SyncState

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


def test_laptop_when_a_request_hangs_then_status_and_saves_do_not_wait_for_it(
    laptop, station
) -> None:
    station.answer = lambda exchange: station.is_over.wait(60) and None
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET server_url = ?", (station.url,))
    laptop.restart()
    syncing = threading.Thread(target=laptop.line.sync)
    syncing.start()
    assert station.has_request.wait(20)
    for number in range(20):  # each of these would wait for ever if it waited at all
        laptop.add(f"Saved meanwhile {number}")
        status = laptop.line.status()
        assert (status.state, status.unsent) == (SyncState.SYNCING, number + 1)
    assert syncing.is_alive()
    laptop.line.hang_up()
    syncing.join(20)
    assert not syncing.is_alive()
    assert len(laptop.suite.outbox.lines()) == 20


def test_laptop_when_the_network_goes_and_comes_then_all_is_sent_once_it_is_back(
    laptop, room
) -> None:
    for number in range(5):
        laptop.add(f"Entered offline {number}")
        _point_at(laptop, _nobody())
        status = laptop.sync()
        assert (status.state, status.unsent) == (SyncState.OFFLINE, 1)
        _point_at(laptop, laptop.address)
        status = laptop.sync()
        assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)


def _point_at(laptop, url: str) -> None:
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET server_url = ?", (url,))
    laptop.restart()


def _nobody() -> str:
    """Return an address of this computer at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
