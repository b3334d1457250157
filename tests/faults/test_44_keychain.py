"""The keychain is locked, absent, hangs, has lost the key, or gives back a wrong one."""

from __future__ import annotations

import threading

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.services.profiles import DATA, DATABASE, Profiles
from companion.services.views import SyncState
from companion.system.os_keychain import OsKeychain
from companion.system.passphrases import PassphraseKeychain

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


class Hanging(KeyringBackend):
    """Never answers: it waits for a person who is not there."""

    priority = 1  # type: ignore[assignment] - the library reads a number here

    def __init__(self, released: threading.Event) -> None:
        super().__init__()
        self._released = released

    def get_password(self, service: str, username: str) -> str | None:
        self._released.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._released.wait()

    def delete_password(self, service: str, username: str) -> None:
        self._released.wait()


@pytest.fixture
def closed(laptop):
    """Give a laptop with something unsent, closed."""
    laptop.add("Unsent Ursula")
    laptop.close()
    return laptop


def _bytes(laptop) -> bytes:
    return (laptop.folder / DATA / DATABASE).read_bytes()


def _goes_on(laptop) -> None:
    laptop.start()
    status = laptop.sync()
    assert (status.state, status.unsent) == (SyncState.IN_STEP, 0)


def test_profile_when_the_keychain_is_locked_then_it_asks_to_unlock_and_opens_afterwards(closed):
    before = _bytes(closed)
    closed.keychain.calls.clear()
    for call in ("read database-key", "read device-token"):
        closed.keychain.failing = {call}
        with pytest.raises(UnavailableError) as refusal:
            closed.profiles.open()
        assert refusal.value.code == "keychain_locked"
    assert _bytes(closed) == before
    assert not any(call.startswith("write") for call in closed.keychain.calls)
    closed.keychain.failing = set()
    _goes_on(closed)


def test_profile_when_the_key_is_gone_then_no_new_one_is_made_over_the_data(closed):
    before = _bytes(closed)
    kept = dict(closed.keychain.kept)
    name = next(each for each in kept if each.startswith("database-key/"))
    del closed.keychain.kept[name]
    with pytest.raises(CorruptError) as refusal:
        closed.profiles.open()
    assert refusal.value.code == "key_missing"
    assert name not in closed.keychain.kept
    assert _bytes(closed) == before
    closed.keychain.kept = kept
    _goes_on(closed)


@pytest.mark.parametrize("wrong", ["00" * 32, "short", "no hex at all " * 5, ""])
def test_profile_when_the_key_is_a_wrong_one_then_the_file_is_left_as_it_is(closed, wrong):
    before = _bytes(closed)
    kept = dict(closed.keychain.kept)
    name = next(each for each in kept if each.startswith("database-key/"))
    closed.keychain.kept[name] = wrong
    with pytest.raises(CorruptError):
        closed.profiles.open()
    assert _bytes(closed) == before
    assert closed.keychain.kept[name] == wrong
    closed.keychain.kept = kept
    _goes_on(closed)


def test_profile_when_the_keychain_hangs_then_it_is_left_after_the_limit(closed):
    before = _bytes(closed)
    released = threading.Event()
    keychain = OsKeychain(Hanging(released), seconds=0.1)
    with pytest.raises(UnavailableError) as refusal:
        Profiles(closed.folder, keychain, closed.clock).open()
    released.set()
    assert refusal.value.code == "keychain_timeout"
    assert _bytes(closed) == before
    _goes_on(closed)


def test_profile_when_there_is_no_keychain_then_it_says_what_to_install(closed):
    before = _bytes(closed)
    with pytest.raises(UnavailableError) as refusal:
        Profiles(closed.folder, OsKeychain(fail.Keyring()), closed.clock).open()
    assert refusal.value.code == "keychain_absent"
    assert "gnome-keyring" in refusal.value.sentence
    assert _bytes(closed) == before


def test_profile_when_a_passphrase_took_the_keychains_place_then_it_opens_with_it_alone(
    room, tmp_path, laptop
):
    folder = tmp_path / "sealed"
    folder.mkdir()
    keychain = PassphraseKeychain(folder, cost=2**4)
    keychain.choose("seven grey geese over Bremen")
    profiles = Profiles(folder, keychain, laptop.clock)
    code = room.code_for(room.add_user())
    profiles.sign_in(room.client.address, code, "laptop").close()
    before = (folder / DATA / DATABASE).read_bytes()

    locked = PassphraseKeychain(folder)
    with pytest.raises(UnavailableError) as refusal:
        Profiles(folder, locked, laptop.clock).open()
    assert refusal.value.code == "keychain_locked"
    with pytest.raises(RejectedError):
        locked.unlock("another passphrase")
    assert (folder / DATA / DATABASE).read_bytes() == before
    locked.unlock("seven grey geese over Bremen")
    Profiles(folder, locked, laptop.clock).open().close()


def test_first_start_when_the_keychain_forgets_then_nothing_is_set_up(room, tmp_path, laptop):
    from keyring.backends import null  # noqa: PLC0415 - the one that forgets

    folder = tmp_path / "new"
    profiles = Profiles(folder, OsKeychain(null.Keyring()), laptop.clock)
    code = room.code_for(room.add_user())
    with pytest.raises(UnavailableError) as refusal:
        profiles.sign_in(room.client.address, code, "laptop")
    assert refusal.value.code == "keychain_refused"
    assert profiles.is_new()
