from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import UnavailableError
from companion.system.folders import VARIABLE, profile_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_profile_folder_when_given_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = profile_folder(tmp_path / "deep" / "profile")

    assert folder == tmp_path / "deep" / "profile"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_profile_folder_when_the_variable_is_set_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "named"))

    assert profile_folder() == tmp_path / "named"
    assert profile_folder(tmp_path / "flag") == tmp_path / "flag"


def test_profile_folder_when_nothing_is_said_is_the_usual_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    folder = profile_folder()

    assert tmp_path in folder.parents
    assert folder.name == "sales-call-companion"


def test_profile_folder_when_a_file_is_in_the_way_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(UnavailableError) as refusal:
        profile_folder(tmp_path / "taken" / "profile")

    assert refusal.value.code == "no_folder"
    assert str(tmp_path / "taken" / "profile") in refusal.value.sentence
    assert "--profile" in refusal.value.sentence
