"""The server's database is lost and yesterday's backup is put in its place: the drill, by hand."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import UnavailableError
from companion.server import postgres_backups
from companion.server.backups import back_up
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.services.views import SyncState
from tests.proofs.branch import calls_on, sync
from tests.proofs.laptop import save_call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import PostgresServer
    from tests.proofs.branch import Branch


def _work(branch: Branch, name: str, *notes: str) -> dict[str, str]:
    with branch.laptop(name) as profile:
        made = {save_call(profile, branch.prospects[0], each): each for each in notes}
        assert sync(profile) is SyncState.IN_STEP
    return made


def test_restore_when_a_day_was_lost_then_the_laptops_bring_all_of_it_back(
    branch: Branch, tmp_path: Path
) -> None:
    backup = tmp_path / "backups" / "yesterday"
    backup.parent.mkdir()
    branch.serve()
    for name in ("one", "two"):
        branch.sign_in(name)
    made = _work(branch, "one", "Yesterday") | _work(branch, "two", "Yesterday too")
    code, said = branch.command("backup", str(backup))
    assert (code, "read back" in said) == (0, True), said
    yesterday = branch.calls()
    made |= _work(branch, "one", "Today", "Today again") | _work(branch, "two", "Today too")
    assert branch.calls() == made

    code, said = branch.command("restore", str(backup))
    assert (code, "stop" in said) == (1, True), said
    assert branch.calls() == made
    branch.kill_server()
    branch.database.close()
    code, said = branch.command("restore", str(backup))
    assert code == 0, said
    assert branch.calls() == yesterday

    branch.serve()
    for name in ("one", "two", "one"):
        with branch.laptop(name) as profile:
            assert sync(profile) is SyncState.IN_STEP
    for name in ("one", "two"):
        with branch.laptop(name) as profile:
            assert calls_on(profile) == branch.calls() == made
    branch.check_log()


def test_restore_when_the_backup_is_damaged_or_of_another_kind_then_nothing_changes(
    branch: Branch, tmp_path: Path
) -> None:
    backup, broken, other = (tmp_path / name for name in ("backup", "broken", "other"))
    with closing(branch.database):
        assert branch.command("backup", str(backup))[0] == 0
    content = bytearray(backup.read_bytes())
    content[len(content) // 3 :: 97] = bytes(len(content[len(content) // 3 :: 97]))
    broken.write_bytes(content)
    other.write_bytes(b"PGDMP nothing" if branch.database.is_sqlite else b"SQLite format 3\x00")
    before = branch.log("prospect")
    branch.database.close()
    for source, word in ((broken, "damaged"), (other, "no backup"), (tmp_path / "no", "no backup")):
        code, said = branch.command("restore", str(source))
        assert (code, word in said) == (1, True), said
    assert branch.log("prospect") == before


def test_backup_when_its_file_is_there_or_cannot_be_written_then_it_is_refused(
    branch: Branch, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.write_text("precious")
    for target, word in (
        (there, "already"),
        (tmp_path / "nowhere" / "backup", "cannot be written"),
    ):
        code, said = branch.command("backup", str(target))
        assert (code, word in said) == (1, True), said
    assert there.read_text() == "precious"


@pytest.mark.postgres
def test_backup_when_postgresql_has_no_tools_here_then_a_sentence_says_what_to_install(
    postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Database(make_engine(postgres_server.new_database()))) as database:
        migrate(database)
        monkeypatch.setattr(postgres_backups, "_DEBIAN", tmp_path)  # a machine without them
        monkeypatch.setenv("PATH", "")
        with pytest.raises(UnavailableError, match="postgresql-client") as failure:
            back_up(database, tmp_path / "backup")
    assert failure.value.code == "no_tools"
    assert not list(tmp_path.iterdir())
