"""The key of a profile: changed whole at every stop, told from a foreign one; no word in clear."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.errors import CorruptError, UnavailableError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.profiles import DATA, DATABASE, OpenProfile, Profiles
from companion.services.suite import open_suite
from companion.store.backups import backups_of, keep_backup
from companion.store.rekeying import opens_with
from companion.system.keychain import FolderKeychain
from companion.system.logs import logging_to
from tests.keychains import Box

if TYPE_CHECKING:
    from tests.conftest import SetClock

PROGRAM = Path(__file__).with_name("killed_steps.py")
ROOT = Path(__file__).resolve().parents[2]
NAME, WORDS = "Ottilie Kranzler", "wholly unaffordable lorries"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def profiles(tmp_path: Path, clock: SetClock, box: Box) -> Profiles:
    """Give a closed profile with one prospect and a backup."""
    made = Profiles(tmp_path / "laptop", box, clock)
    profile = made.work_alone("Rita Berg", "DE")
    add(profile, clock)
    profile.close()
    return made


def add(profile: OpenProfile, clock: SetClock) -> None:
    suite = open_suite(profile, clock)
    suite.prospects.add(Prospect(new_id(), NAME, notes=WORDS))
    assert keep_backup(profile.database, clock.at)


def file_of(folder: Path) -> Path:
    return folder / DATA / DATABASE


def name_in(profile: OpenProfile) -> str:
    with profile.database.read() as cx:
        found = str(cx.exec_driver_sql("SELECT name FROM prospect").scalar())
    profile.close()
    return found


def test_key_when_changed_opens_everything_and_the_old_one_nothing(
    profiles: Profiles, box: Box, tmp_path: Path
) -> None:
    old = bytes.fromhex(box.secret("database-key") or "")
    profiles.change_key()
    new = bytes.fromhex(box.secret("database-key") or "")
    assert new != old
    assert box.secret("database-key-next") is None
    path = file_of(tmp_path / "laptop")
    for file in (path, *backups_of(path)):
        assert (opens_with(file, old), opens_with(file, new)) == (False, True), file
    assert name_in(profiles.open()) == NAME


def test_key_when_killed_at_each_step_opens_with_the_old_or_the_new_and_goes_on(
    tmp_path: Path, clock: SetClock
) -> None:
    ends = killed_at_each_step("change_key", tmp_path, clock)
    assert len(ends) > 20
    for end in ends:
        assert end["opens"] == 1, end
        assert (end["name"], end["keys"], end["marks"]) == (NAME, ["database-key"], 1), end
        assert not [each for each in end["left"] if "rekeying" in each], end


@pytest.mark.parametrize("deed", ["sign_out", "sign_out_keeping"])
def test_sign_out_when_killed_at_each_step_was_not_begun_or_is_finished(
    tmp_path: Path, clock: SetClock, deed: str
) -> None:
    ends = killed_at_each_step(deed, tmp_path, clock)
    assert len(ends) > 8
    for end in ends:
        if end["name"] is not None:
            assert (end["name"], end["keys"]) == (NAME, ["database-key"]), end
        else:
            kept = [each for each in end["left"] if each.endswith("companion.db")]
            assert end["keys"] == [], end
            assert len(kept) == (deed == "sign_out_keeping"), end
            assert not [each for each in end["left"] if "/" not in each and each != "lock"], end
    assert ends[-1]["name"] is None


def killed_at_each_step(deed: str, place: Path, clock: SetClock) -> list[dict[str, Any]]:
    """Return how each try ended, the last one undisturbed."""
    folder, keys = place / "laptop", place / "keys"
    keys.mkdir()
    profile = Profiles(folder, FolderKeychain(keys), clock).work_alone("Rita Berg", "DE")
    add(profile, clock)
    profile.close()
    ends: list[dict[str, Any]] = []
    command = [sys.executable, PROGRAM, deed, folder, keys, place]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=PATHS
    ) as trying:
        assert trying.stdin
        assert trying.stdout
        while not ends or ends[-1]["is_killed"]:
            trying.stdin.write("\n")
            trying.stdin.flush()
            ends.append(json.loads(trying.stdout.readline()))
        trying.stdin.close()
    return ends


PATHS = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}


@pytest.mark.parametrize("fault", ["failing", "half_done"])
@pytest.mark.parametrize(
    "call", ["write database-key-next", "write database-key", "forget database-key-next"]
)
def test_key_when_the_keychain_fails_on_the_way_is_changed_at_the_next_start(
    profiles: Profiles, box: Box, call: str, fault: str
) -> None:
    old = box.secret("database-key")
    setattr(box, fault, {call})
    with pytest.raises(UnavailableError):
        profiles.change_key()
    box.failing, box.half_done = set(), set()
    assert name_in(profiles.open()) == NAME
    assert box.secret("database-key-next") is None
    has_begun = (call, fault) != ("write database-key-next", "failing")
    assert (box.secret("database-key") != old) is has_begun


def test_key_when_of_another_time_is_called_wrong_and_nothing_is_touched(
    profiles: Profiles, box: Box, tmp_path: Path
) -> None:
    older = dict(box.kept)
    profiles.change_key()
    newer, before = dict(box.kept), file_of(tmp_path / "laptop").read_bytes()
    box.kept = older
    with pytest.raises(CorruptError) as refusal:
        profiles.open()
    assert refusal.value.code == "key_wrong"
    assert box.kept == older
    assert file_of(tmp_path / "laptop").read_bytes() == before
    box.kept = newer
    assert name_in(profiles.open()) == NAME


def test_key_when_the_file_is_damaged_meanwhile_is_mended_first(
    profiles: Profiles, box: Box, tmp_path: Path
) -> None:
    path = file_of(tmp_path / "laptop")
    box.failing = {"write database-key"}
    with pytest.raises(UnavailableError):
        profiles.change_key()
    box.failing = set()
    content = bytearray(path.read_bytes())
    content[:64] = bytes(64)
    path.write_bytes(content)
    profile = profiles.open()
    assert "damaged" in profile.notice
    assert name_in(profile) == NAME


def test_export_when_asked_holds_everything_unsent_and_says_that_it_is_not_encrypted(
    profiles: Profiles, clock: SetClock
) -> None:
    profile = profiles.open()
    told = json.loads(open_suite(profile, clock).outbox.export_all())
    profile.close()
    assert told["warning"].startswith("Not encrypted")
    assert [each["change"]["fields"]["name"] for each in told["entries"]] == [NAME]


def test_sign_out_when_the_keychain_fails_is_finished_at_the_next_start(
    profiles: Profiles, box: Box
) -> None:
    box.failing = {"forget database-key"}
    with pytest.raises(UnavailableError):
        profiles.sign_out(keeps_files=False)
    with pytest.raises(UnavailableError):
        profiles.finish_sign_out()
    assert profiles.is_signing_out()
    assert not profiles.is_new(), "no file goes before the key"
    box.failing = set()
    profiles.finish_sign_out()
    assert profiles.is_new()
    assert box.kept == {}
    assert not profiles.is_signing_out()


def test_profile_when_set_aside_is_whole_and_the_folder_new(
    profiles: Profiles, tmp_path: Path
) -> None:
    before = file_of(tmp_path / "laptop").read_bytes()
    place = profiles.set_aside()
    assert profiles.is_new()
    assert file_of(place).read_bytes() == before
    assert (place / "settings.json").exists()
    profiles.work_alone("Rita Berg", "DE").close()
    assert file_of(place).read_bytes() == before


def test_files_when_a_profile_is_used_hold_nobodys_words(
    profiles: Profiles, clock: SetClock, tmp_path: Path
) -> None:
    folder = tmp_path / "laptop"
    with logging_to(folder):
        clock.at += timedelta(days=8)
        profile = profiles.open()
        add(profile, clock)
        assert words_in(folder) == set(), "while it is open"
        profile.close()
        profiles.change_key()
    assert words_in(folder) == set(), "after all of it"
    assert len(list(folder.rglob("*.db"))) >= 3


def words_in(folder: Path) -> set[str]:
    """Return the files that hold a known word, in any usual encoding."""
    known = [each for text in (*NAME.split(), *WORDS.split()) for each in (text, text.lower())]
    marks = [text.encode(code) for text in known for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return {path.name for path in files if any(mark in path.read_bytes() for mark in marks)}
