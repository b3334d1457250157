"""A server on a crowd: its pages in a browser that is signed in, its sync on a rep's laptop."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.app import make_app
from companion.server.database import Database, make_engine
from companion.server.devices import add_code
from companion.server.settings import read_settings
from tests.benchmarks.crowd import NOW, record_id
from tests.benchmarks.crowded import crowded
from tests.conftest import SetClock
from tests.promiseroom import Browser
from tests.salesroom import Client, Laptop, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


class Served(NamedTuple):
    """A running server of one size and those who use it."""

    scale: float
    org: str
    database: Database
    client: Client
    browser: Browser

    def laptop(self, rep: int = 0) -> Laptop:
        """Sign a new laptop of a rep in."""
        user = User(record_id("user", rep), f"Rep {rep}", f"rep{rep}@crowd.example", Role.REP)
        with self.database.write() as cx:
            code = add_code(cx, self.org, user.id, NOW, timedelta(days=1))
        asked = {"code": code, "device_id": new_id(), "device_name": "Bench", "app_version": "1"}
        answer = self.client.post("/v1/enroll", json=asked)
        assert answer.status_code == 200, answer.text
        return Laptop(self.client, user, asked["device_id"], answer.json()["token"])


@contextmanager
def served(scale: float) -> Iterator[Served]:
    """Run a server on the crowd of a size, filled first if it is not there yet."""
    with crowded(scale) as filled, tempfile.TemporaryDirectory() as folder:
        database = Database(make_engine(filled.url))
        settings = read_settings({"--data-dir": folder, "--database-url": filled.url}, {})
        with serving(make_app(settings, database, SetClock(NOW))) as client:
            browser = Browser(client.address)
            assert browser.sign_in(filled.reader).status_code == 303
            yield Served(scale, filled.org, database, client, browser)
        database.close()
