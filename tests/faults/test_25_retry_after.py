"""A busy server asks to come back later: in seconds, by a date, in garbage, in thirty years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from companion.services.views import SyncState
from companion.sync.backoff import BASE_SECONDS, SPREAD
from tests.faults.strangers import astray

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


def _date(**later: float) -> str:
    return format_datetime(NOW + timedelta(**later), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("120", 120, 120 * (1 + SPREAD)),
        (_date(seconds=120), 120, 120 * (1 + SPREAD)),
        (_date(days=-3), 0, BASE_SECONDS),
        ("1000000000", 3600, 3600 * (1 + SPREAD)),
        (_date(days=9000), 3600, 3600 * (1 + SPREAD)),
        ("soon", 0, BASE_SECONDS),
        ("-7", 0, BASE_SECONDS),
        ("12e9", 0, BASE_SECONDS),
        ("", 0, BASE_SECONDS),
    ],
)
def test_laptop_when_asked_to_come_back_then_it_waits_as_long_with_jitter_and_believes_an_hour(
    laptop, station, status, asked, least, most
) -> None:
    sender = laptop.profile.meta.server_id

    def answer(exchange) -> None:
        exchange.date_time_string = lambda timestamp=None: _date()
        body = {"code": "busy", "message": "Busy."}
        exchange.reply(body, status=status, server_id=sender, Retry_After=asked)

    station.answer = answer
    with astray(laptop, station.url):
        result = laptop.line.sync()
        assert least <= result.next_in <= most
        assert result.status.state is SyncState.OFFLINE
        assert len(station.seen) == 1
