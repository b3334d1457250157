"""Writing transactions are left open in the same PostgreSQL, beside and inside our database."""

from __future__ import annotations

import pytest

from tests.contracts.conftest import POSTGRES
from tests.salesroom import Salesroom

ROUNDS = 20

pytestmark = pytest.mark.parametrize("place", [POSTGRES], indirect=True)


def test_feed_when_foreign_transactions_stay_open_then_goes_on_moving(room, place, postgres_server):
    laptop = room.laptop()
    laptop.pull()
    other = Salesroom(place.database, place.client)
    name = place.database.engine.url.database
    holding = "UPDATE org_sync SET seq = seq + 0 WHERE org = %s"
    with postgres_server.superuser() as beside, postgres_server.superuser(name) as inside:
        beside.execute("BEGIN; CREATE TABLE left_open (n int); SELECT pg_current_xact_id()")
        inside.execute("BEGIN")
        inside.execute(holding, (other.org,))  # a writer of another organisation that never ends
        for _ in range(ROUNDS):
            made = room.prospect(laptop.user)
            assert made.id in laptop.pulled("prospect")
        inside.execute("ROLLBACK")
        beside.execute("ROLLBACK")
