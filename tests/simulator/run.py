"""``scripts/faults``: many schedules on all cores, one line at the end, the failing seeds above."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from tests.simulator.schedule import STEPS, Outcome, Schedule
from tests.simulator.template import make_template
from tests.simulator.truth import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MEMORY = Path("/dev/shm")  # noqa: S108 - the schedules' own durability is proved elsewhere
_LONGEST_TRACE = 400
_PORTION = 10


class Workshop:
    """One process's place to run schedules in: the template, and a folder in memory."""

    def __init__(self) -> None:
        parent = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
        self._place = tempfile.TemporaryDirectory(prefix="companion-simulator-", dir=parent)
        self.folder = Path(self._place.name)
        home = self.folder / "template"
        home.mkdir()
        self._template = make_template(home)

    def run(self, seed: int, steps: int = STEPS) -> Outcome:
        """Run one schedule."""
        return Schedule(self._template, self.folder / "schedule", seed, steps).run()

    def close(self) -> None:
        self._place.cleanup()


def run_here(seeds: Iterable[int], steps: int = STEPS) -> Iterator[Outcome]:
    """Run schedules in this process, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("companion").setLevel(logging.CRITICAL)
    workshop = Workshop()
    try:
        for seed in seeds:
            outcome = workshop.run(seed, steps)
            if outcome.broken is None:
                outcome.trace.clear()
            yield outcome
    finally:
        workshop.close()


def run_many(seeds: list[int], jobs: int, steps: int = STEPS) -> Iterator[Outcome]:
    """Run schedules in several processes; outcomes come in the order they end."""
    portions = [seeds[start : start + _PORTION] for start in range(0, len(seeds), _PORTION)]
    pool = ProcessPoolExecutor(jobs)
    try:
        under_way = [pool.submit(_run_some, some, steps) for some in portions]
        for done in as_completed(under_way):
            yield from done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _run_some(seeds: list[int], steps: int) -> list[Outcome]:
    gc.set_threshold(50_000)
    return list(run_here(seeds, steps))


def summary(outcomes: list[Outcome]) -> str:
    """Return the one line that a run ends in."""
    kinds = Counter(each.kind for each in outcomes if each.kind is not None)
    days = sum(each.days for each in outcomes)
    slowest = max((each.drain for each in outcomes), default=0.0)
    return (
        f"faults: {len(outcomes)} schedules, {days:.0f} simulated days, "
        + "".join(f"{kind.value} {kinds[kind]}, " for kind in Kind)
        + f"slowest drain {slowest:.0f} s"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the exit status says whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("schedules", type=int, nargs="?", default=2000)
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--seed", type=int, help="run this seed alone and print what happened")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--stop", action="store_true", help="stop at the first broken promise")
    asked = parser.parse_args(arguments)
    seeds = list(range(asked.first, asked.first + asked.schedules))
    if asked.seed is not None:
        seeds, asked.jobs = [asked.seed], 1
    outcomes: list[Outcome] = []
    running = run_here(seeds, asked.steps)
    if asked.jobs > 1:
        running = run_many(seeds, asked.jobs, asked.steps)
    for outcome in running:
        outcomes.append(outcome)
        if outcome.broken is not None and outcome.kind is not None:
            print(f"seed {outcome.seed}: {outcome.kind.value}: {outcome.broken}", flush=True)
            if asked.seed is not None:
                print("\n".join(outcome.trace[-_LONGEST_TRACE:]))
            if asked.stop:
                running.close()
                break
    print(summary(outcomes), flush=True)
    return 1 if any(each.broken for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
