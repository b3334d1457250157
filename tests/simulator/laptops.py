"""A laptop of a schedule: the real store and rounds, on a file that can be killed and put back."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from companion.domain.ids import new_id
from companion.store.engine import Database, open_database
from companion.store.meta import read_meta, write_meta
from companion.sync.backoff import Backoff
from companion.sync.pace import Pace
from companion.sync.round import Round
from companion.wire.messages import Enroll
from tests.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from sqlalchemy import Connection, Engine

    from companion.sync.round import RoundResult
    from tests.conftest import SetClock
    from tests.simulator.network import Line
    from tests.simulator.template import Seat


@cache
def _engine(path: Path) -> Engine:
    """Make the engine for a path once a process: what it compiled serves the next schedule, too.

    A closed database left no connection open, so another file may lie there by now.
    """
    return open_database(path, KEY)._engine


class Killed(BaseException):
    """The program ends here: nothing of it may be caught, as with SIGKILL."""


@dataclass
class Killer:
    """Ends the program at a transaction from now on: before it, inside it, or right after."""

    countdown: int = 0
    place: str = "inside"

    def arm(self, rng: Random) -> None:
        self.countdown = rng.randint(1, 6)
        self.place = rng.choice(["before", "inside", "after"])

    def disarm(self) -> None:
        """Let the laptop live: nothing of what was armed is left."""
        self.countdown = 0
        self._is_now = False

    def pass_by(self, place: str) -> None:
        if self.countdown and place == "before":
            self.countdown -= 1
            self._is_now = not self.countdown
        if getattr(self, "_is_now", False) and place == self.place:
            self._is_now = False
            raise Killed


class MortalDatabase(Database):
    """A laptop's database that its killer watches."""

    def __init__(self, engine: Engine, path: Path, killer: Killer) -> None:
        super().__init__(engine, path)
        self._killer = killer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self._killer.pass_by("before")
        with super().write() as cx:
            yield cx
            self._killer.pass_by("inside")
        self._killer.pass_by("after")


class NarrowPace(Pace):
    """A pace that never gets wide, so that a few records already come in many pages."""

    def __init__(self, items: int, changes: int) -> None:
        super().__init__()
        self._widest = items, changes
        self.items, self.changes = items, changes

    def raise_pull(self) -> None:
        super().raise_pull()
        self.items = min(self.items, self._widest[0])

    def raise_push(self) -> None:
        super().raise_push()
        self.changes = min(self.changes, self._widest[1])


@dataclass
class SkewedClock:
    """A laptop's clock: wrong by as much as somebody set it."""

    true: SetClock
    skew: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.true.now() + self.skew


@dataclass
class Laptop:
    """One laptop, and what its person was told: what was saved, shown, and looked at."""

    seat: Seat
    path: Path
    clock: SkewedClock
    line: Line
    rng: Random
    database: Database = field(init=False)
    killer: Killer = field(default_factory=Killer)
    shown: dict[Any, Any] = field(default_factory=dict)
    revs: dict[Any, int] = field(default_factory=dict)
    saved: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    forgiven: set[tuple[str, str]] = field(default_factory=set)
    epoch: str | None = None
    images: int = 0
    renewed: int = 0
    devices: list[str] = field(default_factory=list)
    due_at: datetime | None = None

    def __post_init__(self) -> None:
        self.devices.append(self.seat.device_id)
        self.widest = self.rng.choice([(500, 200), (20, 4), (3, 1), (7, 200)])
        self.start()

    def start(self) -> None:
        """Start the program: what it knew of the line is forgotten."""
        self.pace: Pace = NarrowPace(*self.widest)
        self.backoff = Backoff(self.rng)
        self.due_at = None
        self.open()

    def open(self) -> None:
        self.database = MortalDatabase(_engine(self.path), self.path, self.killer)

    def round(self) -> RoundResult:
        """Run one round; ``due_at`` is then when the program would run the next by itself."""
        result = Round(self.database, self.line, self.clock, self.pace).run()
        asked = getattr(result.error, "retry_after", None)
        wait = (
            self.backoff.after_success()
            if result.error is None
            else self.backoff.after_failure(asked)
        )
        self.due_at = self.clock.true.now() + timedelta(seconds=wait)
        return result

    def sign_in(self, code: str) -> None:
        """Sign in with a code: as a new laptop where the server found this to be a copy of one."""
        with self.database.read() as cx:
            meta = read_meta(cx)
        is_copied = self.images > self.renewed
        self.renewed = self.images
        device_id = new_id() if is_copied else str(meta.device_id)
        asked = Enroll(
            code=code,
            device_id=device_id,
            device_name=self.seat.name,
            app_version="0.1.0",
            turn=meta.turn,
        )
        enrolled = self.line.sign_in(asked)
        self.devices.append(device_id)
        with self.database.write() as cx:
            write_meta(cx, device_id=device_id)
        self.line.show(enrolled.token)

    def restart(self) -> None:
        """Start the program anew on the files that the killed one left."""
        self.killer.disarm()
        self.database.close()
        self.start()

    def keep_image(self) -> None:
        """Copy the whole disk, to be put back one day."""
        self.database.close()
        shutil.copyfile(self.path, self.path.with_suffix(".image"))
        self.open()

    def put_back_image(self) -> bool:
        image = self.path.with_suffix(".image")
        if not image.exists():
            return False
        self.database.close()
        for each in self.path.parent.glob(f"{self.path.name}-*"):
            each.unlink()
        shutil.copyfile(image, self.path)
        self.open()
        self.shown.clear()
        self.revs.clear()
        self.images += 1
        return True

    def close(self) -> None:
        self.database.close()
