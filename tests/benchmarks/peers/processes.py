"""A side of a comparison that runs in a process of its own: started, asked, measured, ended."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).parent
_PATIENCE = 20.0


@contextmanager
def running(*command: object, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program while the block runs; the end of its input is the sign for it to end.

    It may have a server of its own to end, so it is killed only when it does not.
    """
    with subprocess.Popen(
        [str(each) for each in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **more,
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(_PATIENCE)
            finally:
                process.kill()


def line_of(process: subprocess.Popen[str], start: str) -> str:
    """Return the rest of the next line that begins so.

    Raises:
        RuntimeError: the program ended without such a line.
    """
    for line in process.stdout or ():
        if start in line:
            return line.split(start, 1)[1].strip()
    raise RuntimeError(f"{process.args} ended without “{start}”")


def ask(process: subprocess.Popen[str], **asked: Any) -> dict[str, Any]:
    """Send one line of JSON and return the line that answers it."""
    assert process.stdin
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(line_of(process, "answer "))
    return answer


def cpu_of(*processes: int) -> float:
    """Return the seconds of processor time that processes have used so far, with their threads."""
    times = [psutil.Process(each).cpu_times() for each in processes]
    return sum(each.user + each.system for each in times)
