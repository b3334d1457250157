"""A computer without a keychain: a passphrase takes its place, and is asked for at each start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_call import WHO, _set_up, _sign_in
from tests.journeys.windows import WindowProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.windows import ServerProcess

pytestmark = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
"""The keychain is the laptop's: one database will do."""

WORDS = "seven grey geese over Bremen"


def test_rep_when_the_computer_has_no_keychain_chooses_a_passphrase_and_is_asked_for_it(
    server: ServerProcess, desktop: dict[str, str], tmp_path: Path
) -> None:
    _set_up(server)
    bare = {name: value for name, value in desktop.items() if "DBUS" not in name}
    bare |= {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/nobody"}
    profile = tmp_path / "laptop"
    with WindowProcess(profile, bare) as window:
        window.until("How would you like to begin?")
        window.ask("focus", "Your name")
        window.ask("type", "Ada")
        window.press("Return")
        window.until("Choose a passphrase")
        _give(window, "Passphrase", WORDS)
        _give(window, "Once more", WORDS)
        window.press("Return")
        _sign_in(window, server)
        window.until(WHO)
        window.kill()

    with WindowProcess(profile, bare) as window:
        window.until("Your passphrase")
        _give(window, "Passphrase", "some other words")
        window.press("Return")
        window.until("This is not the passphrase")
        _give(window, "Passphrase", WORDS)
        window.press("Return")
        window.until(WHO)
        window.close()


def _give(window: WindowProcess, field: str, words: str) -> None:
    window.ask("focus", field)
    window.press("Ctrl+A")
    window.ask("type", words)
