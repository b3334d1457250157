"""A real server, a real receiver that fails, stalls and recovers: everything arrives, each once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_event
from companion.server.hooks.addresses import read_networks
from companion.server.hooks.endpoints import (
    Made,
    Wish,
    add_endpoint,
    pause_endpoint,
    rotate_secret,
    try_endpoint,
)
from companion.server.hooks.events import CHOOSABLE
from companion.server.hooks.rules import HookRules
from tests.patience import until
from tests.processes import server_process, set_up
from tests.receivers import receiver
from tests.salesroom import NOW, Salesroom, creating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.server.database import Database
    from tests.processes import ServerProcess

KEY = "journey-" * 5
RULES = HookRules(read_networks("127.0.0.1"))
SETTINGS = {
    "hooks_allow": "127.0.0.1",
    "hooks_seconds": "0.5",
    "hooks_first_wait": "0.02",
    "secret_key": KEY,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, ServerProcess]]:
    folder: Path = tmp_path_factory.mktemp("webhooks")
    url = f"sqlite:///{folder / 'server.sqlite3'}"
    database = set_up(url)
    with server_process(folder, url, **SETTINGS) as server:
        yield database, server
    database.close()


@pytest.fixture
def room(place: tuple[Database, ServerProcess]) -> Salesroom:
    return Salesroom(place[0], place[1].client)


def listen(room: Salesroom, url: str) -> tuple[str, str]:
    endpoint_id, made = new_id(), Made(new_id(), NOW, KEY)
    wish = Wish("Receiver", url, tuple(map(str, CHOOSABLE)))
    with room.database.write() as cx:
        return endpoint_id, add_endpoint(cx, room.org, endpoint_id, wish, RULES, made)


def events_of(room: Salesroom) -> set[str]:
    with room.database.read() as cx:
        return set(cx.scalars(select(hook_event.c.id).where(hook_event.c.org == room.org)))


def delivered(room: Salesroom) -> set[str]:
    with room.database.read() as cx:
        mine = hook_delivery.c.org == room.org, hook_delivery.c.state == "delivered"
        return set(cx.scalars(select(hook_delivery.c.event_id).where(*mine)))


def call_out(room: Salesroom, many: int) -> None:
    """Push calls with an objection each, as a laptop does."""
    laptop = room.laptop()
    who = room.prospect(laptop.user)
    for _ in range(many):
        call = Call(new_id(), who.id, laptop.user.id, NOW, disposition=Disposition.CONNECTED)
        heard = Objection(new_id(), call.id, who.id, "need", "What for?")
        laptop.push(creating(call, "call"), creating(heard, "objection"))


def test_receiver_when_it_fails_stalls_and_recovers_then_everything_arrives_once(room: Salesroom):
    with receiver() as told:
        endpoint_id, secret = listen(room, f"{told.address}/in")
        told.be("fail", secrets=[secret])
        call_out(room, 3)
        until(lambda: told.tried("fail") >= 2)
        told.be("stall")
        call_out(room, 1)
        until(lambda: told.tried("stall") >= 1)
        told.be("flood")
        until(lambda: told.tried("flood") >= 1)
        told.be("take")
        call_out(room, 2)
        until(lambda: len(events_of(room)) == 12 and delivered(room) == events_of(room))
        with room.database.write() as cx:
            anew = rotate_secret(
                cx, room.org, endpoint_id, Made(new_id(), NOW.now(NOW.tzinfo), KEY)
            )
        told.be("take", secrets=[secret, anew])  # it wants both signatures to be right
        call_out(room, 1)
        until(lambda: len(events_of(room)) == 14 and delivered(room) == events_of(room))
        taken = told.taken()
    assert Counter(event for event, _ in taken) == Counter(events_of(room))
    kinds = Counter(body["type"] for _, body in taken)
    assert kinds == {"call.finished": 7, "objection.heard": 7}


def test_receiver_when_it_sends_elsewhere_inside_then_nobody_is_called_there(room: Salesroom):
    with receiver() as told, receiver("127.0.0.2") as inside:
        told.be("redirect", elsewhere=f"{inside.address}/in")
        endpoint_id, _ = listen(room, f"{told.address}/in")
        other_id, _ = listen(room, f"{told.address}/other")
        with room.database.write() as cx:
            pause_endpoint(cx, room.org, other_id, is_paused=True)
            try_endpoint(cx, room.org, endpoint_id, NOW)
        call_out(room, 1)  # wakes the courier, too
        until(lambda: told.tried("redirect") >= 3)
        assert inside.seen() == {"taken": [], "tried": {}}
    with room.database.read() as cx:
        mine = hook_attempt.c.org == room.org
        rows = cx.execute(
            select(hook_attempt.c.status, hook_attempt.c.endpoint_id).where(mine)
        ).all()
    assert {tuple(row) for row in rows if row.status} == {(307, endpoint_id)}


def test_receiver_when_it_goes_and_its_server_dies_then_what_waits_arrives_later(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'server.sqlite3'}"
    database = set_up(url)
    with receiver() as told:
        told.be("fail")
        with server_process(tmp_path, url, **SETTINGS) as server:
            room = Salesroom(database, server.client)
            _, secret = listen(room, f"{told.address}/in")
            call_out(room, 2)
            until(lambda: told.tried("fail") >= 1)
            server.process.kill()
            server.wait()
        told.be("take", secrets=[secret])
        with server_process(tmp_path, url, **SETTINGS):
            until(lambda: delivered(room) == events_of(room))
        taken = [event for event, _ in told.taken()]
    assert set(taken) == events_of(room)
    database.close()
