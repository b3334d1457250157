"""A laptop that saves a call and syncs, life after life, and kills itself at a named moment.

``request`` is before the push leaves, ``answer`` after its reply was read and before the database
statement number 0, 1, 2 … that settles it, one more in each life, until a life gets through. Each
life is a process of its own, forked before anything is open; each line is as ``laptop.py`` says it.

    python -m tests.proofs.dying_laptop PROFILE_FOLDER PROSPECT_ID request|answer
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from companion.domain.clock import SystemClock
from companion.services.line import Line
from companion.services.profiles import Profiles
from companion.sync.transport import HttpTransport
from companion.system.keychain import FolderKeychain
from tests.proofs.laptop import save_call

if TYPE_CHECKING:
    from companion.wire.messages import Push, Pushed


class Doomed(HttpTransport):
    """The real transport, whose push is the moment that death counts from."""

    moment = "request"
    is_near = False

    def push(self, request: Push) -> Pushed:
        """Push, and die before it or begin to count after it."""
        if self.moment == "request" and request.changes:
            _die()
        pushed = super().push(request)
        Doomed.is_near = bool(request.changes)
        return pushed


def main(folder: Path, prospect_id: str, moment: str) -> int:
    """Live until a life gets through; return how many did not."""
    for number in range(100):
        child = os.fork()
        if child == 0:
            _live(folder, prospect_id, moment, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or moment == "request":
            return number + os.WIFSIGNALED(status)
    raise AssertionError("no life ever got through")


def _live(folder: Path, prospect_id: str, moment: str, number: int) -> None:
    Doomed.moment = moment
    profiles = Profiles(folder, FolderKeychain(folder), SystemClock(), Doomed)
    profile = profiles.open()
    save_call(profile, prospect_id, f"{moment} {number}".replace(" ", "-"))
    done = 0

    def count(*_: Any) -> None:
        nonlocal done
        if Doomed.is_near and done == number:
            _die()
        done += Doomed.is_near

    engine = profile.database._engine
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    Line(profile.database, profile.connect, SystemClock()).sync()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    print(f"died {main(Path(sys.argv[1]), *sys.argv[2:])}", flush=True)
