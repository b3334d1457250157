"""What holds for every test: no screen, no profile of a person, nothing left running."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.store.engine import Database
    from tests.offices import Desk, Office

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
# A screen of a common size: Qt's own has 800 by 800 pixels, which no window of ours fits on.
_SCREEN = Path(__file__).with_name("screen.json")
os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={_SCREEN}")
for _name in [name for name in os.environ if name.startswith("COMPANION_")]:
    if _name not in {"COMPANION_SHARED_DATA", "COMPANION_FAULT_ROUNDS"}:
        del os.environ[_name]

PATIENCE = 5.0
"""Seconds a thread that was told to end has to do so."""


@pytest.fixture(autouse=True)
def _is_away_from_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give each test a home folder of its own, so that no person's profile is ever touched."""
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.fixture(autouse=True)
def _leaves_no_thread_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running which would keep a program from ending."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + PATIENCE
    left = [each for each in threading.enumerate() if each not in before and not each.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads left running: {names}"


KEY = bytes(range(32))
"""The raw key of every database of the tests."""


@dataclass
class SetClock:
    """A clock that stands until it is moved: the same moment in every test."""

    at: datetime = field(default=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.at

    def move(self, **by: float) -> None:
        """Move on, by the names that ``timedelta`` has."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> SetClock:
    """Give each test a clock of its own."""
    return SetClock()


@pytest.fixture
def now(clock: SetClock) -> datetime:
    """Return the moment the clock of a test stands at."""
    return clock.at


@pytest.fixture
def key() -> bytes:
    """Return the key that ``profile_file`` is encrypted with."""
    return KEY


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one empty, migrated database for a whole run, because migrating takes a while."""
    from companion.store.engine import open_database  # noqa: PLC0415 - few tests need it

    path = tmp_path_factory.mktemp("migrated") / "companion.db"
    open_database(path, KEY).close()
    return path


@pytest.fixture
def profile_file(migrated_file: Path, tmp_path: Path) -> Path:
    """Give each test an empty database file of its own, closed."""
    path = tmp_path / "profile" / "companion.db"
    path.parent.mkdir()
    shutil.copyfile(migrated_file, path)
    return path


@pytest.fixture
def database(profile_file: Path) -> Iterator[Database]:
    """Give each test a database of its own, open: a real encrypted file."""
    from companion.store.engine import open_database  # noqa: PLC0415 - few tests need it

    opened = open_database(profile_file, KEY)
    yield opened
    opened.close()


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path, clock: SetClock) -> Iterator[Office]:
    """Give each test a shared server of its own, in this process, with a rep and a colleague."""
    from tests.offices import Office  # noqa: PLC0415 - few tests need it

    folder = tmp_path / "office"
    folder.mkdir()
    opened = Office(folder, migrated_file, clock)
    yield opened
    opened.close()


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """Give the rep's laptop, in step with the server."""
    made = office.desk("desk")
    assert made.round().error is None
    yield made
    made.close()


@pytest.fixture
def second(office: Office) -> Iterator[Desk]:
    """Give the same rep's second laptop, in step with the server."""
    made = office.desk("second")
    assert made.round().error is None
    yield made
    made.close()
