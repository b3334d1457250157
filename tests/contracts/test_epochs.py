"""What a restored backup means for laptops: a new epoch, told to everybody who asks."""

from __future__ import annotations

from sqlalchemy import select

from companion.server.organisations import renew_epoch
from companion.server.tables import org_sync
from tests.salesroom import creating


def test_renew_epoch_when_begun_then_hello_says_it_and_old_cursors_mean_nothing(room):
    laptop = room.laptop()
    laptop.push(creating(room.prospect(laptop.user), "prospect"))
    laptop.pull()
    with room.database.write() as cx:
        epoch = renew_epoch(cx)
    assert room.client.get("/v1/hello").json()["epoch"] == epoch
    assert laptop.get_pull().status_code == 409
    with room.database.read() as cx:
        row = cx.execute(select(org_sync).where(org_sync.c.org == room.org)).one()
    assert (row.epoch, row.began) == (epoch, row.seq)
