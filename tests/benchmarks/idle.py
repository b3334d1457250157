"""What a window costs that nobody touches: processor and disk, signed in to a server that serves.

A process of its own with the demo's book, looked at from outside by /proc after it has settled:
``python -m tests.benchmarks.idle 300`` looks for five minutes. The server's own work is not in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows import Row, hand_over
from tests.journeys.windows import ROOT, SCREEN, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 300.0
SETTLING = 60.0
"""After a minute a window has fetched everything, kept its backup and loaded its modules."""

MOST_PERCENT = 0.5
_TICKS = os.sysconf("SC_CLK_TCK")
_OPENING = (
    "import sys; from pathlib import Path; from companion.app.running import run; "
    "sys.exit(run(Path(sys.argv[1]), sign_in=(sys.argv[2], sys.argv[3])))"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process has used so far: seconds of processor, bytes for the disk, and its files."""

    cpu: float
    written: int
    files: dict[str, float]


def measure(folder: Path, seconds: float) -> Iterator[Row]:
    """Look at an idle window for some time."""
    with served(folder) as (server, code), opened(folder / "profile", server, code) as process:
        time.sleep(SETTLING)
        before, began = spent(process.pid, folder / "profile"), time.monotonic()
        time.sleep(seconds)
        after, took = spent(process.pid, folder / "profile"), time.monotonic() - began
    percent = 100 * (after.cpu - before.cpu) / took
    touched = [name for name, at in after.files.items() if before.files.get(name) != at]
    written = after.written - before.written
    sys.stderr.write(f"idle for {took:.0f} s: {percent:.3f} % of a core, {written:,} bytes for the "
                     f"disk, files touched: {', '.join(sorted(touched)) or 'none'}\n")  # fmt: skip
    signed = "signed in, the server holds its long poll and answers a poll a minute"
    yield Row(
        16, f"idle window, {took:.0f} s, processor", "the goal", "% of a core",
        percent, MOST_PERCENT, percent / MOST_PERCENT, 0.0, 1.0, unequal=signed,
    )  # fmt: skip
    yield Row(
        16, f"idle window, {took:.0f} s, for the disk", "one page", "bytes",
        written, 4_096, written / 4_096, 0.0, 0.0, unequal=signed,
    )  # fmt: skip


def spent(pid: int, folder: Path) -> Spent:
    """Return what a process has used, its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / _TICKS
    held = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    files = {str(each.relative_to(folder)): each.stat().st_mtime for each in folder.rglob("*")}
    return Spent(cpu, int(held["write_bytes"]), files)


@contextmanager
def served(folder: Path) -> Iterator[tuple[ServerProcess, str]]:
    """Give a server with the demo's company, and a rep's code."""
    with ServerProcess(f"sqlite:///{folder / 'server.db'}", folder) as server:
        made = server.command("demo")
        rep = next(each for each in made["users"] if each["role"] == "rep")
        code = server.command("enroll-code", "--email", rep["email"])["code"]
        server.serve()
        yield server, code


@contextmanager
def opened(profile: Path, server: ServerProcess, code: str) -> Iterator[subprocess.Popen[bytes]]:
    """Give a window's process, signed in."""
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": SCREEN}
    command = [sys.executable, "-c", _OPENING, str(profile), server.address, code]
    with subprocess.Popen(command, env=surroundings, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


if __name__ == "__main__":
    asked = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary), asked))
