"""Backups put back, everything taken along, and papers that say nothing about anybody."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import CorruptError, UnavailableError
from companion.services.care import care_of
from companion.services.entries import Entries, ProspectEntry
from companion.services.profiles import DATA, DATABASE, Profiles
from companion.store.outbox import unsent_count
from companion.system.keychain import FolderKeychain

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.profiles import OpenProfile
    from tests.conftest import SetClock


@pytest.fixture
def profiles(tmp_path: Path, clock: SetClock) -> Profiles:
    folder = tmp_path / "laptop"
    folder.mkdir()
    return Profiles(folder, FolderKeychain(folder), clock)


def enter(profile: OpenProfile, clock: SetClock, name: str) -> None:
    entry = ProspectEntry(name, "=cmd()", phones=("+4930123456",), title="@boss")
    Entries(profile.database, clock).create(entry)


def names(path: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(path) as packed:
        return {
            name: list(csv.DictReader(io.StringIO(packed.read(name).decode())))
            for name in packed.namelist()
            if name.endswith(".csv")
        }


def test_backup_when_put_back_then_what_was_not_sent_since_is_still_there(
    profiles: Profiles, clock: SetClock
) -> None:
    with closing(profiles.work_alone("Rita Berg", "DE")) as profile:
        enter(profile, clock, "Before Backup")
        (backup,) = care_of(profile, clock).back_up()
        clock.move(days=2)
        enter(profile, clock, "After Backup")
        with profile.database.read() as cx:
            unsent = unsent_count(cx)

    with closing(profiles.restore(backup.path)) as restored:
        with restored.database.read() as cx:
            assert unsent_count(cx) == unsent
        assert f"{unsent} unsent entries are kept" in restored.notice
        care = care_of(restored, clock)
        path = backup.path.parents[2] / "all.zip"
        care.export(path)
        assert {row["name"] for row in names(path)["prospect.csv"]} == {
            "Before Backup",
            "After Backup",
        }
    folder = backup.path.parents[1]
    (kept,) = folder.glob("before-restore-*")
    assert (kept / DATABASE).is_file()


def test_backup_when_it_is_damaged_then_the_profile_stays_as_it_was(
    profiles: Profiles, clock: SetClock
) -> None:
    with closing(profiles.work_alone("Rita Berg", "DE")) as profile:
        enter(profile, clock, "Kept")
        (backup,) = care_of(profile, clock).back_up()
    backup.path.write_bytes(b"nonsense" * 4_096)
    before = sorted(each.name for each in (profile.folder / DATA).iterdir())
    with pytest.raises(CorruptError):
        profiles.restore(backup.path)
    assert sorted(each.name for each in (profile.folder / DATA).iterdir()) == before
    with closing(profiles.open()) as profile:
        assert care_of(profile, clock).export(profile.folder / "all.zip") > 0


def test_export_when_written_then_it_says_that_it_is_open_and_holds_no_formula(
    profiles: Profiles, clock: SetClock, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    with closing(profiles.work_alone("Rita Berg", "DE")) as profile:
        enter(profile, clock, "Jane Doe")
        care = care_of(profile, clock)
        assert care.export(path) == sum(map(len, names(path).values()))
        with pytest.raises(UnavailableError, match="cannot be written"):
            care.export(tmp_path / "nowhere" / "all.zip")
    with zipfile.ZipFile(path) as packed:
        assert "NOT encrypted" in packed.read("READ ME FIRST.txt").decode()
    (row,) = names(path)["prospect.csv"]
    assert (row["name"], row["company"], row["title"]) == ("Jane Doe", "'=cmd()", "'@boss")
    assert "+4930123456" in row["phones"]
    assert not list(tmp_path.glob("*.part"))


def test_papers_when_made_then_no_name_no_word_and_no_secret_is_in_them(
    profiles: Profiles, clock: SetClock
) -> None:
    with closing(profiles.work_alone("Rita Berg", "DE")) as profile:
        enter(profile, clock, "Jane Doe")
        care = care_of(profile, clock)
        papers = care.papers(care.examine(), "Companion 0.1.0")
        text = "\n".join(each.text for each in papers)
    for word in ("Jane", "Rita", "Berg", "4930123456", "=cmd()"):
        assert word not in text
    secrets = (profile.folder / "demo-keys.json").read_text()
    assert not [each for each in secrets.split('"') if len(each) > 30 and each in text]
    assert "unsent: " in text
    assert "[fine] database" in text
