"""The Mondays as one picture: a panel for each run that ``scripts/monday`` left behind.

Above, each dot a push: when it began and how long it took, red where it had no answer or was put
off. Below, how many began in each second, tries after a failure dark: that these lie apart, and not
all on the same second, is what the jitter of a laptop's waiting is for.

    python -m tests.proofs.monday_picture docs/monday.svg
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.proofs.processes import ROOT

KEPT = ROOT / "build" / "monday"
TITLES = {
    "nothing": "Nothing goes wrong",
    "server": "After 25 s one of two server processes is killed",
    "postgres": "After 25 s PostgreSQL restarts",
}
SECONDS, LONGEST = 70, 2.0
"""What the axes show; a push that took longer lies on the upper edge."""

_WIDTH, _LEFT, _DOTS, _BARS, _PANEL = 900, 60, 150, 70, 310
_GOOD, _BAD, _FIRST, _AGAIN = "#0b6b5d", "#b3261e", "#9cc9c1", "#173f3a"
_OK = 200


def draw(runs: dict[str, Any], path: Path) -> None:
    """Write the picture of the runs, by what was killed in them."""
    panels = "".join(
        f'<g transform="translate(0 {20 + number * _PANEL})">{_panel(name, runs[name])}</g>'
        for number, name in enumerate(name for name in TITLES if name in runs)
    )
    height = 20 + _PANEL * len(runs)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>Five hundred laptops on a Monday</title>'
        f'<rect width="100%" height="100%" fill="white"/>{panels}</svg>\n',
        encoding="utf-8",
    )


def _panel(name: str, run: dict[str, Any]) -> str:
    said = run["line"].removeprefix("monday: ")
    parts = [
        f'<text x="{_LEFT}" y="6" font-size="14" font-weight="bold">{TITLES[name]}</text>',
        f'<text x="{_LEFT}" y="24">{said}</text>',
        f'<g transform="translate(0 40)">{_dots(run["pushes"])}</g>',
        f'<g transform="translate(0 {_DOTS + 50})">{_bars(run["pushes"])}</g>',
    ]
    ticks = [
        f'<text x="{_across(at):.0f}" y="{_DOTS + _BARS + 66}" text-anchor="middle">{at} s</text>'
        for at in range(0, SECONDS + 1, 10)
    ]
    return "".join(parts + ticks)


def _dots(pushes: list[list[float]]) -> str:
    drawn = [
        f'<text x="8" y="{_DOTS * (1 - share) + 4:.0f}">{LONGEST * share:.1f} s</text>'
        f'<line x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{_DOTS * (1 - share):.0f}" '
        f'y2="{_DOTS * (1 - share):.0f}" stroke="#ddd"/>'
        for share in (0.0, 0.5, 1.0)
    ]
    for at, took, status, _ in pushes:
        y = _DOTS * (1 - min(took, LONGEST) / LONGEST)
        colour = _GOOD if status == _OK else _BAD
        where = f'cx="{_across(at):.1f}" cy="{y:.1f}"'
        drawn.append(f'<circle {where} r="2.2" fill="{colour}" opacity="0.7"/>')
    return "".join(drawn)


def _bars(pushes: list[list[float]]) -> str:
    first = Counter(int(at) for at, _, _, attempt in pushes if not attempt)
    again = Counter(int(at) for at, _, _, attempt in pushes if attempt)
    most = max((first + again).values())
    drawn = [f'<text x="8" y="10">{most} a s</text>']
    wide = _across(1) - _across(0) - 1
    for second in range(SECONDS):
        foot = float(_BARS)
        for counts, colour in ((again, _AGAIN), (first, _FIRST)):
            high = _BARS * counts[second] / most
            foot -= high
            drawn.append(
                f'<rect x="{_across(second):.1f}" y="{foot:.1f}" width="{wide:.1f}" '
                f'height="{high:.1f}" fill="{colour}"/>'
                if high
                else ""
            )
    return "".join(drawn)


def _across(at: float) -> float:
    return _LEFT + min(at, SECONDS) / SECONDS * (_WIDTH - _LEFT - 10)


def main() -> None:
    """Draw what is there."""
    kept = {name: KEPT / f"{name}.json" for name in TITLES}
    runs = {name: json.loads(path.read_text()) for name, path in kept.items() if path.exists()}
    draw(runs, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
