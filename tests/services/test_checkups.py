"""The doctor finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import json

import pytest

from companion.domain.clock import SystemClock
from companion.services.checkups import Checkup
from companion.services.findings import Verdict
from companion.services.profiles import DATA, DATABASE, Profiles
from companion.system.keychain import FolderKeychain


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "profile"
    made.mkdir(mode=0o700)
    return made


def checkup(folder, clock=None):
    return Checkup(folder, FolderKeychain(folder), clock or SystemClock())


def by_name(findings):
    return {each.check: each for each in findings}


def test_program_when_well_then_every_check_is_asked_and_none_fails(folder):
    found = by_name(checkup(folder).check_program())
    assert set(found) == {"version", "resources", "encryption", "keychain", "disk"}
    assert not [each for each in found.values() if each.verdict is Verdict.TROUBLE]
    assert "demo-keys" not in json.dumps([each.sentence for each in found.values()])


def test_profile_when_nobody_signed_in_then_says_so_and_makes_none(folder):
    assert "Nobody" in by_name(checkup(folder).check_all())["profile"].sentence
    assert not (folder / DATA).exists()


def test_profile_when_it_works_alone_then_its_database_is_whole(folder):
    Profiles(folder, FolderKeychain(folder), SystemClock()).work_alone("Rita", "DE").close()
    found = by_name(checkup(folder).check_all())
    assert (found["database"].verdict, found["server"].verdict) == (Verdict.FINE, Verdict.FINE)


def test_database_when_its_bytes_were_flipped_then_trouble_and_the_file_is_kept(folder):
    Profiles(folder, FolderKeychain(folder), SystemClock()).work_alone("Rita", "DE").close()
    path = folder / DATA / DATABASE
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 4096):
        content[place] ^= 0xFF
    path.write_bytes(content)
    found = by_name(checkup(folder).check_all())
    trouble = found.get("database") or found["profile"]
    assert (trouble.verdict, bool(trouble.advice)) == (Verdict.TROUBLE, True)
    assert path.read_bytes() == bytes(content)


def test_key_when_the_keychain_lost_it_then_trouble_and_no_new_key(folder):
    keychain = FolderKeychain(folder)
    Profiles(folder, keychain, SystemClock()).work_alone("Rita", "DE").close()
    (folder / "demo-keys.json").write_text("{}")
    found = by_name(checkup(folder).check_all())
    assert found["profile"].verdict is Verdict.TROUBLE
    assert "key" in found["profile"].sentence
    assert json.loads((folder / "demo-keys.json").read_text()) == {}
