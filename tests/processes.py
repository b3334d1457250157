"""A real server process of ours: started on a free port, its log kept, ended as a test wishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.server.database import Database, make_engine
from companion.server.organisations import make_identity
from companion.server.schema import migrate
from tests.patience import PATIENCE
from tests.salesroom import NOW, Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("companion.server",)


class ServerProcess:
    """``companion-server serve`` over a database that is set up."""

    def __init__(
        self,
        folder: Path,
        url: str,
        program: Sequence[str] = PROGRAM,
        port: int = 0,
        **settings: str,
    ) -> None:
        self.log_file = folder / f"log-{time.monotonic_ns()}"
        names = {f"COMPANION_{name.upper()}": value for name, value in settings.items()}
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *program, "serve", "--port", str(port)],
                env=os.environ
                | {"COMPANION_DATA_DIR": str(folder), "COMPANION_DATABASE_URL": url, **names},
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.client = Client(self._address())

    def _address(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()  # empty when it ended
        assert "ready at " in line, self.log_file.read_text()
        return line.split("ready at ")[1].strip()

    def log(self) -> list[dict[str, Any]]:
        """Return what it logged so far."""
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def terminate(self) -> None:
        """Tell it to stop, and do not wait."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.client.close()
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()


def set_up(url: str) -> Database:
    """Set an empty database up; return it open."""
    database = Database(make_engine(url))
    migrate(database)
    with database.write() as cx:
        make_identity(cx, NOW)
    return database


@contextmanager
def server_process(
    folder: Path, url: str, program: Sequence[str] = PROGRAM, port: int = 0, **settings: str
) -> Iterator[ServerProcess]:
    """Run a server process while the block runs; ``settings`` are ``COMPANION_`` variables."""
    server = ServerProcess(folder, url, program, port, **settings)
    try:
        yield server
    finally:
        server.close()
