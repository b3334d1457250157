"""The keychain against a real Secret Service: gnome-keyring in a session bus of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]

_ROUND_TRIP = """
import keyring
from companion.system.os_keychain import OsKeychain
keychain = OsKeychain()
assert keychain.read("key/1") is None
keychain.write("key/1", "00ff" * 16)
assert OsKeychain().read("key/1") == "00ff" * 16
keychain.forget("key/1")
assert keychain.read("key/1") is None
print(type(keyring.get_keyring()).__module__)
"""
_REFUSED = """
from companion.domain.errors import UnavailableError
from companion.system.os_keychain import OsKeychain
try:
    print("answered", OsKeychain(seconds=5).read("key/1"))
except UnavailableError as error:
    print(error.code)
"""
_LOCKED = """
import secretstorage
from contextlib import closing
from companion.domain.errors import UnavailableError
from companion.system.os_keychain import OsKeychain
keychain = OsKeychain(seconds=3)
keychain.write("key/1", "abc")
with closing(secretstorage.dbus_init()) as bus:
    secretstorage.get_default_collection(bus).lock()
try:
    print("answered", keychain.read("key/1"))
except UnavailableError as error:
    print(error.code)
"""
_WHOLE_LIFE = """
import sys
from pathlib import Path
from companion.domain.clock import SystemClock
from companion.services.profiles import Profiles
from companion.system.os_keychain import OsKeychain
from companion.system.settings import read_settings
folder = Path(sys.argv[1])
profiles = Profiles(folder, OsKeychain(), SystemClock())
profiles.work_alone("Rita", "DE").close()
name = f"database-key/{read_settings(folder).profile_id}"
before = OsKeychain().read(name)
profiles.change_key()
after = OsKeychain().read(name)
assert before != after
assert OsKeychain().read(name.replace("key/", "key-next/")) is None
profiles.open().close()
profiles.sign_out(keeps_files=False)
profiles.finish_sign_out()
assert OsKeychain().read(name) is None
print("new" if profiles.is_new() else "left")
"""
_UNLOCK = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null"


def _in_session(home: Path, script: str) -> str:
    return _run(home, "dbus-run-session", "--", "bash", "-c", script)


def _run(home: Path, *command: str) -> str:
    home.chmod(0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "PYTHON": sys.executable,
    }
    done = subprocess.run(
        command,
        env=environment,
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_secret_when_written_to_a_real_secret_service_is_read_back(tmp_path: Path) -> None:
    answer = _in_session(tmp_path, f"{_UNLOCK}; $PYTHON -W error -c '{_ROUND_TRIP}'")

    assert answer == "keyring.backends.SecretService"


def test_secret_when_the_real_secret_service_is_locked_is_not_called_absent(tmp_path: Path) -> None:
    answer = _in_session(tmp_path, f"{_UNLOCK}; $PYTHON -c '{_LOCKED}'")

    assert answer in {"keychain_locked", "keychain_timeout"}


def test_secret_when_it_was_never_unlocked_is_not_called_absent(tmp_path: Path) -> None:
    assert _in_session(tmp_path, f"$PYTHON -c '{_REFUSED}'") == "keychain_locked"


def test_secret_when_there_is_no_bus_says_that_a_keychain_is_missing(tmp_path: Path) -> None:
    assert _run(tmp_path, sys.executable, "-c", _REFUSED) == "keychain_absent"


def test_profile_when_its_secrets_lie_in_a_real_secret_service_lives_its_whole_life(
    tmp_path: Path,
) -> None:
    script = f"{_UNLOCK}; $PYTHON -W error -c '{_WHOLE_LIFE}' {tmp_path}/laptop"

    assert _in_session(tmp_path, script) == "new"
