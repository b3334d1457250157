"""One measured line: ours against a peer or a floor of the same run, and whether the goal is met.

Machines are shared and noisy, so sides alternate, medians are compared, and nothing here is a
test: a miss is printed, not raised.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``ours`` and ``theirs`` are medians in ``unit``.

    ``goal`` is the number of the goal in the plan (0: none); ``limit`` bounds ``ratio`` = ours /
    theirs from above, or from below when ``is_at_least``. ``spread`` is the half width of the
    middle half of the ratios. ``unequal`` says what is not equal about the work.
    """

    goal: int
    subject: str
    peer: str
    unit: str
    ours: float
    theirs: float
    ratio: float
    spread: float
    limit: float
    is_at_least: bool = False
    unequal: str = ""

    @property
    def is_met(self) -> bool:
        """Tell whether the ratio keeps to its limit."""
        return self.ratio >= self.limit if self.is_at_least else self.ratio <= self.limit

    def line(self) -> str:
        """Write the row for a person."""
        verdict = "met" if self.is_met else "MISSED"
        sign = "≥" if self.is_at_least else "≤"
        figures = f"{self.ours:.4g} {self.unit} against {self.theirs:.4g} ({self.peer})"
        ratio = f"ratio {self.ratio:.2f} ±{self.spread:.2f}, goal {sign} {self.limit:.3g}"
        return f"{self.goal:>3}  {self.subject}: {figures}, {ratio}: {verdict}"


def alternate(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Measure both sides in turn, one unmeasured round first; each call returns its figure."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def compare(
    goal: int,
    subject: str,
    peer: str,
    unit: str,
    figures: tuple[list[float], list[float]],
    limit: float,
    *,
    is_at_least: bool = False,
    unequal: str = "",
) -> Row:
    """Make a row of what ``alternate`` measured."""
    ours, theirs = median(figures[0]), median(figures[1])
    ratios = sorted(one / other for one, other in zip(*figures, strict=True))
    quarter = len(ratios) // 4
    spread = (ratios[-1 - quarter] - ratios[quarter]) / 2
    return Row(
        goal, subject, peer, unit, ours, theirs, ours / theirs, spread, limit, is_at_least, unequal
    )


def hand_over(rows: Iterable[Row]) -> None:
    """Write rows to the program that collects them: one JSON object a line."""
    for row in rows:
        sys.stdout.write(json.dumps(asdict(row) | {"is_met": row.is_met}) + "\n")
        sys.stdout.flush()
