"""Weekly copies of the laptop's database: encrypted like it, checked before they count, three deep.

They are for a damaged file (``mending.py``), and lie beside it: a lost laptop is another matter,
for which there is the server.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError
from companion.store.failures import damaged, failures_told
from companion.store.health import damage_of
from companion.store.upgrades import keep_copy

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.store.engine import Database

FOLDER = "backups"
KEPT = 3
EVERY = timedelta(days=7)
_STAMP = "%Y%m%d-%H%M%S"


def keep_backup(database: Database, now: datetime) -> Path | None:
    """Make a copy if the last one is a week old; return it, or None when it is not time yet.

    Raises:
        CorruptError: the copy, and so the database, is damaged; no older copy was dropped.
        UnavailableError: ``disk_full`` …
    """
    there = backups_of(database.path)
    # A copy of the future is from a day on which the clock was wrong: it must not hold us up.
    trusted = [each for each in there if made_at(each) <= now]
    if trusted and now - made_at(trusted[0]) < EVERY:
        return None
    return make_backup(database, now)


def make_backup(database: Database, now: datetime) -> Path:
    """Make a copy now; return it.

    Raises:
        CorruptError: the copy, and so the database, is damaged; no older copy was dropped.
        UnavailableError: ``disk_full`` …
    """
    there = backups_of(database.path)
    # A copy of the future is from a day on which the clock was wrong: it must not hold us up.
    trusted = [each for each in there if made_at(each) <= now]
    folder = database.path.parent / FOLDER
    _make_private(folder)
    draft = folder / "unchecked.db"
    made = folder / f"{database.path.stem}-{now.astimezone(UTC):{_STAMP}}.db"
    try:
        keep_copy(database, draft)
        _check(database, draft)
        draft.replace(made)
    finally:
        draft.unlink(missing_ok=True)
    for each in {*there}.difference(trusted[: KEPT - 1]):
        each.unlink()
    return made


def backups_of(path: Path) -> list[Path]:
    """Return the copies of the database at ``path``, the newest first."""
    return sorted((path.parent / FOLDER).glob(f"{path.stem}-*.db"), reverse=True)


def forget_backups(path: Path) -> None:
    """Drop every copy: they hold what must not be here any more. The next one is made anew."""
    for each in backups_of(path):
        each.unlink()
    for pattern in ("damaged-*", "before-restore-*"):
        for kept in path.parent.glob(pattern):
            shutil.rmtree(kept)


def check_whole(cx: Connection, path: Path, name: str = "main") -> None:
    """Read every page of a database, and that they fit together.

    Raises:
        CorruptError: ``damaged``.
    """
    with failures_told(path):
        if damage_of(cx, name):
            raise damaged(path)


def _check(database: Database, copy: Path) -> None:
    with database.read() as cx:
        # Past the transaction that SQLAlchemy began: nothing can be attached in one.
        cx.exec_driver_sql("COMMIT")
        cx.exec_driver_sql("ATTACH ? AS backup", (str(copy),))  # it takes over the key
        try:
            check_whole(cx, copy, "backup")
        finally:
            cx.exec_driver_sql("DETACH backup")


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        sentence = f"Companion cannot make the folder {folder} ({error.strerror})."
        raise UnavailableError(sentence, "no_folder") from error


def made_at(copy: Path) -> datetime:
    """Return when a copy was made, by its name: its file's times change when it is moved."""
    stamp = "-".join(copy.stem.rsplit("-", 2)[1:])
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
