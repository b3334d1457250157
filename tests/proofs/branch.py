"""A branch of real processes: ``companion-server`` on a database, and laptops' profile folders.

What stays on disk is all that counts here: every process may be ended with SIGKILL at any time.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from companion.domain.clock import SystemClock
from companion.server.database import Database, make_engine
from companion.server.organisations import make_identity
from companion.server.schema import migrate
from companion.server.tables import RECORD_TABLES, change_log, org_sync
from companion.services.line import Line
from companion.services.profiles import OpenProfile, Profiles
from companion.services.views import SyncState
from companion.system.keychain import FolderKeychain
from tests.proofs.processes import ROOT, end, start, wait_ready
from tests.salesroom import NOW, Client, Salesroom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ROUNDS = 20
SERVE = ("companion.server", "serve")


class Branch:
    """One organisation with one rep, who has as many laptops as a proof wants."""

    def __init__(self, url: str, folder: Path, prospects: int = 3) -> None:
        """Set the server up on an empty database; nothing is running yet."""
        self.url, self.folder = url, folder
        self.database = Database(make_engine(url))
        migrate(self.database)
        with self.database.write() as cx:
            make_identity(cx, NOW)
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            self._port = str(listener.getsockname()[1])
        self.address = f"http://127.0.0.1:{self._port}"
        self.room = Salesroom(self.database, Client(self.address))
        self.rep = self.room.add_user()
        self.prospects = [self.room.prospect(self.rep).id for _ in range(prospects)]
        self._process: subprocess.Popen[str] | None = None

    def serve(self, program: Sequence[str] = SERVE) -> None:
        """Start the server, or a program that is one, always on the same port."""
        # No other process may hold the file open: a start after a kill must mend it alone.
        self.database.close()
        self._process = start(program, self._settings())
        wait_ready(self._process)

    def _settings(self) -> dict[str, str]:
        return {
            "COMPANION_DATABASE_URL": self.url,
            "COMPANION_DATA_DIR": str(self.folder / "server"),
            "COMPANION_PORT": self._port,
        }

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run one command of ``companion-server``; return its exit code and all it said."""
        done = subprocess.run(
            [sys.executable, "-m", "companion.server", *arguments],
            env=os.environ | self._settings(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def kill_server(self) -> None:
        """End the server with SIGKILL, if it runs."""
        if self._process is not None:
            end(self._process)
            self._process = None

    def wait_for_death(self) -> int:
        """Wait until the server has ended by itself, and return its exit code."""
        assert self._process is not None
        code = self._process.wait(60)
        self.kill_server()
        return code

    def sign_in(self, name: str, address: str = "") -> Path:
        """Set a laptop up in a folder of its own, signed in through ``address`` and in step."""
        folder = self.folder / name
        code = self.room.code_for(self.rep)
        with closing(self.profiles(name).sign_in(address or self.address, code, name)) as profile:
            assert sync(profile) is SyncState.IN_STEP
        return folder

    def profiles(self, name: str) -> Profiles:
        """Return the door to a laptop's profile."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return Profiles(folder, FolderKeychain(folder), SystemClock())

    @contextmanager
    def laptop(self, name: str) -> Iterator[OpenProfile]:
        """Open a laptop's profile in this process."""
        profile = self.profiles(name).open()
        try:
            yield profile
        finally:
            profile.close()

    def calls(self) -> dict[str, str]:
        """Return the notes of every call on the server by its id."""
        table = RECORD_TABLES["call"]
        with self.database.read() as cx:
            return {row.id: row.notes for row in cx.execute(select(table.c.id, table.c.notes))}

    def log(self, entity: str) -> list[Any]:
        """Return the lines of the log about one kind of record, in order."""
        with self.database.read() as cx:
            mine = change_log.c.entity == entity
            return list(cx.execute(select(change_log).where(mine).order_by(change_log.c.seq)))

    def check_log(self) -> None:
        """Check that the log has every number once and the counter stands at the last one."""
        with self.database.read() as cx:
            count, last = cx.execute(select(func.count(), func.max(change_log.c.seq))).one()
            assert count == last == cx.scalar(select(org_sync.c.seq))
            if self.database.is_sqlite:
                assert cx.scalar(text("PRAGMA integrity_check")) == "ok"

    def close(self) -> None:
        """End whatever runs."""
        self.kill_server()
        self.room.client.close()
        self.database.close()


def sync(profile: OpenProfile) -> SyncState:
    """Sync until everything is sent and fetched, as often as it may take; return how it stands."""
    line = Line(profile.database, profile.connect, SystemClock())
    state = SyncState.STARTING
    for _ in range(ROUNDS):
        result = line.sync()
        state = result.status.state
        if state is SyncState.IN_STEP and not result.status.unsent:
            break
    line.hang_up()
    return state


def calls_on(profile: OpenProfile) -> dict[str, str]:
    """Return the notes of every call on a laptop by its id."""
    with profile.database.read() as cx:
        assert cx.scalar(text("PRAGMA integrity_check")) == "ok"
        return {row.id: row.notes for row in cx.execute(text("SELECT id, notes FROM call"))}
