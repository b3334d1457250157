"""Going on after the database's file was damaged: set it aside, save what it holds, start anew.

The new file stands on the newest backup that is whole, or on nothing; what could be read from the
damaged one (edits that were not sent above all) goes into it, and the rest is fetched from the
server. Until the new file is complete nothing changes. The damaged one is kept until something in
it must not be here any more (``backups.forget_backups``).
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from companion.domain.errors import CompanionError, CorruptError, UnavailableError
from companion.store.backups import backups_of, check_whole, made_at
from companion.store.engine import Database, open_database
from companion.store.file import doubt_of, mended_of
from companion.store.meta import read_meta, write_meta
from companion.store.resync import want_resync
from companion.store.salvage import Salvage, put_back, salvage
from companion.store.tables import meta

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

REASON = "damaged"
"""Why everything is fetched anew: not because a server forgot anything (``resync.LOST``)."""

_TURNS_AHEAD = 1_000_000
"""More pushes than were made since any backup: an earlier turn would pass for a copy's (013)."""

SET_ASIDE = "before-restore-"
"""How the folder begins that keeps what was there before a backup was put back."""

_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a damaged database: where it lies, and what the new one stands on.

    ``backup_at`` is None when there was no backup; ``edits`` counts what was saved unsent.
    """

    kept: Path
    edits: int
    is_all_saved: bool
    backup_at: datetime | None


def open_whole(path: Path, key: bytes) -> Database:
    """Open a database; read every page first if it was found damaged while it was last open.

    Raises:
        CorruptError: ``damaged``, and as ``open_database``.
    """
    take_place(path)
    database = open_database(path, key)
    with ExitStack() as unless_whole:
        unless_whole.callback(database.close)
        if doubt_of(path).exists():
            with database.read() as cx:
                check_whole(cx, path)
            doubt_of(path).unlink()
        unless_whole.pop_all()
    return database


def mend(path: Path, key: bytes, now: datetime) -> Mended:
    """Put a database that is whole in the place of a damaged one.

    Raises:
        CorruptError: nothing here can be opened with this key, so it may be the key that is wrong.
        UnavailableError: the disk is full …; nothing was changed.
    """
    kept = path.parent / f"damaged-{now:%Y%m%d-%H%M%S}"
    draft = path.with_name("mending.db")
    try:
        _copy(path, kept)
        backup_at = _lay_ground(path, key, draft)
        found = _read(path, key, with_copies=backup_at is None)
        edits = _build(draft, key, found, has_ground=backup_at is not None)
    except CompanionError:
        shutil.rmtree(kept, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(kept, ignore_errors=True)
        sentence = f"The damaged profile cannot be set aside ({error.strerror}). Nothing changed."
        raise UnavailableError(sentence, "disk_full") from error
    finally:
        _remove(draft)
    take_place(path)
    return Mended(kept, edits, found.is_whole, backup_at)


def restore(path: Path, key: bytes, backup: Path, now: datetime) -> Mended:
    """Put a backup in the place of a closed database; what was not sent since goes into it.

    The database that was there is kept beside it, and everything else is fetched anew.

    Raises:
        CorruptError: ``damaged``: the backup is; nothing was changed.
        UnavailableError: the disk is full …; nothing was changed.
    """
    kept = path.parent / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}"
    draft = path.with_name("mending.db")
    try:
        _copy(path, kept)
        _remove(draft)
        shutil.copyfile(backup, draft)
        with closing(open_database(draft, key)) as database, database.read() as cx:
            check_whole(cx, draft)
        found = _read(path, key, with_copies=False)
        edits = _build(draft, key, found, has_ground=True)
    except (CompanionError, OSError) as error:
        shutil.rmtree(kept, ignore_errors=True)
        if isinstance(error, OSError):
            raise _not_set_aside(error) from error
        raise
    finally:
        _remove(draft)
    take_place(path)
    return Mended(kept, edits, found.is_whole, made_at(backup))


def _not_set_aside(error: OSError) -> UnavailableError:
    sentence = f"The profile cannot be set aside ({error.strerror}). Nothing changed."
    return UnavailableError(sentence, "disk_full")


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    for end in ("", *_BESIDE):
        file = path.with_name(path.name + end)
        if file.exists():
            shutil.copy2(file, folder / file.name)


def _read(path: Path, key: bytes, *, with_copies: bool) -> Salvage:
    """Read a copy: opening the file itself would fold its log into it."""
    folder = path.parent / "reading"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _copy(path, folder)
        return salvage(folder / path.name, key, with_copies=with_copies)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lay_ground(path: Path, key: bytes, draft: Path) -> datetime | None:
    """Begin with the newest backup that is whole; return when it was made."""
    for backup in backups_of(path):
        _remove(draft)
        shutil.copyfile(backup, draft)
        try:
            database = open_database(draft, key)
        except CorruptError:
            continue
        try:
            with database.read() as cx:
                check_whole(cx, draft)
        except CorruptError:
            continue
        finally:
            database.close()
        return made_at(backup)
    _remove(draft)
    return None


def _build(draft: Path, key: bytes, found: Salvage, *, has_ground: bool) -> int:
    """Make the new database beside its place, whole; return how many unsent edits are in it."""
    if not has_ground and (found.facts is None or not found.facts.get("user_id")):
        sentence = (
            f"The profile {draft.parent} cannot be read: it is damaged, or its key is another one. "
            "The file is kept as it is; please ask whoever looks after Companion."
        )
        raise CorruptError(sentence, "damaged")
    database = open_database(draft, key)
    try:
        with database.write() as cx:
            if found.facts is not None:
                cx.execute(update(meta).values(**found.facts))
            else:
                write_meta(cx, turn=read_meta(cx).turn + _TURNS_AHEAD)
            put_back(cx, found)
            if read_meta(cx).server_url is not None:
                want_resync(cx, REASON)
    finally:
        database.close()
    draft.replace(mended_of(draft))
    return sum(row["state"] != "acked" for row in found.edits)


def take_place(path: Path) -> None:
    """Let a mended database, complete by its name, take its place; a stop anywhere is resumed."""
    mended = mended_of(path)
    if not mended.exists():
        return
    for end in _BESIDE:  # the old file's log would be folded into the new file
        path.with_name(path.name + end).unlink(missing_ok=True)
    mended.replace(path)
    doubt_of(path).unlink(missing_ok=True)


def _remove(draft: Path) -> None:
    for end in ("", *_BESIDE):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
    doubt_of(draft).unlink(missing_ok=True)
