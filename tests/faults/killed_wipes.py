"""Wipe a laptop again and again, killed before its first touch of the disk, its second, and so on.

Run as a program with a closed profile folder that has an order waiting, the folder of its keys,
and a place for copies. Each line of the input is one try, answered with how it ended after one
more, undisturbed start. A program of its own, because it forks and kills itself.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from companion.domain.clock import SystemClock
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.services.views import SyncState
from companion.services.wipes import NOTE
from companion.system.keychain import FolderKeychain

TOUCHES = {"open", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod"}


def main(profile: Path, keys: Path, place: Path) -> None:
    """Try once for each line of the input and print how it ended."""
    for step, _ in enumerate(sys.stdin):
        folder, own_keys = place / f"profile-{step}", place / f"keys-{step}"
        shutil.copytree(profile, folder)
        shutil.copytree(keys, own_keys)
        is_killed = _wiped_by_a_child(folder, own_keys, step)
        _start_again(folder, own_keys)
        print(json.dumps(_end(folder, own_keys) | {"is_killed": is_killed}), flush=True)


def _wiped_by_a_child(folder: Path, keys: Path, step: int) -> bool:
    child = os.fork()
    if child == 0:
        profiles = Profiles(folder, FolderKeychain(keys), SystemClock())
        profile = profiles.open()
        line = open_suite(profile, SystemClock()).line
        _die_at(step, folder, keys)
        state = line.sync().status.state
        profile.close()
        profiles.finish_wipe()
        os._exit(0 if state is SyncState.WIPED else 1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the order was not obeyed"
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


def _start_again(folder: Path, keys: Path) -> None:
    """Do what a start does: go on with a wipe that was begun, or else open and sync."""
    profiles = Profiles(folder, FolderKeychain(keys), SystemClock())
    if not profiles.is_wiped():
        profile = profiles.open()
        open_suite(profile, SystemClock()).line.sync()
        profile.close()
    profiles.finish_wipe()


def _end(folder: Path, keys: Path) -> dict[str, object]:
    left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    note = json.loads((folder / NOTE).read_text())
    kept = FolderKeychain(keys)._secrets()
    return {"files": left, "keys": kept, "is_told": note["is_told"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
