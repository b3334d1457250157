"""Bringing the server's database to the shape this version needs.

The migrations are shipped as files beside this one and found there from a clone, a wheel and a
frozen program alike. A released migration never changes.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7308054)"


class SchemaState(Enum):
    """How a database stands to this version."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


def migrate(database: Database) -> None:
    """Migrate to the newest shape, in one transaction: all of it or nothing.

    Raises:
        RejectedError: a newer version of Companion has been here.
    """
    with database.write() as cx:
        if not database.is_sqlite:
            cx.exec_driver_sql(_ONE_AT_A_TIME)
        state = schema_state(cx)
        _refuse_newer(state)
        if state is not SchemaState.CURRENT:
            command.upgrade(_config(cx), "head")


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
    stands = MigrationContext.configure(cx).get_current_revision()
    script = _script()
    if stands is None:
        return SchemaState.EMPTY
    if stands == script.get_current_head():
        return SchemaState.CURRENT
    known = {each.revision for each in script.walk_revisions()}
    return SchemaState.BEHIND if stands in known else SchemaState.NEWER


def _refuse_newer(state: SchemaState) -> None:
    if state is SchemaState.NEWER:
        sentence = "A newer version of Companion has used this database. Please update the server."
        raise RejectedError(sentence, "newer_database")


@cache
def _script() -> ScriptDirectory:
    """Return the shipped migrations, read once: whoever asks for /readyz asks for them."""
    return ScriptDirectory.from_config(_config())


def _config(cx: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = cx
    return config
