"""Backups of a SQLite database, by its own online copy: never by copying a file in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError, RejectedError
from companion.server.database import Database, make_engine
from companion.server.schema import SchemaState, migrate, schema_state

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"SQLite format 3\x00"


def write_backup(database: Database, part: Path) -> None:
    """Copy the database as one moment saw it to an empty file, and check the copy."""
    with database.read() as cx, closing(sqlite3.connect(part)) as copy:
        connection: sqlite3.Connection = cx.connection.driver_connection  # type: ignore[assignment] # it is SQLite's own here
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        _check(copy, part)
    _keep_on_disk(part)


def read_backup(database: Database, source: Path, _folder: Path, stamp: str) -> Path | None:
    """Put a backup in the place of the database file; return where the old one lies now."""
    path = Path(str(database.engine.url.database))
    draft = path.with_name(f"{path.name}.restoring")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        _copy(source, draft)
        _prepare(draft)
        database.close()
        _check_unused(path)
        kept = _set_aside(path, stamp)
        draft.replace(path)
        _keep_on_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _copy(source: Path, draft: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as backup,
        closing(sqlite3.connect(draft)) as copy,
    ):
        try:
            backup.backup(copy)
        except sqlite3.DatabaseError as error:
            raise _damaged(source) from error
        _check(copy, source)


def _prepare(draft: Path) -> None:
    """Bring a copy to the shape of this version, so that nothing can fail once it is in place."""
    with closing(Database(make_engine(f"sqlite:///{draft}"))) as copy:
        with copy.read() as cx:
            state = schema_state(cx)
        if state is SchemaState.EMPTY:
            raise RejectedError("This file is no backup of a Companion server.", "not_a_backup")
        migrate(copy)
    with closing(sqlite3.connect(draft)) as copied:
        copied.execute("PRAGMA journal_mode = DELETE")
    _keep_on_disk(draft)


def _check_unused(path: Path) -> None:
    """Make sure that no server has the file open: only then can the log beside it be folded in."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError as error:
        sentence = "The server is still running. Please stop it, then restore. Nothing was changed."
        raise RejectedError(sentence, "server_running") from error
    except sqlite3.DatabaseError:
        return  # damaged: that may be why somebody restores; it is kept as it is


def _set_aside(path: Path, stamp: str) -> Path | None:
    if not path.exists():
        return None
    kept = path.with_name(f"{path.name}.before-restore-{stamp}")
    for each in _with_companions(path):
        os.link(each, f"{kept}{each.name.removeprefix(path.name)}")
        if each != path:
            each.unlink()
    return kept


def _with_companions(path: Path) -> Iterator[Path]:
    """Give the file, and what a damaged one may still have beside it."""
    yield path
    yield from (each for end in ("-wal", "-shm") if (each := Path(f"{path}{end}")).exists())


def _check(copy: sqlite3.Connection, path: Path) -> None:
    try:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error
    if found != "ok":
        raise _damaged(path)


def _damaged(path: Path) -> CorruptError:
    sentence = f"{path} is damaged. It was left as it is; please take another backup."
    return CorruptError(sentence, "backup_damaged")


def _keep_on_disk(path: Path) -> None:
    """See a file's content, or a folder's names, on the disk (where folders can be synced)."""
    if path.is_dir() and os.name != "posix":
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
