"""Bringing the server's database to the shape this version needs, while other versions serve.

The migrations are shipped as files beside this one and found there from a clone, a wheel and a
frozen program alike. A released migration never changes. Each says in ``SERVES_FROM`` which is the
oldest revision whose servers can go on after it: a migration that adds names the one before, and
one that takes away what a version used names the version that stopped using it. What the newest
one says is kept in the database, where an older server finds it (docs/decisions/046).
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select

from companion.domain.errors import RejectedError, UnavailableError
from companion.server.tables import schema_floor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

TRIES = 20
"""How often a migration asks for its tables, while servers go on with them."""

_PATIENCE = "3s"
"""How long it waits for them each time: whoever comes meanwhile waits behind it."""

_TAKE_TURNS = (
    "SET LOCAL lock_timeout = 0",  # a migration may take longer than a request waits for it
    "SELECT pg_advisory_xact_lock(7308054)",
    f"SET LOCAL lock_timeout = '{_PATIENCE}'",
)
_LOCK_NOT_AVAILABLE = "55P03"

logger = structlog.get_logger("companion.server")


class SchemaState(Enum):
    """How a database stands to this version. ``AHEAD``: newer, and this version still serves it."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"
    NEWER = "newer"


def migrate(database: Database, *, is_alone: bool = False) -> None:
    """Migrate to the newest shape, in one transaction: all of it or nothing.

    Several may do so at once; one does the work. Servers of the version before go on meanwhile,
    unless ``is_alone`` says that none is running: then any of them may be left behind.

    Raises:
        RejectedError: ``newer_database``, or ``servers_left_behind``: servers that may be running
            could not go on afterwards. Nothing was changed.
        UnavailableError: ``busy``: somebody kept the tables all the time.
    """
    for left in reversed(range(TRIES)):
        try:
            _migrate_once(database, is_alone=is_alone or database.is_sqlite)
        except UnavailableError as error:
            if not left or not _is_lock(error):
                raise
            logger.info("migration_waits", tries_left=left)
        else:
            return


def _migrate_once(database: Database, *, is_alone: bool) -> None:
    with database.write() as cx:
        for statement in () if database.is_sqlite else _TAKE_TURNS:
            cx.exec_driver_sql(statement)
        state = schema_state(cx)
        _refuse_newer(state)
        if state in {SchemaState.EMPTY, SchemaState.BEHIND}:
            if not is_alone:
                _check_nobody_is_left_behind(cx)
            command.upgrade(_config(cx), "head")
            cx.execute(delete(schema_floor))
            cx.execute(insert(schema_floor).values(revision=_floor()))


def _is_lock(error: UnavailableError) -> bool:
    cause = getattr(error.__cause__, "orig", None)
    return getattr(cause, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def check_schema(database: Database) -> None:
    """Check that the database has the shape this version needs.

    Raises:
        RejectedError: ``not_set_up``, ``not_migrated`` or ``newer_database``.
    """
    with database.read() as cx:
        state = schema_state(cx)
    _refuse_newer(state)
    if state is SchemaState.EMPTY:
        sentence = "This server is not set up yet. Please run: companion-server init"
        raise RejectedError(sentence, "not_set_up")
    if state is SchemaState.BEHIND:
        sentence = (
            "The database is of an older version. Please make a backup and run: "
            "companion-server migrate"
        )
        raise RejectedError(sentence, "not_migrated")


def schema_state(cx: Connection) -> SchemaState:
    """Tell how a database stands to this version."""
    stands = _revision(cx)
    if stands is None:
        return SchemaState.EMPTY
    if stands == _script().get_current_head():
        return SchemaState.CURRENT
    if stands in _revisions():
        return SchemaState.BEHIND
    floor = cx.scalar(select(schema_floor.c.revision))
    return SchemaState.AHEAD if floor in _revisions() else SchemaState.NEWER


def _revision(cx: Connection) -> str | None:
    return MigrationContext.configure(cx).get_current_revision()


def _check_nobody_is_left_behind(cx: Connection) -> None:
    stands, known = _revision(cx), _revisions()
    if stands is not None and known.index(stands) < known.index(_floor()):
        sentence = (
            "Servers of the version that made this database could not go on with the new one. "
            "Nothing was changed. Please upgrade to the version between them first, or stop all "
            "servers and run: companion-server migrate --servers-stopped"
        )
        raise RejectedError(sentence, "servers_left_behind")


def _refuse_newer(state: SchemaState) -> None:
    if state is SchemaState.NEWER:
        sentence = "A newer version of Companion has used this database. Please update the server."
        raise RejectedError(sentence, "newer_database")


@cache
def _script() -> ScriptDirectory:
    """Return the shipped migrations, read once: whoever asks for /readyz asks for them."""
    return ScriptDirectory.from_config(_config())


def _revisions() -> list[str]:
    """Name the revisions that this version knows, the oldest first."""
    return [each.revision for each in _script().walk_revisions()][::-1]


def _floor() -> str:
    """Name the oldest revision whose servers can serve the shape that this version needs."""
    newest = _script().get_revision("head")
    floor: str = newest.module.SERVES_FROM
    return floor


def _config(cx: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = cx
    return config
