"""A captive portal answers every request with 200 and its own HTML page."""

from __future__ import annotations

import pytest

from companion.services.views import SyncState
from tests.faults.strangers import astray

PAGE = b"<!doctype html><title>Welcome to the Grand Hotel</title><form>Room number</form>"

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml"])
def test_laptop_when_a_portal_answers_then_it_asks_to_sign_in_to_the_network(
    laptop, station, kind
) -> None:
    station.answer = lambda exchange: exchange.reply(PAGE, content_type=kind, server_id=None)
    with astray(laptop, station.url):
        assert laptop.sync().state is SyncState.NETWORK_SIGN_IN
        assert laptop.line.wait() is False


@pytest.mark.parametrize("sender", [None, "server"])
def test_laptop_when_the_page_pretends_to_be_json_then_nothing_is_taken(
    laptop, station, sender
) -> None:
    sender = laptop.profile.meta.server_id if sender else None
    station.answer = lambda exchange: exchange.reply(PAGE, server_id=sender)
    with astray(laptop, station.url):
        assert laptop.sync().state is SyncState.OFFLINE
