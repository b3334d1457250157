"""Small charts as SVG that follows the page's colours, dark and print: only the geometry is here.

Each is drawn on a ground of 100 × 100 that is stretched to its place; what it says stands in words
beside it or in its label, so it is never the only way to read a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARGIN = 8.0
"""Room above and below, so that a line is not cut at the edge."""


class Column(NamedTuple):
    """One bar of a chart: where it stands and how high it is, in hundredths."""

    x: float
    y: float
    width: float
    height: float


def trend_path(values: Sequence[float | None], top: float) -> str:
    """Return the path of a line over equal steps; where nothing is known it is broken.

    ``top`` is the value at the upper edge. A point alone is drawn as a short dash.
    """
    if top <= 0 or not values:
        return ""
    step = 100 / max(len(values) - 1, 1)
    drawn: list[str] = []
    is_on = False
    for place, value in enumerate(values):
        if value is None:
            is_on = False
            continue
        x, y = place * step, _height(value, top)
        drawn.append(f"{'L' if is_on else 'M'}{x:.1f} {y:.1f}")
        is_lonely = not is_on and (place + 1 == len(values) or values[place + 1] is None)
        drawn += [f"h{step / 4:.1f}"] if is_lonely else []
        is_on = True
    return "".join(drawn)


def columns(values: Sequence[int], top: int) -> list[Column]:
    """Return a bar for each value."""
    step = 100 / max(len(values), 1)
    return [
        Column(
            round(place * step + step * 0.1, 2),
            round(100 - value / top * 100, 2),
            round(step * 0.8, 2),
            round(value / top * 100, 2),
        )
        for place, value in enumerate(values)
        if value and top
    ]


def _height(value: float, top: float) -> float:
    return 100 - _MARGIN - min(value / top, 1.0) * (100 - 2 * _MARGIN)
