"""Our own files through a server's tables: the same truth as through memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.domain.people import Role, User
from companion.server.book import ServerBook
from companion.server.chores import set_up
from companion.server.database import Database, make_engine
from companion.server.importing import Order, import_list
from companion.server.organisations import only_organisation
from companion.server.tables import change_log, org_sync
from tests.contracts.conftest import POSTGRES, SQLITE
from tests.imports.conftest import FILES, NOW, Importer
from tests.imports.memory_book import MemoryBook
from tests.imports.shelves import contents
from tests.imports.test_laptop import CAMPAIGNS, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAMPAIGN_LIST = Order(FILES / "campaigns.csv", ImportKind.CAMPAIGNS)
PEOPLE_LIST = Order(FILES / "utm_touches.csv", ImportKind.PROSPECTS, region="US")


@pytest.fixture(params=[SQLITE, POSTGRES])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'server.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    database = Database(make_engine(url))
    admin = User(new_id(), "Admin", "admin@room.example", Role.ADMIN)
    set_up(database, "Room & Sons", admin, "a long password", NOW)
    yield database
    database.close()


def log_length(database: Database) -> int:
    with database.read() as cx:
        count, last = cx.execute(select(func.count(), func.max(change_log.c.seq))).one()
        assert count == last == cx.execute(select(org_sync.c.seq)).scalar_one()
    return count


def test_files_when_imported_on_a_server_then_as_in_memory_and_once(server):
    importer = Importer(MemoryBook())
    orders = [Order(FILES / name, ImportKind.CAMPAIGNS, region="US") for name in CAMPAIGNS]
    orders += [Order(FILES / name, ImportKind.PROSPECTS, region="US") for name in PEOPLE]
    for order in orders:
        read = importer.people if order.kind is ImportKind.PROSPECTS else importer.campaigns
        assert import_list(server, order, NOW) == read(order.path).report, order.path.name
    with server.read() as cx:
        book = ServerBook(cx, only_organisation(cx).id)
        everyone = list(book._records("prospect"))
        assert contents(book, everyone) == contents(importer.book, importer.book.all("prospect"))
    before = log_length(server)
    for order in orders:
        again = import_list(server, order, NOW)
        assert (again.created, again.updated) == (0, 0), order.path.name
    assert log_length(server) == before


def test_import_when_dry_then_tells_the_same_and_writes_nothing(server):
    before = log_length(server)
    told = import_list(server, replace(PEOPLE_LIST, is_dry_run=True), NOW)
    assert told.is_dry_run
    assert told.created > 0
    assert log_length(server) == before
    assert import_list(server, PEOPLE_LIST, NOW) == replace(told, is_dry_run=False)


def test_import_when_the_report_cannot_be_kept_then_nothing_is_written(server, tmp_path):
    before = log_length(server)
    lost = tmp_path / "no such folder" / "report.csv"
    with pytest.raises(RejectedError, match="Nothing was taken over"):
        import_list(server, replace(PEOPLE_LIST, report_path=lost), NOW)
    assert log_length(server) == before


def test_import_when_the_disk_is_full_then_says_so_and_leaves_nothing_half_done(tmp_path):
    url = f"sqlite:///{tmp_path / 'server.sqlite3'}"
    database = Database(make_engine(url))
    admin = User(new_id(), "Admin", "admin@room.example", Role.ADMIN)
    set_up(database, "Room & Sons", admin, "a long password", NOW)
    database.close()
    small = make_engine(url)

    @event.listens_for(small, "connect")
    def _on_connect(connection, _record):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    full, report = Database(small), tmp_path / "report.csv"
    before = log_length(full)
    many = tmp_path / "many.csv"
    many.write_text("Name,Notes\n" + "".join(f"P{n},{'x' * 300}\n" for n in range(900)))
    with pytest.raises(UnavailableError) as caught:
        import_list(full, Order(many, ImportKind.PROSPECTS, report_path=report), NOW)
    assert caught.value.code == "server_full"
    assert "disk" in caught.value.sentence
    assert log_length(full) == before
    assert sorted(each.name for each in tmp_path.glob("*.csv")) == ["many.csv"]
    assert not list(tmp_path.glob(".*"))
    full.close()
