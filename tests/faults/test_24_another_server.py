"""Another Companion server answers at the server's address, or takes its place in the middle."""

from __future__ import annotations

import pytest

from companion.domain.ids import new_id
from companion.services.views import SyncState
from tests.faults.strangers import astray

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@pytest.mark.parametrize(
    "body",
    [
        {"items": [], "cursor": "", "more": False},
        {"code": "unauthenticated", "message": "Gone."},
        {"code": "resync", "message": "Begin anew."},
    ],
    ids=["page", "refusal", "resync"],
)
@pytest.mark.parametrize("status", [200, 401, 403, 409, 410])
def test_laptop_when_another_server_answers_then_it_takes_nothing_and_says_so(
    laptop, station, body, status
) -> None:
    other = new_id()
    station.answer = lambda exchange: exchange.reply(body, status=status, server_id=other)
    with astray(laptop, station.url):
        told = laptop.sync()
        assert told.state is SyncState.WRONG_SERVER
        assert "Nothing was sent" in told.sentence


def test_laptop_when_the_server_is_set_up_anew_at_its_address_then_it_does_not_join_by_itself(
    laptop, station
) -> None:
    """What a rebuilt server answers: a hello of its own, and a friendly enrolment."""
    other = new_id()

    def answer(exchange) -> None:
        if exchange.path == "/v1/hello":
            limits = {"limits": {}, "time": "2026-11-23T09:00:00Z"}
            known = {"product": "sales-call-companion", "server_id": other, "epoch": other}
            exchange.reply(known | limits | {"api": [1, 1], "schema": [1, 1]}, server_id=other)
            return
        exchange.reply({}, server_id=other)

    station.answer = answer
    with astray(laptop, station.url):
        assert laptop.sync().state is SyncState.WRONG_SERVER
        code = "AAAA-AAAA-AAAA-AAAA"
        with pytest.raises(Exception, match="Another server") as refusal:
            laptop.profiles.sign_in_again(laptop.profile, code, "laptop")
        assert refusal.value.code == "wrong_server"
