"""What the tests of imports share: a moment, our own files, and a short way to import one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from companion.imports.campaign_rows import map_campaign_columns
from companion.imports.campaigns import import_campaigns
from companion.imports.columns import map_columns
from companion.imports.lists import read_table, table_from
from companion.imports.prospects import import_prospects
from tests.imports.memory_book import MemoryBook

if TYPE_CHECKING:
    from companion.imports.book import Import

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FILES = Path(__file__).parent / "files"


@dataclass
class Importer:
    """Imports files or texts into one book."""

    book: MemoryBook
    region: str | None = "US"
    owner_id: str | None = None

    def people(self, source: str | Path, by_hand: dict[str, str] | None = None) -> Import:
        table = read_table(source) if isinstance(source, Path) else table_from(source.encode())
        columns = map_columns(table, by_hand)
        change = import_prospects(table, columns, self.book, NOW, self.owner_id, self.region)
        self._check(change)
        return change

    def people_in(self, content: bytes) -> Import:
        table = table_from(content)
        change = import_prospects(table, map_columns(table), self.book, NOW, None, self.region)
        self._check(change)
        return change

    def campaigns(self, source: str | Path, by_hand: dict[str, str] | None = None) -> Import:
        table = read_table(source) if isinstance(source, Path) else table_from(source.encode())
        change = import_campaigns(table, map_campaign_columns(table, by_hand), self.book, NOW)
        self._check(change)
        return change

    def prospect(self, name: str):
        return next(each for each in self.book.all("prospect") if each.name == name)

    def _check(self, change: Import) -> None:
        report = change.report
        counts = (report.created, report.updated, report.unchanged, report.rejected)
        assert sum(counts) == report.rows
        told = {each.line for each in report.problems if each.field == "row"}
        assert len(told) >= min(report.rejected, 1)
        self.book.write(change)


@pytest.fixture
def importer() -> Importer:
    return Importer(MemoryBook())


@pytest.fixture
def files() -> Path:
    return FILES


@pytest.fixture
def now() -> datetime:
    return NOW
