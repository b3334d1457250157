"""Another program asks for somebody: two real processes, one window."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.journeys.windows import ROOT, SCREEN, WindowProcess

if TYPE_CHECKING:
    from pathlib import Path

LINK = "companion://call?phone=%2B49%2030%207654321"


def companion(
    profile: Path, desktop: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run the command a phone program runs, and wait for it to end."""
    return subprocess.run(
        [sys.executable, "-m", "companion", "--profile", str(profile), *arguments],
        env=desktop | {"QT_QPA_PLATFORM": SCREEN},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_visit_when_a_window_is_open_comes_forward_there_and_when_not_starts_one(
    desktop: dict[str, str], tmp_path: Path
) -> None:
    profile = tmp_path / "laptop"
    with WindowProcess(profile, desktop) as window:
        window.ask("focus", "Your name")
        window.ask("type", "Rita")
        window.press("Return")
        window.until("Nobody is waiting for a call")

        for name, phone in (("Ada Cole", "+49 30 7654321"), ("Bo Dahl", "+49 30 7654322")):
            asked = companion(profile, desktop, "open", "--phone", phone)
            assert (asked.returncode, asked.stderr) == (0, "")
            window.until(f"Nobody here has the number {phone}")
            window.ask("focus", "New prospect")
            window.press("Space")
            window.until("Emails")
            window.ask("focus", "Name")
            window.ask("type", name)
            window.press("Ctrl+S")
            window.until(f"Call {phone}")

        asked = companion(profile, desktop, "open", LINK)
        assert (asked.returncode, asked.stderr) == (0, "")
        window.until("Call +49 30 7654321")

        refused = companion(profile, desktop, "open", "companion://call?phone=<script>")
        assert refused.returncode != 0
        assert "Nothing was opened" in refused.stderr

        again = companion(profile, desktop)
        assert (again.returncode, again.stderr) == (0, "")
        window.close()

    with WindowProcess(profile, desktop, LINK) as window:
        window.until("Call +49 30 7654321")
        window.close()
