"""The one encrypted database of a profile: opened, keyed, and handed out in transactions.

Readers see one snapshot; writers are one at a time and durable when the block ends. Nothing else
in the program opens the file.
"""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, create_engine, event

from companion.domain.errors import CorruptError, UnavailableError
from companion.store.failures import failures_told
from companion.store.file import KEY_BYTES, WAIT_SECONDS, doubt_of, unlock
from companion.store.upgrades import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine


class Database:
    """An open database. Safe to use from several threads; one of them writes at a time."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self.path = path

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one snapshot from its first query to the end."""
        with self._told(), self._engine.connect() as cx:
            yield cx

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that alone may write; all is kept at the end, or nothing.

        Raises:
            UnavailableError: ``busy``, ``disk_full`` …; nothing was written.
            CorruptError: the file is damaged.
        """
        with self._told(), self._in_turn(), self._engine.connect() as plain:
            cx = plain.execution_options(companion_writes=True)
            with cx.begin():
                yield cx

    def forget_traces(self) -> None:
        """Leave nothing of what was deleted in the log or in copies made before a migration."""
        with failures_told(self.path), self._in_turn(), self._engine.connect() as cx:
            # Past the transaction that SQLAlchemy began: a checkpoint cannot run in one.
            cx.exec_driver_sql("COMMIT")
            cx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        for copy in self.path.parent.glob(f"{self.path.stem}-before-*{self.path.suffix}"):
            copy.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell failures, and note damage for the next start, which can do something about it."""
        try:
            with failures_told(self.path):
                yield
        except CorruptError:
            self.doubt()
            raise

    def doubt(self) -> None:
        """Have every page read at the next start, which mends what it can."""
        with suppress(OSError):
            doubt_of(self.path).touch(mode=0o600)

    def close(self) -> None:
        """Close every connection; the last one folds the log into the file."""
        self._engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        # SQLite would let a second writer poll; a lock hands over at once and in any order.
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            sentence = "Companion is still saving something else. Please try again in a moment."
            raise UnavailableError(sentence, "busy")
        try:
            yield
        finally:
            self._turn.release()


def open_database(path: Path, key: bytes) -> Database:
    """Open, or make, the database at ``path`` with a raw key of 32 bytes, and migrate it.

    Raises:
        CorruptError: the key is wrong or the file is damaged; the file is kept.
        RejectedError: ``newer_profile``: a newer Companion wrote it.
        UnavailableError: the disk is full, the folder cannot be written …
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a raw key has 32 bytes")
    database = Database(_make_engine(path, key), path)
    with ExitStack() as unless_opened:
        unless_opened.callback(database.close)
        with failures_told(path):
            _keep_private(path)
            upgrade(database, path)
        unless_opened.pop_all()
    return database


def _make_engine(path: Path, key: bytes) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlcipher,
        connect_args={"isolation_level": None},  # we say BEGIN ourselves, see _begin
    )

    def _on_connect(connection: Any, _record: object) -> None:
        unlock(connection, key)

    # First in line: no other listener may touch the file before the key is there.
    event.listen(engine, "connect", _on_connect, insert=True)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(cx: Connection) -> None:
    writes = cx.get_execution_options().get("companion_writes")
    cx.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_private(path: Path) -> None:
    """Make the file before SQLite does, for its owner only; its log takes over the mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        sentence = f"Companion cannot write its profile at {path}: {error.strerror}."
        raise UnavailableError(sentence, "cannot_open") from error
