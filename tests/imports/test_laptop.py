"""Our own files through a laptop's encrypted store: the same truth as through memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from companion.domain.import_reports import ImportKind
from companion.services.imports import Imports
from companion.store.book import StoreBook
from companion.store.campaigns import live_records
from companion.store.engine import open_database
from companion.store.meta import write_meta
from tests.imports.conftest import Importer
from tests.imports.memory_book import MemoryBook
from tests.imports.shelves import contents
from tests.services.lists import take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from companion.store.engine import Database

PEOPLE = (
    "duplicate_rows.csv",
    "facebook_leads.csv",
    "german_semicolon_cp1252.csv",
    "google_leads.csv",
    "hindi_mixed.csv",
    "hubspot_contacts.csv",
    "hubspot_warehouse.csv",
    "junk_above.csv",
    "nul_bytes.csv",
    "ragged.csv",
    "salesforce_accounts.csv",
    "salesforce_contacts.csv",
    "utf16le_bare.csv",
    "utm_touches.csv",
    "zoho_leads.csv",
)
CAMPAIGNS = (
    "campaigns.csv",
    "google_ad_history.csv",
    "google_campaign_history.csv",
    "microsoft_ad_history.csv",
)


@dataclass(frozen=True)
class StoppedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "companion.db", secrets.token_bytes(32))
    with opened.write() as cx:
        write_meta(cx, region="US")
    yield opened
    opened.close()


def test_files_when_imported_on_a_laptop_then_as_in_memory_and_once(
    database: Database, files: Path, now: datetime
) -> None:
    imports, importer = Imports(database, StoppedClock(now)), Importer(MemoryBook())
    for name in CAMPAIGNS:
        expected = importer.campaigns(files / name).report
        assert take(imports, files / name, ImportKind.CAMPAIGNS).report == expected, name
    for name in PEOPLE:
        expected = importer.people(files / name).report
        assert take(imports, files / name, ImportKind.PROSPECTS).report == expected, name
    with database.read() as cx:
        kept = contents(StoreBook(cx), live_records(cx, "prospect"))
    assert kept == contents(importer.book, importer.book.all("prospect"))
    for name in PEOPLE:
        again = take(imports, files / name, ImportKind.PROSPECTS)
        assert not again.changes, name
