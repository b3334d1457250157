from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.system.passphrases import FILE, PassphraseKeychain

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "seven grey geese over Bremen"
CHEAP = 2**4


@pytest.fixture
def chosen(tmp_path: Path) -> PassphraseKeychain:
    keychain = PassphraseKeychain(tmp_path, CHEAP)
    keychain.choose(WORDS)
    return keychain


def again(folder: Path, passphrase: str = WORDS) -> PassphraseKeychain:
    keychain = PassphraseKeychain(folder)
    keychain.unlock(passphrase)
    return keychain


def test_secret_when_written_is_there_after_a_restart_and_in_no_file(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    chosen.write("key/1", "very-secret")
    chosen.write("token/1", "other")
    chosen.forget("token/1")
    chosen.forget("never")
    opened = again(tmp_path)
    assert opened.read("key/1") == "very-secret"
    assert opened.read("token/1") is None
    (path,) = tmp_path.iterdir()
    assert "very-secret" not in path.read_text()
    assert WORDS not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keychain_when_the_passphrase_is_wrong_says_so_and_changes_nothing(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    chosen.write("key/1", "secret")
    before = (tmp_path / FILE).read_bytes()
    for wrong in ("", WORDS + " ", WORDS.lower(), "x" * 1000):
        with pytest.raises(RejectedError) as refusal:
            again(tmp_path, wrong)
        assert refusal.value.code == "wrong_passphrase"
    assert (tmp_path / FILE).read_bytes() == before


def test_keychain_when_locked_gives_and_takes_nothing(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    locked = PassphraseKeychain(tmp_path)
    assert locked.is_locked
    for call in (lambda: locked.read("key"), lambda: locked.write("key", "x")):
        with pytest.raises(UnavailableError) as refusal:
            call()
        assert refusal.value.code == "keychain_locked"
    assert again(tmp_path).read("key") is None


def test_keychain_when_a_wipe_asks_is_gone_without_the_passphrase(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    chosen.write("key/1", "secret")
    PassphraseKeychain(tmp_path).forget("key/1")
    assert not PassphraseKeychain.is_in(tmp_path)


@pytest.mark.parametrize("weak", ["", "short", " " * 30])
def test_passphrase_when_weak_is_not_taken(tmp_path: Path, weak: str) -> None:
    with pytest.raises(RejectedError) as refusal:
        PassphraseKeychain(tmp_path).choose(weak)
    assert refusal.value.code == "weak_passphrase"
    assert list(tmp_path.iterdir()) == []


def test_passphrase_when_there_is_one_is_not_replaced(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    chosen.write("key/1", "secret")
    with pytest.raises(RejectedError):
        PassphraseKeychain(tmp_path, CHEAP).choose("another passphrase")
    assert again(tmp_path).read("key/1") == "secret"


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"cost": 16, "salt": 1}'])
def test_keychain_when_its_file_is_damaged_keeps_it(
    chosen: PassphraseKeychain, tmp_path: Path, damage: str
) -> None:
    (tmp_path / FILE).write_text(damage)
    with pytest.raises(CorruptError):
        again(tmp_path)
    assert (tmp_path / FILE).read_text() == damage


def test_keychain_when_a_bit_was_turned_over_does_not_open(
    chosen: PassphraseKeychain, tmp_path: Path
) -> None:
    whole = json.loads((tmp_path / FILE).read_text())
    whole["nonce"] = whole["nonce"][::-1].replace("=", "A")[:16]
    (tmp_path / FILE).write_text(json.dumps(whole))
    with pytest.raises(RejectedError):
        again(tmp_path)
