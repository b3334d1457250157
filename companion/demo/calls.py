"""The calls of the twelve weeks, each in a free quarter of an hour when both sides are at work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from companion.demo.calendars import DAYS
from companion.demo.sources import read_source
from companion.domain.calls import Call, Disposition, PromiseUse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.demo.calendars import Calendar
    from companion.demo.paths import Plan, Step
    from companion.demo.seeds import Seed

_USES = {PromiseUse.SAID: 5.5, PromiseUse.ADAPTED: 3.0, PromiseUse.NOT_USED: 1.5}
_NOTED = 0.7
_SECONDS = {
    Disposition.CONNECTED: (150, 840),
    Disposition.GATEKEEPER: (35, 110),
    Disposition.VOICEMAIL_LEFT: (38, 75),
}
_SHORT = (14, 32)


class Diary:
    """Which slots of each rep are taken."""

    def __init__(self, seed: Seed, calendar: Calendar) -> None:
        self._seed = seed
        self._calendar = calendar
        self._taken: set[tuple[str, int, int]] = set()

    def book(self, rep_id: str, day: int, time_zone: str) -> tuple[int, int]:
        """Take a free slot on a business day, or on the next one with room: its day and minute."""
        while True:
            slots = self._calendar.slots(day, time_zone)
            free = [minute for minute in slots if (rep_id, day, minute) not in self._taken]
            if free:
                minute = self._seed.one_of(free)
                self._taken.add((rep_id, day, minute))
                return day, minute
            day += 1


def make_calls(seed: Seed, calendar: Calendar, plans: Sequence[Plan]) -> list[Call]:
    """Make every call of the plans, oldest first. All lie before today."""
    notes, diary = read_source("calls")["notes"], Diary(seed, calendar)
    made: list[Call] = []
    for plan in plans:
        last_day = -1
        for step in plan.done:
            prospect = plan.arrival.prospect
            wanted = max(step.day, last_day + 1)
            last_day, minute = diary.book(prospect.owner_id or "", wanted, prospect.time_zone)
            if last_day >= DAYS:
                break
            made.append(_call(seed, plan, step, calendar.moment(last_day, minute), notes))
    return sorted(made, key=lambda call: (call.started_at, call.id))


def _call(seed: Seed, plan: Plan, step: Step, slot: datetime, notes: dict[str, Any]) -> Call:
    arrival = plan.arrival
    started = slot + timedelta(seconds=seed.number(0, 240))
    least, most = _SECONDS.get(step.disposition, _SHORT)
    connected = step.disposition is Disposition.CONNECTED
    noted = step.outcome is not None and seed.happens(_NOTED)
    return Call(
        id=seed.make_id(started),
        prospect_id=arrival.prospect.id,
        rep_id=arrival.prospect.owner_id or "",
        started_at=started,
        ended_at=started + timedelta(seconds=seed.number(least, most)),
        phone=seed.one_of(arrival.prospect.phones),
        disposition=step.disposition,
        outcome=step.outcome,
        promise_use=seed.weighed(_USES) if connected else None,
        notes=seed.one_of(notes[step.outcome]) if noted and step.outcome else "",
        promise_version_id=arrival.offering.version_at(started).id,
    )
