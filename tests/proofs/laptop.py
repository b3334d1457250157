"""A laptop without its window: the real services save calls and sync, until the process is killed.

Each line it writes is what the window would have told the person by then: ``saved ID NOTES``.

    python -m tests.proofs.laptop PROFILE_FOLDER HASTE PROSPECT_ID…

``HASTE`` is 0; a mutant says it so many seconds before it is true.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.services.calls import Calls
from companion.services.line import Line
from companion.services.profiles import Profiles
from companion.system.instances import only_instance
from companion.system.keychain import FolderKeychain
from tests.proofs.drafting import call_with_next_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.services.profiles import OpenProfile

SHARE_OF_SYNCS = 0.5


def main(folder: Path, haste: float, prospects: Sequence[str]) -> None:
    """Save and sync without an end."""
    with only_instance(folder):
        profile = Profiles(folder, FolderKeychain(folder), SystemClock()).open()
        line = Line(profile.database, profile.connect, SystemClock())
        rng = random.Random(os.getpid())
        for number in itertools.count():
            save_call(profile, prospects[number % len(prospects)], f"{os.getpid()}-{number}", haste)
            if rng.random() < SHARE_OF_SYNCS:
                print(f"synced {line.sync().status.state}", flush=True)


def save_call(profile: OpenProfile, prospect_id: str, notes: str, haste: float = 0.0) -> str:
    """Save a call as the window does, say so once it is kept, and return its id."""
    clock = SystemClock()
    draft = call_with_next_step(prospect_id, clock.now(), notes)
    calls = Calls(profile.database, clock)
    calls.keep_draft(draft)
    if haste:
        print(f"saved {draft.call_id} {notes}", flush=True)
        time.sleep(haste)
    calls.finish_call(draft)
    if not haste:
        print(f"saved {draft.call_id} {notes}", flush=True)
    return draft.call_id


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
