"""How costs grow: server and laptop at one size, at ten times and at a hundred times that.

The server's sizes are 1/100, 1/10 and the whole of issue 8's company (``crowd``), the laptop's are
1,000, 20,000 and 100,000 prospects. Each round asks every size in turn. ``python -m
tests.benchmarks.growth`` measures all of them and draws the curves in ``build/growth/``; named
parts (``server``, ``laptop``) measure that part alone. The whole size is filled beforehand by
``nice -n 10 python -m tests.benchmarks.crowded 1``; ``scripts/bench`` leaves it out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.crowd import CALLS
from tests.benchmarks.crowded import is_filled
from tests.benchmarks.laptop_costs import PROSPECTS, laptop_costs
from tests.benchmarks.peers.environments import python_of
from tests.benchmarks.rows import Row, compare, hand_over
from tests.benchmarks.served import served
from tests.benchmarks.server_costs import server_costs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Costs = Mapping[str, Callable[[], object]]

ROUNDS = 25
GROWTH = 1.3
SCALES = (0.01, 0.1, 1.0)
FOLDER = Path("build", "growth").absolute()
_CURVES = Path(__file__).parent / "peers" / "curves.py"


def main() -> None:
    """Measure what is named on the command line, or everything, and draw it."""
    parts = sys.argv[1:] or ["server", "laptop"]
    with ExitStack() as kept:
        if "server" in parts:
            scales = [each for each in SCALES if each < 1 or is_filled(each)]
            servers = [kept.enter_context(served(each)) for each in scales]
            sizes = [round(each * CALLS) for each in scales]
            _report("server", "calls", sizes, [server_costs(each) for each in servers])
        if "laptop" in parts:
            folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
            costs = [kept.enter_context(laptop_costs(folder, each)) for each in PROSPECTS]
            _report("laptop", "prospects", PROSPECTS, costs)


def _report(part: str, unit: str, sizes: Sequence[int], costs: Sequence[Costs]) -> None:
    """Measure a part, hand its rows over and draw its curves."""
    taken = {name: _measure([each[name] for each in costs]) for name in costs[0]}
    for name, figures in taken.items():
        hand_over(_rows(name, unit, sizes, figures))
    middles = {name: [median(times) for times in figures] for name, figures in taken.items()}
    _draw(part, {"unit": unit, "sizes": list(sizes), "milliseconds": middles})


def _measure(sides: Sequence[Callable[[], object]]) -> list[list[float]]:
    """Do the same at each size in turn; return milliseconds by size, the first left out."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(ROUNDS + 1):
        for side, times in zip(sides, taken, strict=True):
            began = perf_counter()
            side()
            times.append((perf_counter() - began) * 1_000)
    return [times[1:] for times in taken]


def _rows(
    name: str, unit: str, sizes: Sequence[int], taken: Sequence[list[float]]
) -> Iterator[Row]:
    for place in range(1, len(sizes)):
        subject = f"{name}, {sizes[place]:,} {unit}"
        peer = f"{sizes[place - 1]:,} {unit}"
        goal = 15 if place + 1 == len(SCALES) else 0
        yield compare(goal, subject, peer, "ms", (taken[place], taken[place - 1]), GROWTH)


def _draw(part: str, figures: dict[str, object]) -> None:
    """Draw one curve for each cost, in an environment that has what draws."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = FOLDER / f"{part}.json"
    told.write_text(json.dumps(figures, indent=1))
    picture = told.with_suffix(".png")
    subprocess.run([str(python_of("curves")), str(_CURVES), str(told), str(picture)], check=True)
    sys.stderr.write(f"drawn: {picture}\n")


if __name__ == "__main__":
    main()
