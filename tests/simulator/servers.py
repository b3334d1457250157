"""The shared server of a schedule: the real one, on a file that can be put back; it may break."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from companion.server.bells import Bell
from companion.server.database import Database, make_engine
from companion.server.devices import add_code
from companion.server.organisations import find_identity, renew_epoch
from companion.server.parts import Parts
from companion.server.settings import read_settings
from companion.server.tables import access_event, change_log, org_sync
from companion.server.throttles import Throttle
from tests.simulator.network import Breakdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from companion.domain.clock import Clock


@cache
def _engine(url: str) -> Engine:
    """Make the engine for an address once a process, as for the laptops."""
    return make_engine(url)


class FragileDatabase(Database):
    """A database whose next transaction may break down, and between two of whose others work."""

    fails_next = False
    between: Callable[[], None] | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as cx:
            yield cx
            if self.fails_next:
                self.fails_next = False
                raise Breakdown

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with super().read() as cx:
            yield cx
        if (between := self.between) is not None:
            self.between = None
            between()


@dataclass
class Server:
    """One server over one file."""

    folder: Path
    database: FragileDatabase
    parts: Parts
    org: str

    @classmethod
    def start(cls, template: Path, folder: Path, org: str, clock: Clock) -> Server:
        shutil.copyfile(template, folder / "server.db")
        url = f"sqlite:///{folder / 'server.db'}"
        database = FragileDatabase(_engine(url))
        settings = read_settings({"--data-dir": str(folder), "--database-url": url}, {})
        with database.read() as cx:
            identity = find_identity(cx)
        assert identity is not None
        throttle = Throttle(database, clock, settings.secret_key)
        parts = Parts(settings, database, identity, Bell(database), clock, throttle)
        return cls(folder, database, parts, org)

    def back_up(self) -> Path:
        self._fold()
        return shutil.copyfile(self.folder / "server.db", self.folder / "backup.db")

    def restore(self, backup: Path, now: Any, *, is_announced: bool) -> None:
        self.database.close()
        for each in self.folder.glob("server.db-*"):
            each.unlink()
        shutil.copyfile(backup, self.folder / "server.db")
        if is_announced:
            with self.database.write() as cx:
                renew_epoch(cx, now)

    def _fold(self) -> None:
        with self.database.engine.connect() as cx:
            cx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()

    def code_for(self, user_id: str, now: Any) -> str:
        with self.database.write() as cx:
            return add_code(cx, self.org, user_id, now)

    def log_after(self, seq: int) -> list[Any]:
        with self.database.read() as cx:
            mine = change_log.c.org == self.org, change_log.c.seq > seq
            return list(cx.execute(select(change_log).where(*mine).order_by(change_log.c.seq)))

    def counter(self) -> tuple[int, str, int]:
        """Return the counter, the epoch and the number of lines in the log."""
        with self.database.read() as cx:
            row = cx.execute(
                select(org_sync.c.seq, org_sync.c.epoch).where(org_sync.c.org == self.org)
            ).one()
            lines = cx.scalar(
                text("SELECT count(*) FROM change_log WHERE org = :o"), {"o": self.org}
            )
        return row.seq, row.epoch, lines or 0

    def events(self) -> list[Any]:
        with self.database.read() as cx:
            return list(cx.execute(select(access_event).where(access_event.c.org == self.org)))

    def close(self) -> None:
        self.database.close()
