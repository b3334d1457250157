"""A real PgBouncer for the tests: it lends another connection to each transaction."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from tests.patience import PATIENCE
from tests.postgres import owner_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = f"{os.environ['PATH']}:/usr/sbin"  # where Debian keeps it

SETTINGS = """\
[databases]
{name} = host={host} port={port} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 1000
server_connect_timeout = 3
server_login_retry = 1
logfile = {folder}/pooler.log
"""


@contextmanager
def pooled(url: str, size: int = 3) -> Iterator[str]:
    """Run a pooler in front of a database while the block runs; give the database's address there.

    It refuses to run as root, and is PostgreSQL's own user then.
    """
    direct = make_url(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        own_port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="companion-pooler-") as name:
        folder = Path(name)
        owner = owner_of(folder)
        written = folder / "pooler.ini"
        places = {"name": direct.database, "host": direct.host, "port": direct.port}
        places |= {"user": direct.username, "own_port": own_port, "folder": folder}
        written.write_text(SETTINGS.format(**places, size=size))
        groups = [] if owner else None
        command = ["pgbouncer", "-q", written]
        process = subprocess.Popen(
            command, user=owner, group=owner, extra_groups=groups, cwd="/", env={"PATH": PATH}
        )
        try:
            wait_for_port(own_port)
            yield direct.set(port=own_port).render_as_string(hide_password=False)
        finally:
            process.kill()
            process.wait(PATIENCE)


def wait_for_port(port: int) -> None:
    """Wait until somebody listens on a port of this machine."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, "nobody listens there"
            time.sleep(0.05)
        else:
            return
