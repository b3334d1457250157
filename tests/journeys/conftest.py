"""A desktop to stand on: a session bus with a real keychain, and servers on either database."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.journeys.windows import ServerProcess
from tests.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNLOCK = (
    "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
    " echo $DBUS_SESSION_BUS_ADDRESS; cat"
)


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment of a person's desktop session with an unlocked keychain."""
    home = tmp_path_factory.mktemp("desktop")
    home.chmod(0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    session = subprocess.Popen(
        ["dbus-run-session", "--", "bash", "-c", _UNLOCK],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert session.stdin
    assert session.stdout
    bus = session.stdout.readline().strip()
    yield environment | {"DBUS_SESSION_BUS_ADDRESS": bus}
    session.stdin.close()
    session.stdout.close()
    session.wait(10)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerProcess]:
    """Serve an empty organisation, once on SQLite and once on PostgreSQL."""
    with ExitStack() as running:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'server.db'}"
        else:
            url = running.enter_context(running_postgres()).new_database()
        yield running.enter_context(ServerProcess(url, tmp_path))
