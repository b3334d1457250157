"""A real keyring that is locked, empty, wrong, mute or gone: each says so and has a way on.

And all the while no file of the laptop holds a word of anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.keyrings import session_with_keyring
from tests.journeys.test_call import HEADLINE, PRICE, STALL, WHO, _set_up, _sign_in, _write_call
from tests.journeys.windows import WindowProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.windows import ServerProcess

pytestmark = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
"""The keyring is the laptop's: one database will do."""

WORDS = (WHO, "Kranz", PRICE, STALL, HEADLINE, "Call back about the phones.")


def test_window_when_the_keyring_fails_then_says_how_goes_on_and_files_hold_no_words(
    server: ServerProcess, tmp_path: Path
) -> None:
    _set_up(server)
    profile = tmp_path / "laptop"
    with session_with_keyring(tmp_path / "home") as keyring:
        with WindowProcess(profile, keyring.environment) as window:
            _sign_in(window, server)
            window.until(WHO)
            _write_call(window)
            window.kill()
        assert words_in(profile) == words_in(tmp_path / "home") == set(), "killed while writing"

        keyring.lock()
        with WindowProcess(profile, keyring.environment) as window:
            window.until("Your keychain is locked. Please unlock it")
            window.until("“Try again” has the system ask for the keychain's password")
            keyring.unlock()
            key = keyring.swap("database-key", None)
            window.press("Return")  # on “Try again”
            window.until("The keychain does not have the key to")
            window.until("you can begin anew: what is here is set aside, not deleted")
            keyring.put_back(b"5e" * 32)
            window.press("Return")
            window.until("The keychain holds another key than the one that")
            with keyring.mute():
                window.press("Return")
                window.until("Your keychain does not answer")
                window.until("Its question may stand behind other windows")
            keyring.unlock()  # the system has started it again
            keyring.swap("database-key", key)
            window.press("Return")
            window.until(PRICE)
            window.kill()

        nobody = keyring.environment | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}
        with WindowProcess(profile, nobody) as window:
            window.until("This computer has no keychain")
            window.until("Begin anew …")
            window.kill()
    assert words_in(profile) == set(), "after all of it"


def words_in(folder: Path) -> set[str]:
    """Return the files that hold a known word, in any usual encoding and either case."""
    known = {text for word in WORDS for text in (word, word.lower())}
    marks = [word.encode(code) for word in known for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return {path.name for path in files if any(mark in path.read_bytes() for mark in marks)}
