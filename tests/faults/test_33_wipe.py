"""A laptop is revoked and wiped by signed order; then strangers forge one and send bare 401s."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from companion.domain.errors import DeniedError, UnavailableError
from companion.domain.ids import new_id
from companion.server.dismissals import drain_device, list_devices, order_wipe, revoke_device
from companion.server.tables import device, prospect
from companion.services.views import SyncState
from companion.store.moments import moment_text
from companion.store.tables import outbox
from companion.wire.messages import SignedWipe, WipeOrder
from tests.salesroom import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.laptops import RealLaptop
    from tests.salesroom import Salesroom
    from tests.sync.conftest import Exchange, Station

PROGRAM = Path(__file__).with_name("killed_wipes.py")
LEFT = {"wiped.json"}


def order(room: Salesroom, laptop: RealLaptop, *, is_at_once: bool = False) -> None:
    with room.database.write() as cx:
        order_wipe(cx, room.org, device_id(laptop), NOW, is_at_once=is_at_once)


def device_id(laptop: RealLaptop) -> str:
    assert laptop.profile is not None
    return str(laptop.profile.meta.device_id)


def row(room: Salesroom, device_id: str):
    with room.database.read() as cx:
        return next(each for each in list_devices(cx, room.org) if each.id == device_id)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def names_on_server(room: Salesroom) -> set[str]:
    with room.database.read() as cx:
        return {each.name for each in cx.execute(prospect.select()) if each.org == room.org}


def test_wipe_when_ordered_then_unsent_goes_up_key_and_files_go_and_the_server_is_told(
    room, laptop
):
    laptop.add("Unsent Ursula")
    laptop_id = device_id(laptop)
    order(room, laptop)
    status = laptop.sync()
    assert status.state is SyncState.WIPED
    assert "Unsent Ursula" in names_on_server(room)
    assert laptop.keychain.kept == {}, "the key goes first, with the database still open"
    assert row(room, laptop_id).wiped_at is None
    laptop.close()
    assert laptop.profiles.finish_wipe() == room.organisation.name
    assert files(laptop.folder) == LEFT
    assert row(room, laptop_id).wiped_at is not None


def test_wipe_when_ordered_at_once_then_it_waits_for_nothing(room, laptop):
    laptop.add("Unsent Ursula")
    order(room, laptop, is_at_once=True)
    assert laptop.sync().state is SyncState.WIPED
    assert laptop.keychain.kept == {}
    assert "Unsent Ursula" not in names_on_server(room)


def test_wipe_when_something_unsent_cannot_go_up_yet_then_it_waits_for_it(room, laptop):
    laptop.add("Unsent Ursula")
    with laptop.profile.database.write() as cx:
        later = moment_text(laptop.clock.now() + timedelta(minutes=30))
        cx.execute(update(outbox).where(outbox.c.state == "pending").values(next_at=later))
    order(room, laptop)
    status = laptop.sync()
    assert (status.state, status.unsent) == (SyncState.DRAINING, 1)
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE outbox SET next_at = NULL")
    assert laptop.sync().state is SyncState.WIPED


def test_laptop_when_drained_or_revoked_without_an_order_then_nothing_is_wiped(room, laptop):
    laptop.add("Unsent Ursula")
    before = dict(laptop.keychain.kept)
    with room.database.write() as cx:
        drain_device(cx, room.org, device_id(laptop))
    status = laptop.sync()
    assert (status.state, status.unsent) == (SyncState.DRAINING, 0)
    with room.database.write() as cx:
        revoke_device(cx, room.org, device_id(laptop))
    laptop.add("Kept Karl")
    status = laptop.sync()
    assert (status.state, status.unsent) == (SyncState.SIGN_IN_NEEDED, 1)
    assert laptop.keychain.kept == before
    laptop.restart()
    assert len(laptop.suite.outbox.lines()) == 1


def test_laptop_when_wiped_then_it_opens_no_more_but_begins_anew_with_a_code(room, laptop):
    laptop_id = device_id(laptop)
    order(room, laptop)
    laptop.sync()
    laptop.close()
    assert laptop.profiles.is_wiped()
    with pytest.raises(DeniedError):
        laptop.profiles.open()
    laptop.profiles.finish_wipe()
    assert laptop.profiles.is_new()
    laptop.sign_in(room, room.add_user(name="Ben"))
    assert not laptop.profiles.is_wiped()
    assert device_id(laptop) != laptop_id
    assert laptop.sync().state is SyncState.IN_STEP


def test_wipe_when_the_server_cannot_be_told_then_a_later_start_tells_it(room, laptop):
    laptop_id = device_id(laptop)
    order(room, laptop)
    laptop.sync()
    laptop.close()
    note = laptop.folder / "wiped.json"
    written = note.read_text()
    note.write_text(written.replace(room.client.address, "http://127.0.0.1:9"))
    laptop.profiles.finish_wipe()
    assert files(laptop.folder) == LEFT
    assert row(room, laptop_id).wiped_at is None
    note.write_text(written)
    laptop.profiles.finish_wipe()
    told_at = row(room, laptop_id).wiped_at
    assert told_at is not None
    laptop.profiles.finish_wipe()
    assert row(room, laptop_id).wiped_at == told_at


def test_wipe_when_the_keychain_is_locked_then_nothing_opens_and_it_goes_on_later(room, laptop):
    order(room, laptop)
    laptop.keychain.failing = {"forget database-key"}
    assert laptop.sync().state is SyncState.WIPED
    laptop.close()
    with pytest.raises(DeniedError):
        laptop.profiles.open()
    with pytest.raises(UnavailableError):
        laptop.profiles.finish_wipe()
    laptop.keychain.failing = set()
    laptop.profiles.finish_wipe()
    assert laptop.keychain.kept == {}
    assert files(laptop.folder) == LEFT


# -- forged ----------------------------------------------------------------------------


def _signed(key: Ed25519PrivateKey, **said: str) -> dict[str, str]:
    text = json.dumps(said)
    return {"order": text, "signature": b64encode(key.sign(text.encode())).decode()}


def _by_a_stranger(_room: Salesroom, laptop: RealLaptop) -> object:
    said = {"device_id": device_id(laptop), "nonce": "0" * 20, "action": "wipe"}
    return _signed(Ed25519PrivateKey.generate(), **said)


def _true_order(room: Salesroom, device_id: str) -> SignedWipe:
    from companion.server.signatures import sign_wipe  # noqa: PLC0415 - what a thief would need

    with room.database.read() as cx:
        return sign_wipe(cx, device_id, "0" * 20)


def _for_another_laptop(room: Salesroom, _laptop: RealLaptop) -> object:
    return _true_order(room, new_id()).model_dump()


def _changed_afterwards(room: Salesroom, laptop: RealLaptop) -> object:
    true = _true_order(room, new_id())
    said = WipeOrder(device_id=device_id(laptop), nonce="0" * 20, action="wipe")
    return true.model_copy(update={"order": said.model_dump_json()}).model_dump()


def _without_a_signature(_room: Salesroom, laptop: RealLaptop) -> object:
    said = WipeOrder(device_id=device_id(laptop), nonce="0" * 20, action="wipe")
    return {"order": said.model_dump_json(), "signature": ""}


def _no_base64(_room: Salesroom, laptop: RealLaptop) -> object:
    return {"order": "{}", "signature": "é!"}


def _another_action(room: Salesroom, laptop: RealLaptop) -> object:
    from companion.server.signatures import _key  # noqa: PLC0415 - signed by the true key

    with room.database.read() as cx:
        return _signed(_key(cx), device_id=device_id(laptop), nonce="0" * 20, action="wave")


def _nothing(_room: Salesroom, _laptop: RealLaptop) -> object:
    return None


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    "forge",
    [
        _nothing,
        _by_a_stranger,
        _for_another_laptop,
        _changed_afterwards,
        _without_a_signature,
        _no_base64,
        _another_action,
    ],
)
def test_wipe_when_it_is_not_the_servers_own_then_nothing_is_lost(
    room: Salesroom, laptop: RealLaptop, station: Station, forge, status: int
) -> None:
    laptop.add("Kept Karl")
    before = dict(laptop.keychain.kept), files(laptop.folder)
    wipe = forge(room, laptop)
    server_id = laptop.profile.meta.server_id

    def answer(exchange: Exchange) -> None:
        body = {"code": "unauthenticated", "message": "Gone.", "wipe": wipe}
        exchange.reply(body, status=status, server_id=server_id)

    station.answer = answer
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET server_url = ?", (station.url,))
    laptop.restart()
    status_told = laptop.sync()
    assert status_told.state is SyncState.SIGN_IN_NEEDED
    assert status_told.unsent == 1
    assert not laptop.profiles.is_wiped()
    assert (dict(laptop.keychain.kept), files(laptop.folder)) == before


def test_wipe_when_the_laptop_was_given_no_key_then_no_order_is_believed(room, laptop):
    with laptop.profile.database.write() as cx:
        cx.exec_driver_sql("UPDATE meta SET wipe_key = NULL")
    order(room, laptop, is_at_once=True)
    assert laptop.sync().state is SyncState.SIGN_IN_NEEDED
    assert laptop.keychain.kept


# -- killed on the way -----------------------------------------------------------------


@pytest.mark.timeout(600)  # some forty processes, which a busy machine takes its time for
def test_wipe_when_killed_before_any_step_then_the_next_start_finishes_it(
    tmp_path: Path, laptop: RealLaptop, room: Salesroom
) -> None:
    order(room, laptop)
    laptop_id = device_id(laptop)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "demo-keys.json").write_text(json.dumps(laptop.keychain.kept))
    laptop.close()
    ends = list(_ends(room, laptop, laptop_id, tmp_path))
    assert len(ends) > 15
    for end in ends:
        assert end == {"files": ["wiped.json"], "keys": {}, "is_told": True}
    assert row(room, laptop_id).wiped_at is not None


def _ends(
    room: Salesroom, laptop: RealLaptop, laptop_id: str, place: Path
) -> Iterator[dict[str, object]]:
    """Wipe copies, each killed one step later, until one is through unharmed."""
    command = [sys.executable, str(PROGRAM), str(laptop.folder), str(place / "keys"), str(place)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as program:
        end: dict[str, object] = {"is_killed": True}
        while end.pop("is_killed"):
            with room.database.write() as cx:  # the order stands again, for the next copy
                again = {"wiped_at": None, "state": "draining"}
                cx.execute(device.update().where(device.c.id == laptop_id).values(**again))
            program.stdin.write("\n")
            program.stdin.flush()
            end = json.loads(program.stdout.readline())
            yield {name: end[name] for name in ("files", "keys", "is_told")}
