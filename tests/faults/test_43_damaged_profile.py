"""Bytes of the laptop's file are flipped, its log is deleted, its folder cannot be written."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from companion.domain.clock import SystemClock
from companion.domain.drafts import CallDraft
from companion.domain.errors import CorruptError
from companion.domain.ids import new_id
from companion.services.calls import Calls
from companion.services.prospects import Prospects
from companion.services.views import SyncState
from companion.store.file import doubt_of
from companion.store.outbox import unsent_count
from tests.proofs.branch import Branch, calls_on, sync
from tests.proofs.laptop import save_call
from tests.proofs.processes import end, line_of, start
from tests.proofs.sick_disks import apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = 4096


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    with closing(Branch(f"sqlite:///{tmp_path / 'server.db'}", tmp_path)) as made:
        made.serve()
        made.sign_in("laptop")
        yield made


@dataclass(frozen=True)
class Work:
    """What was entered, and where it lies."""

    path: Path
    calls: dict[str, str]
    draft: CallDraft
    unsent: int


def _work(branch: Branch) -> Work:
    """Send three calls, then save three more and begin one while the server is away."""
    with branch.laptop("laptop") as profile:
        made = {save_call(profile, branch.prospects[0], f"Sent-{n}"): f"Sent-{n}" for n in range(3)}
        assert sync(profile) is SyncState.IN_STEP
        branch.kill_server()
        made |= {save_call(profile, branch.prospects[1], f"New-{n}"): f"New-{n}" for n in range(3)}
        draft = CallDraft(new_id(), branch.prospects[2], new_id(), notes="Half a thou")
        Calls(profile.database, SystemClock()).keep_draft(draft)
        with profile.database.read() as cx:
            return Work(profile.database.path, made, draft, unsent_count(cx))


def _page_of(branch: Branch, table: str) -> set[int]:
    with branch.laptop("laptop") as profile, profile.database.read() as cx:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return {cx.exec_driver_sql(query, (table,)).scalar_one()}


def _damage(path: Path, pages: set[int]) -> bytes:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 700] ^= 0xFF
    path.write_bytes(content)
    return bytes(content)


def _notice_and_draft(branch: Branch, draft: CallDraft) -> tuple[str, str]:
    with branch.laptop("laptop") as profile:
        sheet = Prospects(profile.database, SystemClock()).open(draft.prospect_id)
        return profile.notice, sheet.draft.notes


def _check_all_is_back(branch: Branch, made: dict[str, str]) -> None:
    branch.serve()
    with branch.laptop("laptop") as profile:
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls() == made
    branch.check_log()


@pytest.mark.parametrize("has_backup", [True, False])
def test_profile_when_its_calls_are_damaged_then_what_was_unsent_is_saved_and_all_is_back(
    branch: Branch, has_backup: bool
) -> None:
    work = _work(branch)
    path, made, draft = work.path, work.calls, work.draft
    broken = _page_of(branch, "call") | _page_of(branch, "prospect")
    if not has_backup:  # then the prospects are read from the damaged file too
        shutil.rmtree(path.parent / "backups")
        broken = _page_of(branch, "call")
    content = _damage(path, broken)
    with pytest.raises(CorruptError) as damage, branch.laptop("laptop") as profile:
        calls_on(profile)
    assert "start Companion again" in damage.value.sentence
    assert doubt_of(path).exists()
    notice, notes = _notice_and_draft(branch, draft)
    (kept,) = path.parent.glob("damaged-*")
    assert kept.name in notice
    assert ("from the backup of" in notice) == has_backup
    assert f"{work.unsent} unsent entries" in notice
    assert notes == draft.notes
    assert (kept / path.name).read_bytes() == content
    assert not doubt_of(path).exists()
    _check_all_is_back(branch, made)
    assert "damaged" not in _notice_and_draft(branch, draft)[0]


def test_profile_when_its_first_page_is_damaged_then_it_goes_on_from_the_backup(
    branch: Branch,
) -> None:
    work = _work(branch)
    _damage(work.path, {1})
    notice, _ = _notice_and_draft(branch, work.draft)
    assert "Not all of it could be read" in notice
    sent = {call: notes for call, notes in work.calls.items() if "Sent" in notes}
    _check_all_is_back(branch, sent)


def test_profile_when_nothing_of_it_can_be_read_then_it_is_kept_and_nothing_is_made_anew(
    branch: Branch,
) -> None:
    path = _work(branch).path
    shutil.rmtree(path.parent / "backups")
    content = _damage(path, {1})
    before = {each.name for each in path.parent.iterdir()}
    with pytest.raises(CorruptError) as damage, branch.laptop("laptop"):
        raise AssertionError("it must not open")
    assert "kept" in damage.value.sentence
    assert path.read_bytes() == content
    assert {each.name for each in path.parent.iterdir()} - before <= {doubt_of(path).name}


def test_profile_when_its_log_is_deleted_after_a_crash_then_it_agrees_with_the_server_again(
    branch: Branch,
) -> None:
    folder = branch.folder / "laptop"
    process = start(["tests.proofs.laptop", str(folder), "0", *branch.prospects])
    while "in_step" not in line_of(process):
        pass
    end(process)
    (log,) = folder.rglob("*.db-wal")
    assert log.stat().st_size
    log.unlink()
    sent = branch.calls()
    assert sent
    with branch.laptop("laptop") as profile:
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls()
    assert sent.items() <= branch.calls().items()
    branch.check_log()


def test_profile_when_its_folder_may_not_be_written_then_a_sentence_says_so_and_it_stays_whole(
    tmp_path: Path,
) -> None:
    seen = apart(tmp_path / "disk", "open")
    assert seen["code"] in {"cannot_open", "read_only", "no_folder"}
    assert "write" in seen["sentence"]
    assert "writable" in seen["start"]
    assert "--profile" in seen["start"], "there is a way on"
    assert seen["is_all_here"]


def test_start_when_the_home_may_not_be_written_then_it_is_said_on_the_screen(
    tmp_path: Path,
) -> None:
    seen = apart(tmp_path / "disk", "start")
    assert seen["window"] == "Companion cannot open"
    assert "--profile" in seen["printed"]
    assert "Read-only file system" in seen["printed"]
    assert "Traceback" not in seen["printed"]
