"""Draws growth curves: milliseconds by size, both on scales of tens. Runs where matplotlib is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

COLUMNS = 3


def main() -> None:
    """Read figures from the first path and write their picture to the second."""
    told = json.loads(Path(sys.argv[1]).read_text())
    sizes, curves = told["sizes"], told["milliseconds"]
    rows = -(-len(curves) // COLUMNS)
    figure, places = plt.subplots(rows, COLUMNS, figsize=(12, 2.6 * rows), squeeze=False)
    for place in places.flat[len(curves) :]:
        place.set_visible(False)
    for place, (name, values) in zip(places.flat, curves.items(), strict=False):
        place.plot(sizes, values, marker="o", color="#2f5d8a")
        place.set_xscale("log")
        place.set_xticks(sizes, [f"{size:,}" for size in sizes])
        place.minorticks_off()
        place.set_ylim(0, max(values) * 1.35)
        for size, value in zip(sizes, values, strict=True):
            place.annotate(f"{value:.3g}", (size, value), (0, 6), textcoords="offset points")
        place.set_title(f"{name}, ms", fontsize=9)
        place.set_xlabel(told["unit"], fontsize=8)
        place.tick_params(labelsize=8)
        place.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(sys.argv[2], dpi=110)


if __name__ == "__main__":
    main()
