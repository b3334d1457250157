from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.domain.prospects import Prospect
from companion.store.engine import Database, open_database
from companion.store.outbox import add_records, unsent_count
from companion.store.tables import draft

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PROSPECT_ID = "01900000-0000-7000-8000-000000000001"


def _add(database: Database, now: datetime) -> None:
    with database.write() as cx:
        add_records(cx, [Prospect(PROSPECT_ID, "Marta Oliveira")], now)


def _keep_draft(cx, prospect_id: str, body: str = "{}") -> None:
    cx.execute(draft.insert().values(prospect_id=prospect_id, body=body, kept_at="2026"))


def _drafts(database: Database) -> list[str]:
    with database.read() as cx:
        return list(cx.scalars(text("SELECT prospect_id FROM draft ORDER BY 1")))


def test_file_when_opened_then_no_word_of_it_can_be_read_without_the_key(
    database: Database, profile_file: Path, now: datetime
) -> None:
    _add(database, now)
    on_disk = b"".join(each.read_bytes() for each in profile_file.parent.iterdir())
    assert b"Marta" not in on_disk
    assert b"SQLite format" not in on_disk
    assert b"prospect" not in on_disk


def test_files_when_written_then_only_their_owner_may_read_them(
    profile_file: Path, key: bytes, now: datetime
) -> None:
    profile_file.chmod(0o644)
    again = open_database(profile_file, key)
    _add(again, now)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in profile_file.parent.iterdir()}
    again.close()
    assert modes == dict.fromkeys(("companion.db", "companion.db-wal", "companion.db-shm"), 0o600)


def test_write_when_the_block_fails_then_nothing_of_it_is_kept(database: Database) -> None:
    def write_and_stop() -> None:
        with database.write() as cx:
            _keep_draft(cx, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_stop()
    assert _drafts(database) == []


def test_read_when_another_writes_meanwhile_then_one_snapshot_is_seen(database: Database) -> None:
    with database.read() as cx:
        before = cx.scalar(text("SELECT count(*) FROM draft"))
        with database.write() as writer:
            _keep_draft(writer, "a")
        after = cx.scalar(text("SELECT count(*) FROM draft"))
    assert (before, after) == (0, 0)
    assert _drafts(database) == ["a"]


def test_write_when_two_threads_write_then_one_waits_for_the_other(database: Database) -> None:
    def add_many(letter: str) -> None:
        for number in range(20):
            with database.write() as cx:
                _keep_draft(cx, f"{letter}{number:02}")

    threads = [threading.Thread(target=add_many, args=(letter,)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_drafts(database)) == 40


def test_pragmas_when_opened_then_saves_are_durable_and_deletes_leave_nothing(
    database: Database,
) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "busy_timeout": 10_000,
    }
    for name in ("read", "write"):
        with getattr(database, name)() as cx:
            assert {each: cx.scalar(text(f"PRAGMA {each}")) for each in wanted} == wanted


def test_opening_when_the_key_is_another_then_it_says_so_and_keeps_the_file(
    profile_file: Path,
) -> None:
    before = profile_file.read_bytes()
    with pytest.raises(CorruptError) as caught:
        open_database(profile_file, b"x" * 32)
    assert caught.value.code == "damaged"
    assert "kept" in caught.value.sentence
    assert profile_file.read_bytes() == before


def test_opening_when_the_first_bytes_are_flipped_then_it_says_so_and_keeps_the_file(
    profile_file: Path, key: bytes
) -> None:
    damaged = bytearray(profile_file.read_bytes())
    damaged[100] ^= 0xFF
    profile_file.write_bytes(damaged)
    with pytest.raises(CorruptError):
        open_database(profile_file, key)
    assert profile_file.read_bytes() == bytes(damaged)


def test_reading_when_later_bytes_are_flipped_then_it_says_so_and_keeps_the_file(
    profile_file: Path, key: bytes, now: datetime
) -> None:
    database = open_database(profile_file, key)
    with database.write() as cx:
        for number in range(200):
            _keep_draft(cx, f"{number:04}", "x" * 4000)
    database.close()
    damaged = bytearray(profile_file.read_bytes())
    for page in range(100, len(damaged) // 4096, 5):
        damaged[page * 4096 + 50] ^= 0xFF
    profile_file.write_bytes(damaged)
    database = open_database(profile_file, key)
    with pytest.raises(CorruptError), database.read() as cx:
        cx.execute(text("SELECT max(body) FROM draft")).all()
    database.close()
    assert profile_file.read_bytes() == bytes(damaged)


def test_opening_when_the_file_is_no_database_then_it_says_so(tmp_path: Path, key: bytes) -> None:
    profile_file = tmp_path / "companion.db"
    profile_file.write_text("hello " * 2000)
    with pytest.raises(CorruptError):
        open_database(profile_file, key)
    assert profile_file.read_text() == "hello " * 2000


def test_opening_when_the_folder_is_missing_then_a_sentence_says_where(
    tmp_path: Path, key: bytes
) -> None:
    with pytest.raises(UnavailableError) as caught:
        open_database(tmp_path / "nowhere" / "companion.db", key)
    assert caught.value.code == "cannot_open"
    assert "nowhere" in caught.value.sentence


def test_opening_when_a_newer_version_wrote_it_then_it_is_refused_kindly_and_untouched(
    profile_file: Path, key: bytes
) -> None:
    database = open_database(profile_file, key)
    with database.write() as cx:
        cx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = profile_file.read_bytes()
    with pytest.raises(RejectedError) as caught:
        open_database(profile_file, key)
    assert caught.value.code == "newer_profile"
    assert caught.value.sentence == (
        "This profile was written by a newer Companion. Please update it."
    )
    assert profile_file.read_bytes() == before
    assert [each.name for each in profile_file.parent.iterdir()] == ["companion.db"]


def test_writing_when_the_disk_is_full_then_a_sentence_says_so_and_nothing_is_half_done(
    database: Database, now: datetime
) -> None:
    def write_too_much() -> None:
        with database.write() as cx:
            pages = cx.scalar(text("PRAGMA page_count"))
            cx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            add_records(cx, [Prospect(PROSPECT_ID, "Marta Oliveira")], now)
            for number in range(200):
                _keep_draft(cx, f"{number:04}", "x" * 4000)

    with pytest.raises(UnavailableError) as caught:
        write_too_much()
    assert caught.value.code == "disk_full"
    assert "full" in caught.value.sentence
    with database.read() as cx:
        assert unsent_count(cx) == 0
        assert cx.scalar(text("SELECT count(*) FROM prospect")) == 0
        assert cx.scalar(text("SELECT count(*) FROM draft")) == 0
    with database.write() as cx:
        cx.exec_driver_sql("PRAGMA max_page_count = 1000000")
    _add(database, now)
