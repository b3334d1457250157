from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import (
    InitError,
    KeyringError,
    KeyringLocked,
    PasswordDeleteError,
    PasswordSetError,
)

from companion.domain.errors import CorruptError, UnavailableError
from companion.system.keychain import FolderKeychain
from companion.system.os_keychain import OsKeychain

if TYPE_CHECKING:
    from pathlib import Path


class Box(KeyringBackend):
    """A keychain in memory that fails as it is told to."""

    priority = 1  # type: ignore[assignment] # keyring's way

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("nothing there")
        del self.kept[service, username]


class Hanging(Box):
    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait()
        return None


def test_secret_when_written_is_read_back_and_forgotten() -> None:
    keychain = OsKeychain(Box())

    assert keychain.read("key/1") is None
    keychain.write("key/1", "abc")
    assert keychain.read("key/1") == "abc"
    keychain.forget("key/1")
    keychain.forget("key/1")
    assert keychain.read("key/1") is None
    assert keychain.notice == ""


def test_secret_when_written_is_kept_under_our_name() -> None:
    box = Box()

    OsKeychain(box).write("token/1", "abc")

    assert box.kept == {("sales-call-companion", "token/1"): "abc"}


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (KeyringLocked("dismissed"), "keychain_locked", "is locked"),
        (InitError("no collection"), "keychain_locked", "could not be opened"),
        (PasswordSetError("denied"), "keychain_refused", "refused"),
        (KeyringError("strange"), "keychain_failed", "KeyringError"),
        (ConnectionResetError("the bus went away"), "keychain_failed", "ConnectionResetError"),
    ],
)
def test_keychain_when_it_fails_says_so_and_never_that_nothing_is_there(
    error: Exception, code: str, word: str
) -> None:
    keychain = OsKeychain(Box(error))

    for call in (lambda: keychain.read("key"), lambda: keychain.write("key", "abc")):
        with pytest.raises(UnavailableError) as refusal:
            call()
        assert refusal.value.code == code
        assert word in refusal.value.sentence


def test_keychain_when_there_is_none_says_what_to_install() -> None:
    with pytest.raises(UnavailableError) as refusal:
        OsKeychain(fail.Keyring()).read("key")

    assert refusal.value.code == "keychain_absent"
    assert "gnome-keyring" in refusal.value.sentence


def test_keychain_when_it_forgets_is_found_out_at_once() -> None:
    with pytest.raises(UnavailableError) as refusal:
        OsKeychain(null.Keyring()).write("key", "abc")

    assert refusal.value.code == "keychain_refused"


def test_keychain_when_it_hangs_is_left_after_the_limit() -> None:
    backend = Hanging()

    with pytest.raises(UnavailableError) as refusal:
        OsKeychain(backend, seconds=0.05).read("key")
    backend.released.set()

    assert refusal.value.code == "keychain_timeout"


def test_every_failure_has_its_own_sentence() -> None:
    errors = [KeyringLocked(), InitError(), PasswordSetError(), PasswordDeleteError()]
    sentences = set()
    for error in errors:
        with pytest.raises(UnavailableError) as refusal:
            OsKeychain(Box(error)).read("key")
        sentences.add(refusal.value.sentence)

    assert len(sentences) == len(errors)


def test_folder_keychain_when_used_is_private_and_says_what_it_is(tmp_path: Path) -> None:
    keychain = FolderKeychain(tmp_path)

    keychain.write("key", "abc")
    keychain.write("token", "def")
    keychain.forget("token")
    keychain.forget("never")

    assert FolderKeychain(tmp_path).read("key") == "abc"
    assert keychain.read("token") is None
    assert "Demo" in keychain.notice
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_folder_keychain_when_its_file_is_damaged_does_not_say_absent(tmp_path: Path) -> None:
    (tmp_path / "demo-keys.json").write_text("{")

    with pytest.raises(CorruptError):
        FolderKeychain(tmp_path).read("key")
