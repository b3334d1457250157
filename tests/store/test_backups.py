from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.domain.errors import CorruptError
from companion.store.backups import EVERY, KEPT, backups_of, keep_backup
from companion.store.engine import Database, open_database

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SetClock


def _add(database: Database, name: str) -> None:
    with database.write() as cx:
        cx.execute(text("INSERT INTO draft VALUES (:name, '{}', '2026')"), {"name": name})


def _drafts(path: Path, key: bytes) -> list[str]:
    database = open_database(path, key)
    with database.read() as cx:
        names = list(cx.scalars(text("SELECT prospect_id FROM draft ORDER BY 1")))
    database.close()
    return names


def test_backup_when_a_week_went_by_then_the_next_is_made_and_three_are_kept(
    database: Database, clock: SetClock, key: bytes
) -> None:
    for week in range(KEPT + 2):
        _add(database, f"week {week}")
        assert keep_backup(database, clock.at) is not None
        assert keep_backup(database, clock.at + EVERY - timedelta(seconds=1)) is None
        clock.move(weeks=1)
    kept = backups_of(database.path)
    assert [len(_drafts(each, key)) for each in kept] == [5, 4, 3]


def test_backup_when_made_then_only_its_owner_and_the_key_can_read_it(
    database: Database, clock: SetClock, key: bytes
) -> None:
    _add(database, "Marta")
    made = keep_backup(database, clock.at)
    assert made is not None
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert b"Marta" not in made.read_bytes()
    assert _drafts(made, key) == ["Marta"]
    assert [each.name for each in made.parent.iterdir()] == [made.name]


def test_backup_when_the_last_one_is_of_the_future_then_it_holds_nothing_up(
    database: Database, clock: SetClock
) -> None:
    keep_backup(database, datetime(2031, 1, 1, tzinfo=UTC))
    made = keep_backup(database, clock.at)
    assert backups_of(database.path) == [made]


def test_backup_when_the_database_is_damaged_then_the_older_ones_stay(
    database: Database, clock: SetClock, key: bytes
) -> None:
    for number in range(200):
        _add(database, f"{number:04}" * 200)
    path = database.path
    first = keep_backup(database, clock.at)
    database.close()
    damaged = bytearray(path.read_bytes())
    for page in range(60, len(damaged) // 4096, 9):
        damaged[page * 4096 + 50] ^= 0xFF
    path.write_bytes(damaged)
    database = open_database(path, key)
    with pytest.raises(CorruptError):
        keep_backup(database, clock.at + 2 * EVERY)
    database.close()
    assert backups_of(path) == [first]
    assert [each.name for each in path.parent.joinpath("backups").iterdir()] == [first.name]
