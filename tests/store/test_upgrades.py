from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from companion.demo.content import make_demo
from companion.domain.errors import RejectedError
from companion.store import upgrades
from companion.store.columns import to_columns
from companion.store.engine import Database, open_database
from companion.store.replica import put_base
from companion.store.tables import METADATA, RECORD_TABLES, SEARCH_TABLES
from companion.wire.records import ENTITIES, field_names

ROOT = Path(__file__).parents[2]
REVISIONS = sorted(
    each.revision for each in ScriptDirectory(str(upgrades.MIGRATIONS)).walk_revisions()
)


def _schema(cx) -> dict[str, str]:
    rows = cx.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {row.name: row.sql for row in rows}


def test_schema_when_migrated_then_it_equals_the_tables(database: Database) -> None:
    with database.read() as cx:
        context = MigrationContext.configure(cx, opts={"include_name": _is_ours})
        assert compare_metadata(context, METADATA) == []
        schema = _schema(cx)
        checks = {
            name: {each["name"] for each in inspect(cx).get_check_constraints(name)}
            for name in ("outbox", "meta")
        }
    assert {name: schema[name] for name in SEARCH_TABLES} == dict(SEARCH_TABLES)
    assert "AUTOINCREMENT" in schema["outbox"]
    assert checks == {"outbox": {"ck_outbox_state"}, "meta": {"ck_meta_one_row"}}


def test_indexes_when_migrated_then_their_conditions_equal_the_tables(database: Database) -> None:
    with database.read() as cx:
        schema = _schema(cx)
    for table in METADATA.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            assert ("WHERE" in schema[str(index.name)]) == (where is not None), index.name
            if where is not None:
                assert str(where) in schema[str(index.name)]


def test_revisions_when_listed_then_head_is_the_last_and_they_count_up() -> None:
    assert REVISIONS[-1] == upgrades.HEAD
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_columns_when_compared_then_every_field_of_every_noun_has_one() -> None:
    assert set(RECORD_TABLES) == set(ENTITIES)
    for name in ENTITIES:
        assert set(to_columns(name, {})) == field_names(name)


@pytest.mark.parametrize("revision", REVISIONS)
def test_migration_when_the_database_is_full_of_records_then_none_is_lost(
    revision: str, profile_file: Path, key: bytes, now
) -> None:
    # With one revision there is nothing older to start from: the demo is put in and read again.
    database = open_database(profile_file, key)
    with database.write() as cx:
        put_base(cx, make_demo(now).records)
        before = {name: cx.scalar(text(f"SELECT count(*) FROM {name}")) for name in RECORD_TABLES}
        upgrades.migrate(cx, revision)
    database.close()
    database = open_database(profile_file, key)
    with database.read() as cx:
        after = {name: cx.scalar(text(f"SELECT count(*) FROM {name}")) for name in RECORD_TABLES}
    database.close()
    assert after == before
    assert all(after.values())


def test_opening_when_something_is_to_migrate_then_a_readable_copy_is_kept_beside_it(
    profile_file: Path, key: bytes
) -> None:
    database = open_database(profile_file, key)
    with database.write() as cx:
        cx.execute(text("INSERT INTO draft VALUES ('a', '{}', '2026')"))
    copy = profile_file.with_name("companion-before-0002.db")
    upgrades.keep_copy(database, copy)
    upgrades.keep_copy(database, copy)
    database.close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"SQLite format" not in copy.read_bytes()
    assert {each.name for each in profile_file.parent.iterdir()} == {
        "companion.db",
        "companion-before-0002.db",
    }
    restored = profile_file.with_name("restored.db")
    shutil.copyfile(copy, restored)
    again = open_database(restored, key)
    with again.read() as cx:
        assert cx.scalar(text("SELECT prospect_id FROM draft")) == "a"
    again.close()


def test_opening_when_nothing_is_to_migrate_then_no_copy_is_made(
    profile_file: Path, key: bytes
) -> None:
    open_database(profile_file, key).close()
    assert [each.name for each in profile_file.parent.iterdir()] == ["companion.db"]


def test_opening_when_the_migration_was_interrupted_then_the_file_is_as_before(
    tmp_path: Path, key: bytes
) -> None:
    path = tmp_path / "companion.db"

    def migrate_and_stop(database: Database) -> None:
        with database.write() as cx:
            upgrades.migrate(cx)
            raise RuntimeError

    database = open_database(path, key)
    with database.write() as cx:
        for table in ("alembic_version", "draft"):
            cx.execute(text(f"DROP TABLE {table}"))
        before = _schema(cx)
    with pytest.raises(Exception, match="already exists"):
        migrate_and_stop(database)
    with database.read() as cx:
        assert _schema(cx) == before
    database.close()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    is_search = kind == "table" and any((name or "").startswith(each) for each in SEARCH_TABLES)
    return not is_search and name != "alembic_version"


NEXT = '''"""A migration that a later version brings."""
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    op.execute("ALTER TABLE draft ADD COLUMN of_later TEXT")
    op.execute("DROP TABLE saved_search")
'''


def test_version_before_when_a_newer_one_migrated_then_it_opens_the_copy_made_before(
    profile_file: Path, key: bytes, tmp_path: Path
) -> None:
    database = open_database(profile_file, key)
    with database.write() as cx:
        cx.execute(text("INSERT INTO draft VALUES ('a', '{}', '2026')"))
    database.close()

    newer = tmp_path / "newer"
    shutil.copytree(ROOT / "companion", newer / "companion")
    store = newer / "companion" / "store"
    (store / "migrations" / "versions" / "0002_of_later.py").write_text(NEXT)
    program = (store / "file.py").read_text("utf-8")
    (store / "file.py").write_text(program.replace('HEAD = "0001"', 'HEAD = "0002"'))
    opening = (
        "import sys; from pathlib import Path; from companion.store.engine import open_database; "
        "open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])).close()"
    )
    command = [sys.executable, "-c", opening, str(profile_file), key.hex()]
    subprocess.run(command, cwd=newer, check=True)

    with pytest.raises(RejectedError) as refusal:
        open_database(profile_file, key)
    assert refusal.value.code == "newer_profile"
    copy = profile_file.with_name("companion-before-0002.db")
    again = open_database(copy, key)
    with again.read() as cx:
        assert cx.scalar(text("SELECT prospect_id FROM draft")) == "a"
        assert cx.scalar(text("SELECT count(*) FROM saved_search")) == 0
    again.close()
