"""The laptop's disk (a small tmpfs) runs full: in a call, a sync, a backup, an export …"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.proofs.sick_disks import apart

if TYPE_CHECKING:
    from pathlib import Path


def test_save_when_the_disk_is_full_then_it_is_refused_and_the_words_stay_in_the_form(
    tmp_path: Path,
) -> None:
    assert apart(tmp_path / "disk", "save") == {
        "refused": "disk_full",
        "is_kept_in_form": True,
        "calls_then": 0,
        "calls_after": 1,
    }


def test_sync_when_the_disk_is_full_then_it_rests_says_so_and_goes_on_with_room_again(
    tmp_path: Path,
) -> None:
    seen = apart(tmp_path / "disk", "sync")
    assert "The disk is full" in seen.pop("sentence")
    assert seen == {"state": "disk_full", "state_after": "in_step", "is_all_here": True}


def test_care_when_the_disk_is_full_then_nothing_is_half_written_nor_lost_and_all_goes_on_later(
    tmp_path: Path,
) -> None:
    seen: dict[str, Any] = apart(tmp_path / "disk", "care")
    state, sentence = seen.pop("update")
    assert (state, sentence) == ("failed", "The update cannot be kept ")
    backups, *then = seen.pop("then")
    assert backups >= 1
    assert then == [True, "ready", "went on"]
    assert seen == {
        "backup": "disk_full",
        "export": "not_written",
        "bundle": "not_written",
        "unsent": "not_written",
        "log": "went on",
        "backups_stay": True,
        "drafts": [],
        "was_exported": "what was exported before",
        "whole": "ok",
        "log_goes_on": True,
        "log_ended": True,
    }
