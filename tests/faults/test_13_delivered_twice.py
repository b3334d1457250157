"""A push was delivered twice, at the same moment over two connections, on both databases."""

from __future__ import annotations

from functools import partial

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from tests.contracts.conftest import database, place, postgres_server, room
from tests.contracts.test_concurrency import at_once, beside, check_log
from tests.salesroom import creating

__all__ = ["database", "place", "postgres_server", "room"]


def test_push_when_delivered_twice_at_once_then_one_is_applied_and_one_a_duplicate(room):
    laptop = room.laptop()
    pair = beside(laptop), beside(laptop)
    for _ in range(8):
        given = creating(Prospect(new_id(), "P", owner_id=laptop.user.id), "prospect")
        one, other = at_once(*(partial(each.push_one, given) for each in pair))
        assert sorted((one["outcome"], other["outcome"])) == ["applied", "duplicate"]
        assert (one["seq"], one["record"]) == (other["seq"], other["record"])
    for each in pair:
        each.client.close()
    check_log(room)
