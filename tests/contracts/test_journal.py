"""A backup that is put back does not bring back who was erased after it was made."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.ids import new_id
from companion.domain.people import Organisation
from companion.domain.prospects import Prospect
from companion.server.backups import back_up, restore
from companion.server.database import Database, make_engine
from companion.server.organisations import add_organisation, make_identity
from companion.server.records import put_records
from companion.server.rights.erasing import Reason, erase_people
from companion.server.rights.journal import NAME, erase_again, keep_journal
from companion.server.schema import migrate
from companion.server.tables import erased_record, erasure, metadata, prospect
from tests.contracts.conftest import POSTGRES, SQLITE
from tests.salesroom import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHO, LATER = "Amélie Vogtländer", "Bertrand Spätgeboren"


class Place:
    """A server's database and its folder, with a person in it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.database = Database(make_engine(url))
        migrate(self.database)
        self.org = new_id()
        with self.database.write() as cx:
            epoch = make_identity(cx, NOW).epoch
            add_organisation(cx, Organisation(self.org, "Example Ltd"), epoch, NOW)
        self.who = self.add(WHO)

    def add(self, name: str) -> str:
        made = Prospect(new_id(), name)
        with self.database.write() as cx:
            put_records(cx, self.org, [made], None, NOW)
        return made.id

    def erase(self, prospect_id: str) -> str:
        with self.database.write() as cx:
            return erase_people(cx, self.org, [prospect_id], Reason.ASKED, None, NOW).id

    def names(self) -> list[str]:
        with self.database.read() as cx:
            return list(cx.scalars(select(prospect.c.name)))

    def kept(self) -> bytes:
        """Return what the database's files hold; of PostgreSQL what its tables hold."""
        if self.database.is_sqlite:
            paths = [each for each in self.folder.glob("server.db*") if "before" not in each.name]
            return b"".join(each.read_bytes() for each in paths)
        with self.database.read() as cx:
            return "".join(
                str(tuple(row))
                for table in metadata.sorted_tables
                for row in cx.execute(select(table))
            ).encode()

    def refused(self) -> set[str]:
        with self.database.read() as cx:
            return set(cx.scalars(select(erased_record.c.id)))


@pytest.fixture(params=[SQLITE, POSTGRES])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    made = Place(tmp_path, url)
    yield made
    made.database.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, f"sqlite:///{tmp_path / 'server.db'}")
    yield made
    made.database.close()


def test_backup_when_restored_then_who_was_erased_since_is_erased_again(either: Place) -> None:
    back_up(either.database, either.folder / "backup.db")
    later = either.add(LATER)
    receipts = {either.erase(either.who), either.erase(later)}
    done = restore(either.database, either.folder / "backup.db", either.folder, NOW)
    assert done.erased == 1
    assert either.names() == []
    assert either.refused() == {either.who, later}
    with either.database.read() as cx:
        assert receipts <= set(cx.scalars(select(erasure.c.id)))
    assert WHO.encode() not in either.kept()
    back_up(either.database, either.folder / "again.db")
    restore(
        either.database, either.folder / "again.db", either.folder, NOW + timedelta(milliseconds=9)
    )
    assert either.refused() == {either.who, later}


def test_backup_when_copied_by_hand_then_the_next_start_erases_again(place: Place) -> None:
    back_up(place.database, place.folder / "backup.db")
    place.erase(place.who)
    with place.database.read() as cx:
        keep_journal(place.folder, cx)
    place.database.close()
    for each in place.folder.glob("server.db*"):
        each.unlink()
    shutil.copyfile(place.folder / "backup.db", place.folder / "server.db")
    assert place.names() == [WHO]
    assert erase_again(place.database, place.folder, NOW) == 1
    assert erase_again(place.database, place.folder, NOW) == 0
    assert place.names() == []


def test_list_when_kept_twice_and_cut_off_then_each_erasure_stands_in_it_once(place: Place) -> None:
    place.erase(place.who)
    for _ in range(2):
        with place.database.read() as cx:
            keep_journal(place.folder, cx)
    path = place.folder / NAME
    (line,) = path.read_text().splitlines()
    assert WHO not in line
    assert json.loads(line)["records"] == [["prospect", place.who]]
    path.write_text(f'{line}\n{{"cut')
    assert erase_again(place.database, place.folder, NOW) == 0
