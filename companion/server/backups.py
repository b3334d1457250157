"""Backing the server up while it serves, and putting a backup in its place again.

A backup is one file that was read back before it counts. A restore takes a stopped server, keeps
what was there, changes everything at once or nothing, and begins a new epoch: laptops then fetch
everything anew and send again what the backup does not know yet (docs/decisions/010).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from companion.domain.errors import CompanionError, RejectedError, UnavailableError
from companion.server import postgres_backups, sqlite_backups
from companion.server.organisations import renew_epoch
from companion.server.rights.journal import erase_again, keep_journal
from companion.server.rights.remains import clean
from companion.server.schema import check_schema, migrate

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from companion.server.database import Database


class _Kind(Protocol):
    """What one kind of database can do; each is a module."""

    MAGIC: bytes

    def write_backup(self, database: Database, part: Path, /) -> None:
        """Fill an empty file, and check it."""
        ...

    def read_backup(
        self, database: Database, source: Path, folder: Path, stamp: str, /
    ) -> Path | None:
        """Put a backup in place, all of it or nothing."""
        ...


class Restored(NamedTuple):
    """The new epoch, and where what was there before is kept (None: there was nothing).

    ``erased`` is how many people the backup had brought back who were erased since.
    """

    epoch: str
    kept: Path | None
    erased: int = 0


def back_up(database: Database, target: Path) -> None:
    """Write a whole, checked copy of the database to a new file; the server may go on serving.

    Raises:
        RejectedError: ``file_exists``, or the server is not set up.
        UnavailableError: ``no_tools``, ``backup_failed``, ``cannot_write``; no file is left.
    """
    check_schema(database)
    if target.exists():
        sentence = f"There is a file {target} already. Please name another; nothing was written."
        raise RejectedError(sentence, "file_exists")
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # people's words are in it
        _kind(database).write_backup(database, part)
        part.rename(target)
    except OSError as error:
        sentence = f"The backup cannot be written to {target}: {error.strerror}."
        raise UnavailableError(sentence, "cannot_write") from error
    finally:
        part.unlink(missing_ok=True)


def restore(database: Database, source: Path, folder: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database. ``folder`` is where what was there is kept.

    Raises:
        RejectedError: ``not_a_backup``, ``server_running`` or ``newer_database``.
        CorruptError: the backup is damaged.
        UnavailableError: ``no_tools`` or ``restore_failed``. Nothing was changed in any case.
    """
    if not source.is_file():
        raise RejectedError(f"There is no backup {source}.", "not_a_backup")
    with source.open("rb") as file:
        is_ours = file.read(len(_kind(database).MAGIC)) == _kind(database).MAGIC
    if not is_ours:
        sentence = (
            f"{source} is no backup of this kind of database "
            f"({'SQLite' if database.is_sqlite else 'PostgreSQL'}). Nothing was changed."
        )
        raise RejectedError(sentence, "not_a_backup")
    _keep_list(database, folder)
    kept = _kind(database).read_backup(database, source, folder, f"{now:%Y%m%d-%H%M%S-%f}")
    migrate(database, is_alone=True)
    with database.write() as cx:
        epoch = renew_epoch(cx, now)
    erased = erase_again(database, folder, now)
    if erased:
        clean(database)
    return Restored(epoch, kept, erased)


def _keep_list(database: Database, folder: Path) -> None:
    """Keep who was erased here before the database that knows it goes; a damaged one cannot say."""
    with suppress(CompanionError):
        check_schema(database)
        with database.read() as cx:
            keep_journal(folder, cx)


def _kind(database: Database) -> _Kind:
    return sqlite_backups if database.is_sqlite else postgres_backups
