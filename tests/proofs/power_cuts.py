"""Cut the power at random moments of the laptop's real save path, and look at what is left.

A rep saves calls through the real services, the real store and SQLCipher, and syncs now and then
with a server in this process; ``disk.py`` remembers every write. Then the disk is rebuilt as each
of N power cuts would leave it and opened by the product itself.

    python -m tests.proofs.power_cuts 3000
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from bisect import bisect_left
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, event, text

from companion.domain.errors import CompanionError
from companion.services.calls import Calls
from companion.store import file
from companion.store.engine import open_database
from tests.conftest import KEY, SetClock
from tests.offices import Office
from tests.proofs.disk import Disk, Recorder, any_ones, first_ones, recording
from tests.proofs.drafting import call_with_next_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.offices import Desk

NAME = "desk.db"
SAVES_PER_ROUND = 9
CHECKPOINT_PAGES = 200
"""Instead of SQLite's 1,000, so that a short run has checkpoints to be cut in the middle of."""


@dataclass
class Losses:
    """What was wrong after the cuts: counts of cuts, and the first few in words."""

    cuts: int = 0
    lost: int = 0
    corrupt: int = 0
    split: int = 0

    def line(self) -> str:
        """Return the figures as the door prints them."""
        told = f"power cuts: {self.cuts}, acknowledged saves lost {self.lost}"
        return f"{told}, corrupt {self.corrupt + self.split}"


def cut_power(cuts: int, saves: int, seed: int, synchronous: str = "FULL") -> Losses:
    """Record ``saves`` saves and cut the power ``cuts`` times; a ``seed`` gives the same cuts."""
    with tempfile.TemporaryDirectory(prefix="companion-power-") as name:
        folder = Path(name).resolve()
        migrated = folder / "migrated.db"
        open_database(migrated, KEY).close()
        before = migrated.read_bytes()
        with _set_to(synchronous), recording(folder) as recorder:
            _work(folder, migrated, recorder, saves)
        return _look_after_cuts(folder, before, recorder, cuts, random.Random(seed))


def _work(folder: Path, migrated: Path, recorder: Recorder, saves: int) -> None:
    """Work as a rep does: type, save, and sync now and then."""
    clock = SetClock()
    office = Office(folder, migrated, clock)
    desk = office.desk("desk")
    try:
        assert desk.round().error is None
        for number in range(saves):
            clock.move(minutes=3)
            _save(office, desk, recorder, number)
            if number % SAVES_PER_ROUND == SAVES_PER_ROUND - 1:
                assert desk.round().error is None
    finally:
        desk.close()
        office.close()


def _save(office: Office, desk: Desk, recorder: Recorder, number: int) -> None:
    now = desk.clock.now()
    prospect_id = office.prospects[number % 3].id
    due = now + timedelta(days=number % 5)
    draft = call_with_next_step(prospect_id, now, f"Call {number}", due)
    calls = Calls(desk.database, desk.clock)
    calls.keep_draft(draft)
    calls.finish_call(draft)
    recorder.acknowledge(draft.call_id)


def _look_after_cuts(
    folder: Path, before: bytes, recorder: Recorder, cuts: int, rng: random.Random
) -> Losses:
    deeds = recorder.deeds
    told = [place for place, deed in enumerate(deeds) if deed.kind == "acknowledged"]
    calls = [deeds[place].data.decode() for place in told]
    places = sorted(rng.randint(0, len(deeds)) for _ in range(cuts))
    disk, done, losses = Disk({NAME: before}), 0, Losses()
    for place in places:
        for deed in deeds[done:place]:
            disk.do(deed)
        done = max(done, place)
        left = disk.after_cut(rng, rng.choice([first_ones, any_ones]))
        _look(folder / "after", left, calls[: bisect_left(told, place)], losses)
    return losses


def _look(folder: Path, left: dict[str, bytes], told: Sequence[str], losses: Losses) -> None:
    """Open what a cut left with the product itself, and count what is wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in left.items():
        (folder / name).write_bytes(content)
    losses.cuts += 1
    try:
        database = open_database(folder / NAME, KEY)
    except CompanionError:
        losses.corrupt += 1
        return
    try:
        with database.read() as cx:
            whole = cx.scalars(text("PRAGMA integrity_check")).all()
            calls = set(cx.scalars(text("SELECT id FROM call")))
            sent = "SELECT entity_id FROM outbox WHERE entity = 'call' AND op = 'create'"
            entered = set(cx.scalars(text(sent)))
        losses.corrupt += whole != ["ok"]
        losses.lost += not calls.issuperset(told)
        losses.split += calls != entered
    except CompanionError:
        losses.corrupt += 1
    finally:
        database.close()


@contextmanager
def _set_to(synchronous: str) -> Iterator[None]:
    """Set the product's own ``synchronous``, and fold the log in more often than it does."""
    pragmas = file._PRAGMAS
    wanted = [each for each in pragmas if each.startswith("PRAGMA synchronous")]
    assert wanted == ["PRAGMA synchronous = FULL"], "this proof is about that very line"
    file._PRAGMAS = tuple(each.replace("= FULL", f"= {synchronous}") for each in pragmas)

    def fold_often(connection, _record: object) -> None:
        if "sqlcipher" in type(connection).__module__:
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    event.listen(Engine, "connect", fold_often)
    try:
        yield
    finally:
        event.remove(Engine, "connect", fold_often)
        file._PRAGMAS = pragmas


def main() -> int:
    """Cut as often as the command line says, and print one plain line."""
    parser = argparse.ArgumentParser(prog="scripts/powercuts", description=__doc__)
    parser.add_argument("cuts", type=int, nargs="?", default=300)
    parser.add_argument("--saves", type=int, default=200, help="how many saves are cut into")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--synchronous", default="FULL", help="NORMAL is the mutant: it must lose")
    given = parser.parse_args()
    losses = cut_power(given.cuts, given.saves, given.seed, given.synchronous)
    print(losses.line())
    return 1 if losses.lost or losses.corrupt or losses.split else 0


if __name__ == "__main__":
    sys.exit(main())
