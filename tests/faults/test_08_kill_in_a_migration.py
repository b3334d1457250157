"""A later version is killed before each statement of migrating the laptop's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.domain.errors import RejectedError
from companion.store import upgrades
from companion.store.engine import open_database
from tests.conftest import KEY
from tests.proofs.killed_upgrades import LATER, become_later, make_migrations
from tests.proofs.processes import run

if TYPE_CHECKING:
    from pathlib import Path


def _drafts(path: Path) -> list[tuple[str, ...]]:
    database = open_database(path, KEY)
    try:
        with database.read() as cx:
            assert cx.scalar(text("PRAGMA integrity_check")) == "ok"
            return [tuple(row) for row in cx.execute(text("SELECT * FROM draft"))]
    finally:
        database.close()


def _is_readable_by_the_old_version(path: Path) -> bool:
    try:
        return _drafts(path) == [("a", "{}", "2026")]
    except RejectedError as error:
        return error.code != "newer_profile"


@pytest.mark.timeout(600)  # as many processes as a migration has statements
def test_migration_when_killed_before_any_statement_then_the_old_or_the_new_version_opens(
    profile_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(profile_file, KEY)
    with database.write() as cx:
        cx.execute(text("INSERT INTO draft VALUES ('a', '{}', '2026')"))
    database.close()
    migrations = make_migrations(tmp_path)
    tries = int(run(["tests.proofs.killed_upgrades", str(profile_file), str(migrations)]))
    killed = [profile_file.parent / f"killed-{n}" / profile_file.name for n in range(tries)]
    old = [_is_readable_by_the_old_version(path) for path in killed]
    assert tries > 10
    assert old == [True] * (tries - 1) + [False]
    become_later(migrations, monkeypatch.setattr)
    for path in killed:
        assert _drafts(path) == [("a", "{}", "2026", "calm")]
    monkeypatch.undo()
    for path in killed:
        backup = path.with_name(f"{path.stem}-before-{LATER}{path.suffix}")
        assert _drafts(backup) == [("a", "{}", "2026")]
    assert upgrades.HEAD < LATER
