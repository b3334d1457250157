"""The reply to a token's rotation is lost, or the keychain fails in the middle of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from companion.domain.errors import UnavailableError
from companion.server.tables import device
from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from companion.wire.messages import TOKEN_DAYS

if TYPE_CHECKING:
    from tests.laptops import RealLaptop
    from tests.salesroom import Salesroom


class LosingReplies(HttpTransport):
    """Loses the reply to each rotation, after the server did it."""

    def rotate(self, following: str) -> None:
        super().rotate(following)
        raise UnavailableError("No answer came.", "offline")


class LosingRequests(HttpTransport):
    """Loses each rotation on its way to the server."""

    def rotate(self, following: str) -> None:
        raise UnavailableError("Nobody there.", "offline")


class Doubling(HttpTransport):
    """Delivers each rotation three times."""

    def rotate(self, following: str) -> None:
        for _ in range(3):
            super().rotate(following)


def grow_old(room: Salesroom, laptop: RealLaptop) -> None:
    """Let the laptop's token be 30 days old."""
    age = datetime.now(UTC) - timedelta(days=TOKEN_DAYS)
    mine = device.c.id == laptop.profile.meta.device_id
    with room.database.write() as cx:
        cx.execute(update(device).where(mine).values(token_at=age))


def test_token_when_young_then_it_stays(room, laptop):
    token = laptop.keychain.secret("device-token")
    laptop.restart()
    laptop.sync()
    assert laptop.keychain.secret("device-token") == token


def test_token_when_old_then_another_takes_its_place_and_the_old_one_ends(room, laptop):
    token = laptop.keychain.secret("device-token")
    grow_old(room, laptop)
    laptop.restart()
    assert laptop.sync().state is SyncState.IN_STEP
    following = laptop.keychain.secret("device-token")
    assert following != token
    assert laptop.keychain.secret("device-token-next") is None
    shown = {"Authorization": f"Bearer {token}"}
    assert room.client.get("/v1/pull", headers=shown).status_code == 403
    laptop.restart()
    assert laptop.sync().state is SyncState.IN_STEP
    assert laptop.keychain.secret("device-token") == following


def test_token_when_it_changes_then_the_ear_shows_the_new_one_too(room, laptop):
    grow_old(room, laptop)
    laptop.restart()
    laptop.line.wait()
    laptop.sync()
    laptop.line.wait()
    assert laptop.sync().state is SyncState.IN_STEP


@pytest.mark.parametrize("losing", [LosingReplies, LosingRequests])
def test_token_when_the_answer_is_lost_then_the_old_one_works_until_the_change_is_finished(
    room, laptop, losing
):
    token = laptop.keychain.secret("device-token")
    grow_old(room, laptop)
    laptop.close()
    cut_off = replace(laptop, connect=losing)
    for _ in range(3):
        cut_off.start()
        cut_off.add("Entered meanwhile")
        status = cut_off.sync()
        assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)
        assert laptop.keychain.secret("device-token") == token
        cut_off.close()
    laptop.start()
    assert laptop.sync().state is SyncState.IN_STEP
    assert laptop.keychain.secret("device-token") != token
    assert laptop.keychain.secret("device-token-next") is None
    laptop.restart()
    assert laptop.sync().state is SyncState.IN_STEP


def test_token_when_the_request_arrives_three_times_then_one_change_was_made(room, laptop):
    grow_old(room, laptop)
    laptop.close()
    doubled = replace(laptop, connect=Doubling).start()
    assert doubled.sync().state is SyncState.IN_STEP
    doubled.restart()
    assert doubled.sync().state is SyncState.IN_STEP
    doubled.close()


@pytest.mark.parametrize("how", ["failing", "half_done"])
@pytest.mark.parametrize(
    "call",
    [
        "read device-token-next",
        "write device-token-next",
        "write device-token",
        "forget device-token-next",
    ],
)
def test_token_when_the_keychain_fails_in_the_middle_then_there_is_always_one_that_works(
    room, laptop, call, how
):
    grow_old(room, laptop)
    laptop.restart()
    setattr(laptop.keychain, how, {call})
    for name in ("First", "Second"):
        laptop.add(name)
        status = laptop.sync()
        assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)
    laptop.keychain.failing = laptop.keychain.half_done = set()
    for name in ("Third", "Fourth"):
        laptop.restart()
        laptop.add(name)
        status = laptop.sync()
        assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)
    assert laptop.keychain.secret("device-token-next") is None


def test_token_when_the_old_entry_was_lost_in_the_middle_then_the_next_one_serves(room, laptop):
    grow_old(room, laptop)
    laptop.restart()
    laptop.keychain.failing = {"write device-token"}
    laptop.sync()
    laptop.close()
    laptop.keychain.failing = set()
    name = next(each for each in laptop.keychain.kept if each.startswith("device-token/"))
    del laptop.keychain.kept[name]
    laptop.start()
    assert laptop.sync().state is SyncState.IN_STEP
