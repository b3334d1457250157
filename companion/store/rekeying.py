"""Another key for a database that is closed: a copy is re-encrypted, checked, and takes its place.

The file itself is never written to. It is one or the other as a whole, and whichever it is opens
with the one key or the other; a draft that a stop left behind is begun anew.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher

from companion.domain.errors import CorruptError, UnavailableError
from companion.store.backups import backups_of
from companion.store.failures import damaged, failures_told
from companion.store.file import connect
from companion.store.mending import take_place

if TYPE_CHECKING:
    from pathlib import Path

_DRAFT = ".rekeying"
_BESIDE = ("-wal", "-shm", "-journal")


def opens_with(path: Path, key: bytes) -> bool:
    """Tell whether a database can be read with a key."""
    connection = None
    try:
        connection = connect(path, key)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError:
        return False
    finally:
        if connection is not None:
            connection.close()
    return True


def rekey_all(path: Path, old: bytes, new: bytes) -> None:
    """Give a closed database and its backups another key. Safe to repeat after any stop.

    What is left of earlier damage and migrations goes: nobody could read it any more.

    Raises:
        CorruptError: ``damaged``: neither key opens the database; nothing was changed.
        UnavailableError: ``disk_full`` …; every file opens with one of the two keys.
    """
    take_place(path)
    rekey(path, old, new)
    for backup in backups_of(path):
        try:
            rekey(backup, old, new)
        except CorruptError:  # a copy that is damaged is no copy; the next one is due in a week
            backup.unlink()
    for copy in path.parent.glob(f"{path.stem}-before-*{path.suffix}"):
        copy.unlink()
    for kept in path.parent.glob("damaged-*"):
        shutil.rmtree(kept)


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Give one closed database another key; nothing happens if it has it already.

    Raises:
        CorruptError: ``damaged``.
        UnavailableError: ``disk_full`` …
    """
    if opens_with(path, new):
        return
    draft = path.with_name(path.name + _DRAFT)
    _remove(draft)
    try:
        with failures_told(path):
            _fold_log(path, old)
            shutil.copyfile(path, draft)
            draft.chmod(0o600)
            _encrypt_anew(draft, old, new)
        if not opens_with(draft, new):
            raise damaged(path)
        _see_on_disk(draft)
        draft.replace(path)
        _see_on_disk(path.parent)
    except OSError as error:
        sentence = f"The key could not be renewed ({error.strerror}). Nothing is lost by it."
        raise UnavailableError(sentence, "disk_full") from error
    finally:
        _remove(draft)


def _fold_log(path: Path, key: bytes) -> None:
    """Put everything into the file itself: a log of the old key must not meet the new file."""
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        connection.close()
    if path.with_name(path.name + "-wal").exists():
        sentence = "Companion's data is in use elsewhere. Please close that, then try again."
        raise UnavailableError(sentence, "busy")


def _encrypt_anew(draft: Path, old: bytes, new: bytes) -> None:
    connection = connect(draft, old)
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    finally:
        connection.close()
    connection = connect(draft, new)
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise damaged(draft)
    finally:
        connection.close()


def _see_on_disk(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(draft: Path) -> None:
    for end in ("", *_BESIDE):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
