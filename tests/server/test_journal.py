"""A backup that is put back does not bring back who was erased after it was made."""

from __future__ import annotations

import json
import shutil
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
from companion.server.tables import erased_record, erasure, prospect
from tests.salesroom import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHO, LATER = "Amélie Vogtländer", "Bertrand Spätgeboren"


class Place:
    """A server's database in a folder, with a person in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(make_engine(f"sqlite:///{folder / 'server.db'}"))
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

    def refused(self) -> set[str]:
        with self.database.read() as cx:
            return set(cx.scalars(select(erased_record.c.id)))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.database.close()


def test_backup_when_restored_then_who_was_erased_since_is_erased_again(place: Place) -> None:
    back_up(place.database, place.folder / "backup.db")
    later = place.add(LATER)
    receipts = {place.erase(place.who), place.erase(later)}
    done = restore(place.database, place.folder / "backup.db", place.folder, NOW)
    assert done.erased == 1
    assert place.names() == []
    assert place.refused() == {place.who, later}
    with place.database.read() as cx:
        assert receipts <= set(cx.scalars(select(erasure.c.id)))
    whole = b"".join(
        each.read_bytes() for each in place.folder.glob("server.db*") if "before" not in each.name
    )
    assert WHO.encode() not in whole


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
