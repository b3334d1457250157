"""Bringing an older database up to date: a copy first, then all migrations in one transaction.

Alembic is loaded only when there is something to do, because it takes longer to load than a
whole start may.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from companion.domain.errors import RejectedError
from companion.store.failures import damaged
from companion.store.file import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.store.engine import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def upgrade(database: Database, path: Path) -> None:
    """Bring the database to ``HEAD``, keeping a copy beside it of whatever was there before.

    Raises:
        RejectedError: ``newer_profile``: a newer version wrote it; it is left untouched.
        CorruptError: the file cannot be read, or is no profile of ours.
    """
    with database.read() as cx:
        tables = cx.scalar(text("SELECT count(*) FROM sqlite_master"))
        revision = _revision(cx)
    if revision == HEAD:
        return
    if revision is None and tables:
        raise damaged(path)
    if revision is not None and revision > HEAD:
        sentence = "This profile was written by a newer Companion. Please update it."
        raise RejectedError(sentence, "newer_profile")
    if revision is not None:
        keep_copy(database, path.with_name(f"{path.stem}-before-{HEAD}{path.suffix}"))
    with database.write() as cx:
        migrate(cx, HEAD)


def keep_copy(database: Database, target: Path) -> None:
    """Write a whole, readable copy with the same key to ``target``, for its owner only."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with database.read() as cx:
            # VACUUM cannot run inside a transaction: this goes past the one SQLAlchemy began.
            cx.exec_driver_sql("COMMIT")
            cx.exec_driver_sql("VACUUM INTO ?", (str(part),))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)  # a full disk must get its room back


def migrate(cx: Connection, revision: str = HEAD) -> None:
    """Run the migrations up to ``revision`` inside the transaction at hand."""
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = cx
    command.upgrade(config, revision)


def _revision(cx: Connection) -> str | None:
    there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if cx.scalar(text(there)) is None:
        return None
    revision: str | None = cx.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
