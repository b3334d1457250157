"""Programs of the proofs as processes of their own: started, listened to, and ended for good."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving_process(module: Sequence[str]) -> Iterator[str]:
    """Run a server (a module and its arguments) while the block runs; give its address."""
    process = start(module)
    try:
        yield wait_ready(process)
    finally:
        end(process)


def start(
    module: Sequence[str], environment: dict[str, str] | None = None, log: IO[str] | None = None
) -> subprocess.Popen[str]:
    """Start a module of this clone; its output is a pipe, its errors go to ``log`` or our own."""
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        env=os.environ | {"PYTHONPATH": str(ROOT), **(environment or {})},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


def wait_ready(process: subprocess.Popen[str]) -> str:
    """Wait until a server says that it is ready, and return its address."""
    line = line_of(process)
    while "ready at " not in line:
        line = line_of(process)
    return line.split("ready at ")[1].strip()


def line_of(process: subprocess.Popen[str], patience: float = PATIENCE) -> str:
    """Return the next line of a process.

    Raises:
        AssertionError: it ended, or said nothing for ``patience`` seconds.
    """
    assert process.stdout
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        assert waiting.select(patience), "the process did not answer in time"
    line = process.stdout.readline()
    assert line, f"the process ended with {process.wait(PATIENCE)}"
    return line


def end(process: subprocess.Popen[str]) -> None:
    """End a process with SIGKILL: nothing of it can run any more."""
    process.kill()
    process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def run(module: Sequence[str]) -> str:
    """Run a module of this clone to its end, which must be a good one; return what it said."""
    process = start(module)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, f"it ended with {process.returncode}"
    return str(said)
