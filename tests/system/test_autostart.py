from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from companion.domain.errors import UnavailableError
from companion.services.startup import Startup


def entry() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "autostart" / "sales-call-companion.desktop"


def test_autostart_when_chosen_then_the_desktop_takes_the_entry_and_it_can_be_taken_back() -> None:
    startup = Startup('/opt/our "own" 100 %/sales-call-companion')
    assert (startup.is_offered, startup.is_on()) == (True, False)
    startup.choose(is_wanted=True)
    assert startup.is_on()
    checked = subprocess.run(["desktop-file-validate", entry()], capture_output=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, b"")
    assert r'Exec="/opt/our \"own\" 100 %%/sales-call-companion"' in entry().read_text()
    startup.choose(is_wanted=False)
    startup.choose(is_wanted=False)
    assert not startup.is_on()


def test_autostart_when_the_folder_cannot_be_written_then_says_so() -> None:
    entry().parent.parent.mkdir(exist_ok=True)
    entry().parent.write_text("a file where a folder must be")
    with pytest.raises(UnavailableError, match="cannot be changed"):
        Startup("/opt/companion").choose(is_wanted=True)


def test_autostart_when_the_program_is_not_installed_then_it_is_not_offered() -> None:
    assert not Startup().is_offered
