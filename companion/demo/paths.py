"""How it goes with one prospect: the steps from first ring to last, and which still lie ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from companion.demo.calendars import DAYS
from companion.demo.sources import read_source
from companion.domain.calls import Disposition, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.demo.prospects import Arrival
    from companion.demo.seeds import Seed

PATIENT = "patient"
"""Begins with a "not now" and becomes a meeting: the reason early refusals are not failure."""

_PATIENT_BEFORE = 26
_PATIENT_EVERY = 4
_MISSED_FIRST = 0.42
"""Chance that somebody is not reached at the first try, before each talk."""

_MISSES = {
    Disposition.NO_ANSWER: 5.0,
    Disposition.VOICEMAIL_LEFT: 4.0,
    Disposition.NO_VOICEMAIL: 2.0,
    Disposition.GATEKEEPER: 2.0,
    Disposition.BUSY: 1.0,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a path: the business day it falls on, and how it ends."""

    day: int
    disposition: Disposition
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps with one prospect: ``done`` within the story; ``ahead_day`` of the next, if any."""

    arrival: Arrival
    done: tuple[Step, ...]
    ahead_day: int | None


def make_plans(seed: Seed, arrivals: Sequence[Arrival]) -> list[Plan]:
    """Choose a path for every prospect who has waited long enough to be rung."""
    paths = read_source("calls")["paths"]
    weights = {name: float(path["weight"]) for name, path in paths.items()}
    plans: list[Plan] = []
    for number, arrival in enumerate(arrivals):
        if arrival.is_fresh:
            continue
        early = arrival.day < _PATIENT_BEFORE and number % _PATIENT_EVERY == 0
        name = arrival.path or (PATIENT if early else seed.weighed(weights))
        plans.append(_plan(seed, arrival, paths[name]["steps"]))
    return plans


def _plan(seed: Seed, arrival: Arrival, steps: list[Any]) -> Plan:
    day = arrival.day + (seed.number(0, 5) if arrival.offering.waves else 0)
    done: list[Step] = []
    for (least, most), disposition, outcome in steps:
        day = max(day + seed.number(least, most), 0)
        if outcome and day < DAYS and seed.happens(_MISSED_FIRST):
            done.append(Step(day, seed.weighed(_MISSES), None))
            day += 1
        if day >= DAYS:
            return Plan(arrival, tuple(done), day)
        done.append(Step(day, Disposition(disposition), Outcome(outcome) if outcome else None))
    return Plan(arrival, tuple(done), None)
