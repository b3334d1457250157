"""From the start of the process to the first painted window with today's list, and its memory.

Against a bare PySide6 window, and against Anki's window with its list of decks. Each is a process
of its own on Qt's offscreen screen; compiled bytecode is there for all, as in an installed program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.campaigns import Campaign
from companion.domain.clock import SystemClock
from companion.domain.ids import new_id
from companion.services.profiles import Profiles
from companion.store.replica import put_base
from companion.system.keychain import FolderKeychain
from tests.benchmarks.belongings import belongings
from tests.benchmarks.peers.environments import python_of, version_of
from tests.benchmarks.peers.processes import SCRIPTS
from tests.benchmarks.rows import Row, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    Figures = dict[str, list[float]]

RECORDS, ROUNDS = 10_000, 7
_PATIENCE = 60
_ROOT = Path(__file__).resolve().parents[2]
BARE, ANKI = "bare PySide6 window", f"Anki {version_of('anki_window', 'aqt')}"
LIMITS = {BARE: 1.6, ANKI: 0.3}
UNEQUAL = {
    BARE: "ours has a list of 2,000 prospects, a theme and an encrypted database",
    ANKI: "its clock stops when the list is given to its page, and its engine is not counted",
}


def measure(folder: Path) -> Iterator[Row]:
    """Start each in turn; milliseconds, and MB at the first paint."""
    home = folder / "ours"
    profile = Profiles(home, FolderKeychain(home), SystemClock()).work_alone("Rita", "DE")
    campaign = Campaign(new_id(), "Spring", "spring")
    with profile.database.write() as cx:
        put_base(cx, [campaign, *belongings(str(profile.meta.user_id), campaign.id, RECORDS)])
    profile.close()
    anki, decks = [str(python_of("anki_window")), str(SCRIPTS / "window_anki.py")], folder / "anki"
    subprocess.run([*anki, str(decks), "prepare"], check=True, timeout=_PATIENCE, cwd=_ROOT)
    commands = {
        "ours": [sys.executable, str(SCRIPTS / "window_ours.py"), str(home)],
        BARE: [sys.executable, str(SCRIPTS / "window_bare.py")],
        ANKI: [*anki, str(decks)],
    }
    times: Figures = {name: [] for name in commands}
    peaks: Figures = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            taken, peak = _started(command)
            if number:  # the first fills the disk's cache
                times[name].append(taken)
                peaks[name].append(peak)
    yield from _rows(10, "start to painted list", "ms", times)
    yield from _rows(11, "peak memory at first paint", "MB", peaks)


def _rows(goal: int, subject: str, unit: str, figures: Figures) -> Iterator[Row]:
    for peer, limit in LIMITS.items():
        sides = figures["ours"], figures[peer]
        yield compare(goal, subject, peer, unit, sides, limit, unequal=UNEQUAL[peer])


def _started(command: list[str]) -> tuple[float, float]:
    """Start a program and return after how many milliseconds it painted, and its peak in MB."""
    surroundings = os.environ | {"PYTHONPATH": str(_ROOT)}
    if os.geteuid() == 0:  # the browser engine in Anki's window refuses to run as root otherwise
        surroundings["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    began = time.monotonic()
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings,
        cwd=_ROOT,
        check=True,
        timeout=_PATIENCE,
    )
    told = next(line for line in done.stdout.splitlines() if line.startswith("answer "))
    answer = json.loads(told.removeprefix("answer "))
    return (answer["at"] - began) * 1_000, answer["peak"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary)))
