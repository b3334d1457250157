from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import CorruptError, UnavailableError
from companion.domain.ids import is_record_id
from companion.system.settings import is_disk_full, make_settings, read_settings, write_private

if TYPE_CHECKING:
    from pathlib import Path


def test_settings_when_made_twice_keep_their_ids(tmp_path: Path) -> None:
    first = make_settings(tmp_path)

    assert make_settings(tmp_path) == first == read_settings(tmp_path)
    assert is_record_id(first.device_id)
    assert first.device_id != first.profile_id
    assert stat.S_IMODE((tmp_path / "settings.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "{}", '{"profile_id": 1, "device_id": 2}', '"text"', "\udcff"]
)
def test_settings_when_damaged_stop_an_old_profile_and_are_made_anew_for_a_new_one(
    tmp_path: Path, damage: str
) -> None:
    (tmp_path / "settings.json").write_bytes(damage.encode("utf-8", "surrogateescape"))

    with pytest.raises(CorruptError) as stop:
        read_settings(tmp_path)

    assert stop.value.code == "settings_damaged"
    assert make_settings(tmp_path) == read_settings(tmp_path)


def test_write_private_when_it_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()

    with pytest.raises(UnavailableError) as refusal:
        write_private(tmp_path / "file", "text")

    assert refusal.value.code == "no_folder"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_is_disk_full_when_the_quota_is_used_up_is_true() -> None:
    assert is_disk_full(OSError(errno.ENOSPC, "full"))
    assert is_disk_full(OSError(errno.EDQUOT, "quota"))
    assert not is_disk_full(OSError(errno.EACCES, "denied"))
