"""A laptop comes back after thirty days offline, over a line of 64 kbit/s that breaks off twice.

python -m tests.proofs.long_absence 5000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.services.calls import Calls
from companion.services.line import Line
from companion.services.views import SyncState
from tests.conftest import SetClock
from tests.proofs.branch import Branch, calls_on
from tests.proofs.drafting import call_with_next_step
from tests.proofs.fault_proxy import FaultProxy

if TYPE_CHECKING:
    from companion.services.profiles import OpenProfile

DAYS = 30
CHANGES_PER_CALL = 4  # the call, its objection, its next step, and the one before done
BYTES_PER_SECOND = 8_000
BREAKS = 2


@dataclass
class Return:
    """What coming back was like. ``progress`` holds what was shown unsent, as it went down."""

    changes: int = 0
    seconds: float = 0.0
    sent_bytes: int = 0
    progress: list[int] = field(default_factory=list)
    kept_after_break: list[tuple[int, int]] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    def line(self) -> str:
        """Return the figures as the door prints them."""
        told = f"absence: {self.changes:,} changes of {DAYS} days, {self.sent_bytes:,} bytes"
        drained = f"drained in {self.seconds:.0f} s at 64 kbit/s over {BREAKS} breaks"
        return f"{told}, {drained}, lost {self.lost}, doubled {self.doubled}"


def come_back(folder: Path, changes: int) -> Return:
    """Work ``DAYS`` days offline, then sync over a slow line until everything is sent."""
    with (
        closing(Branch(f"sqlite:///{folder / 'server.db'}", folder)) as branch,
        FaultProxy(branch.address) as network,
    ):
        branch.serve()
        branch.sign_in("laptop", network.address)
        network.spoil(is_down=True)
        with branch.laptop("laptop") as profile:
            made = _work_offline(branch, profile, changes // CHANGES_PER_CALL)
            back = _sync_slowly(network, profile)
            here, there = calls_on(profile), branch.calls()
        lines = [each.entity_id for each in branch.log("call") if each.op == "create"]
        branch.check_log()
    back.lost = sum(there.get(each) != notes or here.get(each) != notes for each, notes in made)
    back.doubled = len(lines) - len(set(lines)) + len(there) - len(made)
    return back


def _work_offline(branch: Branch, profile: OpenProfile, count: int) -> list[tuple[str, str]]:
    clock = SetClock(SystemClock().now() - timedelta(days=DAYS))
    calls = Calls(profile.database, clock)
    made = []
    for number in range(count):
        prospect = branch.prospects[number % len(branch.prospects)]
        draft = call_with_next_step(prospect, clock.now(), f"Offline call {number}")
        calls.finish_call(draft)
        made.append((draft.call_id, draft.notes))
        clock.at += timedelta(days=DAYS) / count
    return made


def _sync_slowly(network: FaultProxy, profile: OpenProfile) -> Return:
    line = Line(profile.database, profile.connect, SystemClock())
    back = Return(changes=line.status().unsent)
    begun = time.monotonic()
    for number in range(BREAKS + 1):
        network.spoil(bytes_per_second=BYTES_PER_SECOND)
        goal = back.changes * (BREAKS - number) // (BREAKS + 1)
        _sync_until(network, line, goal, back)
    back.seconds = time.monotonic() - begun
    back.sent_bytes = network.sent_up
    assert line.status().state is SyncState.IN_STEP, line.status()
    line.hang_up()
    return back


def _sync_until(network: FaultProxy, line: Line, goal: int, back: Return) -> None:
    """Sync in a thread, as the window does, and break the line once ``goal`` are left unsent."""
    syncing = threading.Thread(target=line.sync)
    syncing.start()
    while syncing.is_alive():
        unsent = line.status().unsent
        if not back.progress or unsent < back.progress[-1]:
            back.progress.append(unsent)
        if goal and unsent <= goal:
            network.spoil(is_down=True)
            syncing.join()
            back.kept_after_break.append((unsent, line.status().unsent))
        syncing.join(0.05)


def main() -> int:
    """Come back with as many changes as the command line says, and print one plain line."""
    parser = argparse.ArgumentParser(prog="scripts/absence", description=__doc__)
    parser.add_argument("changes", type=int, nargs="?", default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="companion-absence-") as folder:
        back = come_back(Path(folder), given.changes)
    print(back.line())
    return 1 if back.lost or back.doubled else 0


if __name__ == "__main__":
    sys.exit(main())
