"""A real PostgreSQL for the tests: a cluster of their own, made and ended by them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_SECONDS = "120"
OWNER = "companion"


class PostgresServer:
    """A running cluster. Its databases live as long as it does.

    As it should be anywhere, the server signs in as a role that owns its database and nothing else.
    """

    def __init__(self, port: int, control: Callable[..., None]) -> None:
        """``control`` runs ``pg_ctl`` on the cluster with the arguments it is given."""
        self._port = port
        self._control = control
        self._count = 0

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        self._count += 1
        name = f"companion_{self._count}"
        with self.superuser() as connection:
            if self._count == 1:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN")
            options = f"OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'"
            connection.execute(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def restart(self) -> None:
        """End every connection as an administrator would, and start again."""
        self._control("-m", "fast", "restart")

    def superuser(self, name: str = "postgres") -> psycopg.Connection:
        """Connect as whoever looks after the cluster."""
        return psycopg.connect(self.address(name, "postgres"), autocommit=True)

    def address(self, name: str, user: str = OWNER) -> str:
        """Return the address of a database that is there."""
        return f"postgresql://{user}@127.0.0.1:{self._port}/{name}"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a cluster on a free port of this machine, as an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="companion-pg-"))
    try:
        with _running_in(folder, "-c fsync=off", "immediate") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_postgres(folder: Path, settings: str = "") -> Iterator[PostgresServer]:
    """Run a cluster that is kept in a folder, made there the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    with _running_in(folder, settings, "fast") as server:
        yield server


@contextmanager
def _running_in(folder: Path, settings: str, ending: str) -> Iterator[PostgresServer]:
    user = owner_of(folder)
    data, port = folder / "data", _free_port()
    if not data.exists():
        _run(user, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
    # Its door into the file system has a short path: a long one is refused.
    with tempfile.TemporaryDirectory(prefix="companion-pg-") as door:
        owner_of(Path(door))
        options = f"-p {port} -h 127.0.0.1 -k {door} -c max_connections=100 {settings}"
        starting = "-D", data, "-l", folder / "log", "-t", START_SECONDS, "-o", options
        control = partial(_run, user, "pg_ctl", *starting)
        control("start")
        try:
            yield PostgresServer(port, control)
        finally:
            control("-m", ending, "stop")


def owner_of(folder: Path) -> str | None:
    """Give a folder to PostgreSQL's own user and return who that is; None if nobody here is root.

    Its programs refuse to run as root.
    """
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("postgres")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return "postgres"


def _run(user: str | None, program: str, *arguments: object) -> None:
    done = subprocess.run(
        [str(_programs() / program), *map(str, arguments)],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open in the server that was started
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{program} ended with {done.returncode}"


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: p.parts[-3])
    program = found[-1] if found else shutil.which("pg_ctl")
    assert program, "PostgreSQL is missing. Please install it: apt install postgresql"
    return Path(program).parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
