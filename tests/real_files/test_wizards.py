"""Every file of other programs through both wizards: the window's and the page's tell the same."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from companion.domain.import_reports import ImportKind
from companion.domain.people import Role
from companion.server.database import Database as ServerDatabase
from companion.server.database import make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.services.imports import Imports
from companion.store.engine import open_database
from companion.store.meta import write_meta
from tests.promiseroom import PromiseRoom
from tests.real_files.conftest import DATA, NOW
from tests.real_files.test_crm import PEOPLE
from tests.salesroom import Salesroom, open_app, serving
from tests.server.pages.admin.test_imports import brought, done, numbers
from tests.services.lists import take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tests.promiseroom import Browser


@dataclass(frozen=True)
class StoppedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imports]:
    path = tmp_path_factory.mktemp("laptop") / "companion.db"
    database = open_database(path, secrets.token_bytes(32))
    with database.write() as cx:
        write_meta(cx, region="US")
    yield Imports(database, StoppedClock(NOW))
    database.close()


@pytest.mark.parametrize("name", PEOPLE)
def test_people_when_tried_out_in_the_window_then_exactly_this(imports: Imports, name: str) -> None:
    *counts, _touches, lines, _first = PEOPLE[name]
    report = take(imports, DATA / "crm" / name, ImportKind.PROSPECTS, is_dry=True).report
    told = report.rows, report.created, report.updated, report.unchanged, report.rejected
    assert told == tuple(counts)
    assert len({each.line for each in report.problems}) == lines


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("page")
    url = f"sqlite:///{folder / 'server.sqlite3'}"
    database = ServerDatabase(make_engine(url))
    migrate(database)
    settings = read_settings({"--data-dir": str(folder), "--database-url": url}, {})
    with serving(open_app(settings, database)) as client:
        promises = PromiseRoom(Salesroom(database, client))
        yield promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))
    database.close()


@pytest.mark.parametrize("name", PEOPLE)
def test_people_when_tried_out_on_the_page_then_exactly_this(admin: Browser, name: str) -> None:
    rows, created, updated, unchanged, rejected, *_ = PEOPLE[name]
    place = brought(admin, (DATA / "crm" / name).read_bytes())
    told = numbers(done(admin, place, "check", region="US"))
    wanted = {"rows": rows, "new": created, "changed": updated, "as before": unchanged}
    assert {words: told.get(words) for words in wanted} == wanted, told
    assert rejected in told.values()
