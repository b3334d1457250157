"""Backups of a PostgreSQL database, by its own ``pg_dump`` and ``pg_restore``.

All organisations are dumped although each table is walled: the session of the dump says so
(docs/decisions/022), and a dump in which one is missing is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select, text

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.server.schema import SchemaState, schema_state
from companion.server.tables import organisation
from companion.server.walls import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.server.database import Database

MAGIC = b"PGDMP"

_DEBIAN = Path("/usr/lib/postgresql")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'companion-server' AND pid <> pg_backend_pid()"
)


def write_backup(database: Database, part: Path) -> None:
    """Dump the database as one moment saw it, and read the dump back."""
    with database.read() as cx:
        count = cx.scalar(select(func.count()).select_from(organisation))
    options = ["--format=custom", "--enable-row-security", "--no-owner", "--no-privileges"]
    _run(database, "pg_dump", [*options, f"--file={part}"])
    if _dumped_organisations(database, part) < (count or 0):
        sentence = "The dump does not hold every organisation. Nothing was written."
        raise UnavailableError(sentence, "backup_failed")


def read_backup(database: Database, source: Path, folder: Path, stamp: str) -> Path | None:
    """Put a dump in the place of all tables, in one transaction; return where the old ones are."""
    try:
        script = _run(database, "pg_restore", [*_AS_SCRIPT, str(source)], is_of_file=True)
    except UnavailableError as error:
        if error.code == "no_tools":
            raise
        sentence = f"{source} is damaged. It was left as it is; please take another backup."
        raise CorruptError(sentence, "backup_damaged") from error
    if b"CREATE TABLE public.org_sync" not in script:
        raise RejectedError("This file is no backup of a Companion server.", "not_a_backup")
    kept = _keep(database, folder / f"before-restore-{stamp}.dump")
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run(database, "psql", options, _dropping(database) + script)
    return kept


_AS_SCRIPT = ("--no-owner", "--no-privileges", "--file=-")


def _keep(database: Database, target: Path) -> Path | None:
    with database.read() as cx:
        if cx.scalar(_OTHERS):
            sentence = "The server is still running. Please stop it, then restore. "
            raise RejectedError(sentence + "Nothing was changed.", "server_running")
        is_empty = schema_state(cx) is SchemaState.EMPTY
    if is_empty:
        return None
    target.touch(mode=0o600)
    write_backup(database, target)
    return target


def _dropping(database: Database) -> bytes:
    with database.read() as cx:
        names = inspect(cx).get_table_names()
    return "".join(f'DROP TABLE public."{name}" CASCADE;\n' for name in names).encode()


def _dumped_organisations(database: Database, part: Path) -> int:
    """Count what a dump holds of the table that every other one hangs on."""
    options = [*_AS_SCRIPT, "--data-only", "--table=organisation", str(part)]
    lines = _run(database, "pg_restore", options, is_of_file=True).splitlines()
    begins = next((n for n, line in enumerate(lines) if line.startswith(b"COPY ")), None)
    return 0 if begins is None else lines.index(rb"\.", begins) - begins - 1


def _run(
    database: Database,
    program: str,
    options: Sequence[str],
    given: bytes = b"",
    *,
    is_of_file: bool = False,
) -> bytes:
    """Run one of PostgreSQL's own programs and return what it writes.

    Raises:
        UnavailableError: ``no_tools``, or ``backup_failed`` with its own first words.
    """
    url = database.engine.url.set(drivername="postgresql")
    # The password goes by the environment: a command line can be read by anybody on the machine.
    address = url.set(password=None).render_as_string()
    whole = os.environ | {"PGOPTIONS": f"-c companion.org={EVERYWHERE}", "LC_ALL": "C"}
    if url.password is not None:
        whole["PGPASSWORD"] = str(url.password)
    where = [] if is_of_file else [f"--dbname={address}"]
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        [_program(program), *where, *options],
        input=given,
        capture_output=True,
        env=whole,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        sentence = f"{program} failed and nothing was changed: {words[0] if words else 'no reason'}"
        raise UnavailableError(sentence, "backup_failed")
    return done.stdout


def _program(name: str) -> str:
    """Find one of PostgreSQL's programs: Debian's newest, or the one on the path."""
    versions = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        sentence = (
            f"{name} is missing on this machine. Please install PostgreSQL's client programs of "
            "the server's version (on Debian: apt install postgresql-client), then try again."
        )
        raise UnavailableError(sentence, "no_tools")
    return found
