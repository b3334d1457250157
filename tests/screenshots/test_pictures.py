"""The taker of the pictures still finds what it looks for, so that a rename cannot break it unseen.

It goes through the whole conversation on its way to the pictures named here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImageReader

from companion.ui.placement import COMPACT, WHOLE

ROOT = Path(__file__).resolve().parents[2]
WANTED = {"empty": WHOLE, "window-light": WHOLE, "compact": COMPACT}
PATIENCE = 120


def run_taker(folder: Path, names: str) -> subprocess.CompletedProcess[str]:
    """Take some pictures as ``scripts/screenshots`` does."""
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "COMPANION_PICTURES": names,
        "COMPANION_PICTURES_TO": str(folder),
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "tests" / "screenshots" / "take.py")],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_pictures_when_some_are_named_then_these_are_taken_in_their_sizes(tmp_path: Path) -> None:
    run = run_taker(tmp_path, ",".join(WANTED))

    assert run.returncode == 0, run.stderr
    sizes = {path.stem: QImageReader(str(path)).size().toTuple() for path in tmp_path.iterdir()}
    assert sizes == WANTED
