"""The frozen program beside a bare PySide6 window that is frozen the same way: sizes and start.

``scripts/package`` must have built the program; the bare one is frozen here, with the same spec,
environment and filters, and kept in ``build/freeze/bare``. A start is timed from the outside, on a
virtual screen, until there is a window with a title: the same eyes for all sides. The profile is
new, so what opens is the first start; a list of the day is row 10's affair.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows import ROUNDS, Row, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
NAME = "sales-call-companion"
DIST = ROOT / "build" / "dist"
BARE = ROOT / "build" / "freeze" / "bare"
VENV = ROOT / "build" / "freeze" / "venv" / "bin"
SCREEN = ":91"
MOST_ON_DISK, MOST_PACKED = 160, 50
_MEGA = 1_000_000
_PATIENCE = 60.0
_BARE_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication(sys.argv)
window = QLabel("bare")
window.setWindowTitle("Companion bare")
window.resize(1280, 800)
window.show()
sys.exit(application.exec())
"""


def measure(folder: Path) -> Iterator[Row]:
    """Weigh both, then start each side in turn."""
    bare = freeze_bare()
    ours = DIST / NAME
    (deb,) = DIST.glob(f"{NAME}_*.deb")
    yield _row("frozen program on disk", "MB", _size(ours), _size(bare), MOST_ON_DISK)
    packed = folder / "bare.tar.xz"
    subprocess.run(["tar", "-C", bare.parent, "-cJf", packed, bare.name], check=True)
    yield _row("the same, packed", "MB", _size(deb), _size(packed), MOST_PACKED)
    yield from _starts(folder, ours, bare)


def freeze_bare() -> Path:
    """Freeze a window with nothing in it as the program is frozen, once."""
    made = BARE / "dist" / "bare"
    if made.is_dir():
        return made
    BARE.mkdir(parents=True, exist_ok=True)
    (BARE / "window.py").write_text(_BARE_WINDOW)
    spec = (ROOT / "build.spec").read_text("utf-8")
    entry = 'str(ROOT / "companion" / "__main__.py")'
    begin, end = spec.index("    datas=["), spec.index("    excludes=")
    spec = spec[:begin] + "    datas=[], hiddenimports=[],\n" + spec[end:]
    for before, after in (
        (entry, repr(str(BARE / "window.py"))),
        ("Path(SPECPATH)", f"Path({str(ROOT)!r})"),
        ("from companion.system.folders import NAME", 'NAME = "bare"'),
    ):
        if before not in spec:
            raise LookupError(f"build.spec has changed: no {before}")
        spec = spec.replace(before, after)
    (BARE / "bare.spec").write_text(spec)
    command = [VENV / "python", "-m", "PyInstaller", BARE / "bare.spec", "--noconfirm"]
    places = ["--log-level", "WARN", "--distpath", BARE / "dist", "--workpath", BARE / "work"]
    subprocess.run([*command, *places], check=True, cwd=ROOT)
    return made


def _starts(folder: Path, ours: Path, bare: Path) -> Iterator[Row]:
    profile = ["--profile", str(folder / "profile")]
    sides = {
        "ours": [str(ours / NAME), *profile],
        "bare": [str(bare / "bare")],
        "source": [str(VENV / "python"), "-m", "companion", *profile],
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    compiled = [VENV / "python", "-m", "compileall", "-q", ROOT / "companion"]
    subprocess.run(compiled, check=True)  # the source starts as it does from the second time on
    with screen():
        for number in range(ROUNDS + 1):
            for name, command in sides.items():
                milliseconds = _started(command)
                if number:  # the first fills the disk's cache
                    taken[name].append(milliseconds)
    for peer, limit in (("source", 1.3), ("bare", 0.0)):
        figures = taken["ours"], taken[peer]
        what = {"source": "the same from source", "bare": "a bare window, frozen the same way"}
        subject = "frozen program, start to first window"
        yield compare(17 if limit else 0, subject, what[peer], "ms", figures, limit or 2.5)


@contextmanager
def screen() -> Iterator[None]:
    """Give a virtual screen while the block runs."""
    # Without -noreset it begins anew when the last one leaves, and refuses whoever comes just then.
    command = ["Xvfb", SCREEN, "-screen", "0", "1360x900x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        _until_there(["xdotool", "getmouselocation"])
        try:
            yield
        finally:
            running.terminate()


def _started(command: Sequence[str]) -> float:
    """Start a program, wait for its window, end it; return the milliseconds."""
    began = time.monotonic()
    surroundings = os.environ | {"DISPLAY": SCREEN, "QT_QPA_PLATFORM": "xcb"}
    with subprocess.Popen(command, env=surroundings, cwd=ROOT) as process:
        _until_there(["xdotool", "search", "--onlyvisible", "--name", "Companion|Welcome"])
        taken = (time.monotonic() - began) * 1_000
        process.terminate()
    return taken


def _until_there(command: Sequence[str]) -> None:
    deadline = time.monotonic() + _PATIENCE
    surroundings = os.environ | {"DISPLAY": SCREEN}
    while subprocess.run(command, env=surroundings, capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            raise TimeoutError(" ".join(command))


def _row(subject: str, unit: str, ours: float, theirs: float, most: float) -> Row:
    ratio = ours / theirs
    words = f"the goal itself is {most} {unit}: {'met' if ours <= most else 'MISSED'}"
    limit = most / theirs
    peer = "a bare window, frozen the same way"
    return Row(17, subject, peer, unit, ours, theirs, ratio, 0.0, limit, unequal=words)


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.lstat().st_size for each in files) / _MEGA


if __name__ == "__main__":
    if not (DIST / NAME).is_dir():
        sys.exit("Please run scripts/package first.")
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary)))
