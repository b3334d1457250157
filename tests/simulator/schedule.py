"""One schedule: random steps of people, lines, clocks and disks, then quiet, then the ends.

Everything random comes from one seed, so a schedule that fails does so every time.
"""

from __future__ import annotations

import shutil
import traceback
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from companion.domain.errors import DeniedError
from companion.server.retention import raise_floors
from tests.conftest import SetClock
from tests.simulator.endings import check_equal, check_log, check_told
from tests.simulator.laptops import Killed, Laptop, SkewedClock
from tests.simulator.network import Fault, Line, Weather, deliver_late
from tests.simulator.people import People
from tests.simulator.servers import Server
from tests.simulator.template import BEGIN, Template
from tests.simulator.truth import BrokenPromiseError, Kind, Truth, demand, give_up
from tests.simulator.views import check_view, look_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = 50
LONGEST_DRAIN = timedelta(minutes=40)
"""From the end of the faults to an empty outbox: two waits of five minutes' backing off, a parked
edit's five, a retry's five, an hour's worth asked by nobody here."""

RECOVERY = timedelta(days=36)
_SKEWS = (0, 0, 0, 60, -60, 86_400 * 3, -86_400 * 40, 86_400 * 365 * 5, -86_400 * 3650)
_PAUSES = (1, 30, 300, 3_600, 20_000, 86_400, 86_400 * 3)


@dataclass
class Outcome:
    """What one schedule came to. ``broken`` says which promise was, if one was."""

    seed: int
    steps: int = 0
    days: float = 0.0
    drain: float = 0.0
    edits: int = 0
    rounds: int = 0
    kills: int = 0
    broken: str | None = None
    kind: Kind | None = None
    trace: list[str] = field(default_factory=list)
    faults: dict[Fault, int] = field(default_factory=dict)


class Schedule:
    """The run of one seed."""

    def __init__(self, template: Template, folder: Path, seed: int, steps: int = STEPS) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.rng = Random(seed)
        self.outcome = Outcome(seed)
        self.clock = SetClock(BEGIN + timedelta(hours=1))
        self.template = template
        self.server = Server.start(template.server, folder, template.org, self.clock)
        self.people = People(self.rng, template, self.server, self.clock)
        self.truth = Truth()
        self.late: list[tuple[int, Any]] = []
        self.steps = steps
        self.backup: Path | None = None
        self.badness = self.rng.choice([0.0, 0.1, 0.2, 0.4])
        self.laptops = [
            self._set_up(folder, number) for number in range(self.rng.choice([2, 3, 3, 4]))
        ]
        self._read_log()

    def _set_up(self, folder: Path, number: int) -> Laptop:
        seat = self.template.seats[number]
        path = shutil.copyfile(seat.file, folder / f"{seat.name}.db")
        meanwhile = self.rng.choice([0.0, 0.0, 0.1])
        weather = Weather(self.rng, self.badness, meanwhile, self.outcome.faults)
        line = Line(self.server.parts, seat.token, weather, self.server.database, self.late)
        skew = timedelta(seconds=self.rng.choice(_SKEWS))
        laptop = Laptop(seat, path, SkewedClock(self.clock, skew), line, self.rng)
        line.meanwhile = lambda: self._note(laptop, f"  meanwhile {self._edit(laptop)}")
        return laptop

    # -- running -------------------------------------------------------------------------

    def run(self) -> Outcome:
        """Run to the end, or to the first broken promise."""
        try:
            self._run()
        except Exception as error:  # noqa: BLE001 - whatever ends a schedule is its finding
            is_found = isinstance(error, BrokenPromiseError)
            self.outcome.kind = error.kind if is_found else Kind.STUCK
            self.outcome.broken = str(error) if is_found else repr(error)
            self.outcome.trace += [] if is_found else traceback.format_exception(error)
            self._say_where_it_stands()
        finally:
            self.outcome.days = (self.clock.at - BEGIN).total_seconds() / 86_400
            for each in self.laptops:
                each.close()
            self.server.close()
        return self.outcome

    def _run(self) -> None:
        for laptop in self.laptops:
            if self.rng.random() < 0.9:
                self._sync(laptop)
        for _ in range(self.steps):
            self._arrive_late()
            self.clock.move(seconds=self.rng.choice(_PAUSES) * self.rng.random())
            self._step()
            self.outcome.steps += 1
        self._quiet()

    def _step(self) -> None:
        kind: Callable[[], str]
        kind = self.rng.choices(
            [
                self._step_edit,
                self._step_sync,
                self._step_killed,
                self._step_page,
                self._step_reassign,
                self._step_remove,
                self._step_attend,
                self._step_clock,
                self._step_restart,
                self._step_image,
                self._step_server,
                self._step_poison,
            ],
            [34, 28, 9, 8, 5, 2, 6, 1, 2, 3, 3, 1],
        )[0]
        self._say(f"{kind.__name__[6:]}: {kind()}")

    def _step_edit(self) -> str:
        laptop = self.rng.choice(self.laptops)
        told = self._edit(laptop)
        self._look(laptop)
        return f"{laptop.seat.name} {told}"

    def _edit(self, laptop: Laptop) -> str:
        self.outcome.edits += 1
        return self.people.edit(laptop)

    def _step_sync(self) -> str:
        laptop = self.rng.choice(self.laptops)
        if self.rng.random() < 0.2:
            self.server.database.between = self._interrupt
        told = self._sync(laptop)
        self.server.database.between = None
        return told

    def _interrupt(self) -> None:
        act = self.rng.choice([self.people.market, self.people.market, self.people.reassign])
        self._say(f"  between: {act()}")

    def _sync(self, laptop: Laptop) -> str:
        self.outcome.rounds += 1
        asked = len(laptop.line.asked)
        try:
            result = laptop.round()
        except Killed:
            self.outcome.kills += 1
            self.server.database.fails_next = False
            laptop.restart()
            self._look(laptop)
            return f"{laptop.seat.name} killed after {laptop.line.asked[asked:]}"
        self.server.database.fails_next = False
        laptop.killer.disarm()  # what a person does next is no part of the round
        if isinstance(result.error, DeniedError):
            self._say(f"  {laptop.seat.name} signs in: {result.error.code}")
            laptop.sign_in(self.server.code_for(laptop.seat.user.id, self.clock.now()))
        self._look(laptop)
        told = result.error.code if result.error else "well"
        return f"{laptop.seat.name} {laptop.line.asked[asked:]} ended {told}"

    def _step_killed(self) -> str:
        laptop = self.rng.choice(self.laptops)
        laptop.killer.arm(self.rng)
        return self._sync(laptop)

    def _step_page(self) -> str:
        return self.people.market()

    def _step_reassign(self) -> str:
        return self.people.reassign()

    def _step_remove(self) -> str:
        return self.people.remove()

    def _step_attend(self) -> str:
        laptop = self.rng.choice(self.laptops)
        told = self.people.attend(laptop)
        self._look(laptop)
        return f"{laptop.seat.name} {told}"

    def _step_clock(self) -> str:
        laptop = self.rng.choice(self.laptops)
        laptop.clock.skew = timedelta(seconds=self.rng.choice(_SKEWS))
        return f"{laptop.seat.name} by {laptop.clock.skew}"

    def _step_restart(self) -> str:
        laptop = self.rng.choice(self.laptops)
        laptop.restart()
        return laptop.seat.name

    def _step_image(self) -> str:
        laptop = self.rng.choice(self.laptops)
        if self.rng.random() < 0.5 or not laptop.put_back_image():
            laptop.keep_image()
            return f"{laptop.seat.name} kept"
        self._excuse(laptop)
        self._look(laptop)
        return f"{laptop.seat.name} put back"

    def _step_server(self) -> str:
        if self.rng.random() < 0.3:
            self.clock.move(days=self.rng.choice([10, 60, 200]))
            with self.server.database.write() as cx:
                raise_floors(cx, self.clock.now())
            return "long pause"
        if self.backup is None or self.rng.random() < 0.5:
            self.backup = self.server.back_up()
            return "backup"
        self.server.restore(self.backup, self.clock.now(), is_announced=True)
        self.truth = Truth()
        for laptop in self.laptops:
            self._excuse(laptop)
        return "restored"

    def _step_poison(self) -> str:
        """Let the server fail over one record for as long as the next step of this kind."""
        laptop = self.rng.choice(self.laptops)
        look = look_at(laptop)
        waiting = [each.change_id for each in look.outbox if each.state == "pending"]
        laptop.line.poison = self.rng.choice(waiting) if waiting else None
        return f"{laptop.seat.name} {laptop.line.poison}"

    def _excuse(self, laptop: Laptop) -> None:
        """Forget what nobody could keep: it was on a disk that is gone."""
        self._read_log()
        here = {each.change_id for each in look_at(laptop).outbox}
        laptop.excused |= laptop.saved - here - self.truth.ids

    def _arrive_late(self) -> None:
        for number, (steps, ask) in enumerate(list(self.late)):
            self.late[number] = (steps - 1, ask)
        due = [ask for steps, ask in self.late if steps <= 0]
        self.late[:] = [each for each in self.late if each[0] > 0]
        for ask in due:
            deliver_late(ask)

    # -- looking -------------------------------------------------------------------------

    def _read_log(self) -> None:
        if self.truth.epoch is None:
            _, self.truth.epoch, _ = self.server.counter()
        self.truth.read(self.server.log_after(self.truth.seq))

    def _look(self, laptop: Laptop) -> None:
        self._read_log()
        check_view(laptop, look_at(laptop), self.truth)

    def _say(self, what: str) -> None:
        self.outcome.trace.append(f"{self.outcome.steps:3} {self.clock.at:%d %H:%M:%S} {what}")

    def _note(self, _laptop: Laptop, what: str) -> None:
        self._say(what)

    def _say_where_it_stands(self) -> None:
        """Write into the trace what a person needs who looks for the reason."""
        broken = self.outcome.broken or ""
        for laptop in self.laptops:
            look = look_at(laptop)
            self._say(f"{laptop.seat.name} at {look.meta.cursor}, its clock {laptop.clock.now()}")
            for each in look.outbox:
                if each.state != "acked" or each.entity_id in broken or each.change_id in broken:
                    self._say(f"  outbox {tuple(each)}")
            for key, row in look.rows.items():
                if key[1] in broken:
                    self._say(f"  {key} {row}")
        for line in self.server.log_after(0):
            if line.entity_id in broken or line.change_id in broken:
                self._say(f"log {tuple(line)}")

    # -- the end -------------------------------------------------------------------------

    def _quiet(self) -> None:
        """No more faults: let everything that is under way arrive, and everybody get in step."""
        self._say("quiet")
        for _, ask in self.late:
            deliver_late(ask)
        self.late.clear()
        for laptop in self.laptops:
            laptop.line.weather.badness = laptop.line.weather.meanwhile = 0.0
            laptop.line.poison = None
        self._drain()
        self._recover()
        self._compare()
        self._read_log()
        check_log(self.server, self.truth)
        check_told(self.server, self.truth, self.laptops)
        for laptop in self.laptops:
            check_equal(self.server, laptop)

    def _drain(self) -> None:
        """Let each laptop sync when it would by itself, until nothing waits."""
        began = self.clock.at
        waiting = list(self.laptops)
        while waiting:
            laptop = min(waiting, key=lambda each: each.due_at or began)
            self.clock.at = max(self.clock.at, laptop.due_at or began)
            self._say(f"drain: {self._sync(laptop)}")
            if not self._pending(laptop):
                waiting.remove(laptop)
                self.outcome.drain = (self.clock.at - began).total_seconds()
            elif self.clock.at - began > LONGEST_DRAIN:
                demand(self._is_recovering(laptop), f"{laptop.seat.name} is stuck", Kind.STUCK)
                waiting.remove(laptop)

    def _pending(self, laptop: Laptop) -> list[Any]:
        return look_at(laptop).waiting()

    def _is_recovering(self, laptop: Laptop) -> bool:
        """Tell whether what waits needs a record that a restored server lost, and nobody has."""
        waiting = {(each.entity, each.entity_id) for each in self._pending(laptop)}
        return "restored" in "".join(self.outcome.trace) and bool(waiting)

    def _recover(self) -> None:
        """After the time that laptops keep what they sent, nothing waits for a lost record."""
        if any(self._pending(each) for each in self.laptops):
            self.clock.move(seconds=RECOVERY.total_seconds())
            for laptop in self.laptops:
                self._finish(laptop)
            for laptop in self.laptops:
                demand(not self._pending(laptop), f"{laptop.seat.name} waits for ever", Kind.STUCK)

    def _finish(self, laptop: Laptop) -> None:
        for _ in range(3):
            self.clock.move(minutes=6)
            told = self._sync(laptop)
            self._say(f"finish: {told}")
            if told.endswith("well"):
                return
        give_up(f"{laptop.seat.name} does not end a round well: {told}", Kind.STUCK)

    def _compare(self) -> None:
        """A day later each laptop compares what it has with the server's, and finds it equal."""
        self.clock.move(days=1, minutes=1)
        for laptop in self.laptops:
            laptop.line.asked.clear()
            self._finish(laptop)
            demand(
                "Snapshot" not in laptop.line.asked,
                f"{laptop.seat.name} has what it must, and its digest differs",
                Kind.DIVERGED,
            )
