"""The server's gzip arrives cut off or with a bit turned over."""

from __future__ import annotations

import gzip
import json

import pytest

from companion.services.views import SyncState
from tests.faults.strangers import astray

PAGE = {"items": [], "cursor": "c9", "more": False, "doubles": [], "digest": None}

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


def _cut_off(packed: bytes) -> bytes:
    return packed[:-5]


def _turned_over(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes([packed[middle] ^ 0x10]) + packed[middle + 1 :]


def _wrong_sum(packed: bytes) -> bytes:
    return packed[:-8] + bytes(4) + packed[-4:]


def _two_in_one(packed: bytes) -> bytes:
    return packed + packed


def _empty(_packed: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [_cut_off, _turned_over, _wrong_sum, _two_in_one, _empty])
def test_laptop_when_an_answer_is_damaged_then_nothing_of_it_is_applied(
    laptop, station, room, damage
) -> None:
    sender = laptop.profile.meta.server_id
    damaged = damage(gzip.compress(json.dumps(PAGE).encode()))

    def answer(exchange) -> None:
        exchange.reply(damaged, server_id=sender, Content_Encoding="gzip")

    station.answer = answer
    with astray(laptop, station.url):
        status = laptop.sync()
        assert status.state is SyncState.OFFLINE
        assert "damaged" in status.sentence
        assert status.next_try_in is not None
