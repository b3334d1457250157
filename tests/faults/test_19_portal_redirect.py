"""A captive portal redirects, or answers 511; the token must go nowhere else."""

from __future__ import annotations

import pytest

from companion.services.views import SyncState
from tests.faults.strangers import astray

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 511])
@pytest.mark.parametrize("claims", [False, True])
def test_laptop_when_redirected_then_it_follows_nobody_and_shows_nobody_its_token(
    laptop, station, room, status, claims
) -> None:
    followed: list[str] = []
    sender = laptop.profile.meta.server_id if claims else None

    def answer(exchange) -> None:
        if exchange.path.startswith("/portal"):
            followed.append(exchange.path)
        location = f"http://localhost:{station.url.rsplit(':')[-1]}/portal"
        exchange.reply(b"", status=status, server_id=sender, Location=location)

    station.answer = answer
    with astray(laptop, station.url):
        state = laptop.sync().state
        assert state is (SyncState.OFFLINE if claims else SyncState.NETWORK_SIGN_IN)
        laptop.line.wait()
    assert followed == []
    assert {seen.path.split("?")[0] for seen in station.seen} <= {"/v1/device", "/v1/wait"}


def test_laptop_when_the_portal_is_gone_then_a_wait_says_that_a_sync_is_worth_it(
    laptop, station
) -> None:
    station.answer = lambda exchange: exchange.reply(b"", status=302, server_id=None)
    with astray(laptop, station.url):
        laptop.sync()
        sender = laptop.profile.meta.server_id
        station.answer = lambda exchange: exchange.reply({"changed": False}, server_id=sender)
        assert laptop.line.wait() is True
