"""Change a profile's key, or sign it out, killed before its first touch of the disk, and so on.

Run as a program with the deed, a closed profile folder, the folder of its keys, and a place for
copies. Each line of the input is one try, answered with how it ended after one more, undisturbed
start. A program of its own, because it forks and kills itself.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from companion.domain.clock import SystemClock
from companion.services.profiles import DATA, DATABASE, Profiles
from companion.store.rekeying import opens_with
from companion.system.keychain import FolderKeychain
from companion.system.settings import read_settings

TOUCHES = {"open", "os.remove", "os.rename", "os.mkdir", "os.truncate", "os.chmod"}


def main(deed: str, profile: Path, keys: Path, place: Path) -> None:
    """Try once for each line of the input and print how it ended."""
    for step, _ in enumerate(sys.stdin):
        folder, own_keys = place / f"profile-{step}", place / f"keys-{step}"
        shutil.copytree(profile, folder)
        shutil.copytree(keys, own_keys)
        is_killed = _done_by_a_child(deed, folder, own_keys, step)
        opens = _opens(folder, own_keys)
        print(json.dumps({"opens": opens} | _end(folder, own_keys) | {"is_killed": is_killed}))
        sys.stdout.flush()
        shutil.rmtree(folder)


def _done_by_a_child(deed: str, folder: Path, keys: Path, step: int) -> bool:
    child = os.fork()
    if child == 0:
        profiles = Profiles(folder, FolderKeychain(keys), SystemClock())
        _die_at(step, folder, keys)
        if deed == "change_key":
            profiles.change_key()
        else:
            profiles.sign_out(keeps_files=deed == "sign_out_keeping")
            profiles.finish_sign_out()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"{deed} was not done"
    return os.WIFSIGNALED(status)


def _die_at(step: int, *places: Path) -> None:
    """Be killed before the disk is touched for the n-th time at one of the places."""
    done = 0

    def count(event: str, given: tuple[object, ...]) -> None:
        nonlocal done
        where = str(given[0]) if given else ""
        if event in TOUCHES and where.startswith(tuple(map(str, places))):
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1

    sys.addaudithook(count)


def _opens(folder: Path, keys: Path) -> int:
    """Tell with how many of the keys in the keychain the file opens as the kill left it."""
    kept = {each for each in FolderKeychain(keys)._secrets().values() if len(each) == 64}
    path = folder / DATA / DATABASE
    if not path.exists():
        return 0
    return sum(opens_with(path, bytes.fromhex(each)) for each in kept)


def _end(folder: Path, keys: Path) -> dict[str, object]:
    profiles = Profiles(folder, FolderKeychain(keys), SystemClock())
    if profiles.is_signing_out():
        profiles.finish_sign_out()
    kept = FolderKeychain(keys)._secrets()
    if profiles.is_new():
        left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        return {"name": None, "keys": sorted(kept), "left": left}
    profile = profiles.open()
    with profile.database.read() as cx:
        name = cx.exec_driver_sql("SELECT name FROM prospect").scalar()
    profile.close()
    kept = FolderKeychain(keys)._secrets()
    return {
        "name": name,
        "keys": sorted(each.split("/")[0] for each in kept),
        "marks": len(read_settings(folder).key_marks),
        "left": sorted(path.name for path in (folder / DATA).iterdir()),
    }


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:5]))
