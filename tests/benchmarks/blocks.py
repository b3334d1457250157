"""The longest block of the main thread during a sync of 5,000 changes, left alone and typed into.

The floor is a bare window with one plain field, typed into as fast, while two processes reckon
for the two that a sync keeps busy: what it is blocked by is this machine and nothing of ours.
Where ours was blocked is written to stderr.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

from companion.ui.theme import Theme, Wish
from tests.benchmarks.heartbeat import Heartbeat
from tests.benchmarks.rows import Row, hand_over
from tests.benchmarks.synced_window import SyncedWindow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from PySide6.QtWidgets import QWidget

PEOPLE, CHANGES, ROUNDS = 20_000, 5_000, 3
P99, WORST = 16.0, 50.0
_KEY = 80
"""Milliseconds from key to key: 150 words a minute, faster than nearly anybody."""

_SEARCHED, _SAID = "jorg muller", "we tried this two years ago and it did not hold up "
_FLOOR_TIME = 6_000
_PLACES = 12
_RECKON = [sys.executable, "-c", "while True: pass"]


@dataclass
class Seen:
    """What was felt on one side in milliseconds, as (block, own): of each beat, of each key."""

    beats: list[tuple[float, float]] = field(default_factory=list)
    keys: list[tuple[float, float]] = field(default_factory=list)

    def take(self, heart: Heartbeat, typist: Typist) -> None:
        """Note a round."""
        self.beats += [(each.block, each.own) for each in heart.beats]
        self.keys += heart.by_key(typist.pressed)

    def worst(self) -> tuple[float, float]:
        """Return the longest block, and the longest own one."""
        blocks, owns = zip(*self.beats, strict=True)
        return max(blocks), max(owns)

    def p99(self) -> tuple[float, float]:
        """Return what one key of a hundred meets."""
        blocks, owns = zip(*self.keys, strict=True)
        return quantiles(blocks, n=100)[-1], quantiles(owns, n=100)[-1]


class Typist(QObject):
    """Types words into fields in turn while the block runs; ``pressed`` has when."""

    def __init__(self, *fields: tuple[QWidget, str]) -> None:
        super().__init__()
        self.pressed: list[float] = []
        self._keys = cycle((widget, key) for widget, words in fields for key in words)
        self._timer = QTimer(self)
        self._timer.setInterval(_KEY)
        self._timer.timeout.connect(self._press)
        self._at: QWidget | None = None

        self._has_work = bool(fields)

    def __enter__(self) -> Self:
        if self._has_work:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    def _press(self) -> None:
        widget, key = next(self._keys)
        self.pressed.append(perf_counter())
        if widget is not self._at:
            self._at = widget
            widget.setFocus()
            widget.selectAll()
        QTest.keyClick(widget, key)


def measure(folder: Path, kept: ExitStack) -> list[Row]:
    """Sync and type in turn with a bare window; the figures are milliseconds."""
    application = QApplication(sys.argv[:1])
    theme = Theme(application, Wish.LIGHT)
    synced = SyncedWindow(folder, PEOPLE, kept)
    verbatim = synced.window.form.objections.begin(None).verbatim
    alone, typed, floor = Seen(), Seen(), Seen()
    for _ in range(ROUNDS):
        _sync(synced, alone)
        _sync(synced, typed, (verbatim, _SAID), (synced.window.today.search, _SEARCHED))
        _type_bare(floor)
    del theme
    return [
        *_rows("longest block, sync of 5,000 changes", alone.worst(), floor.worst(), WORST),
        *_rows("longest block, typing meanwhile", typed.worst(), floor.worst(), WORST),
        *_rows("longest block of a key then, p99", typed.p99(), floor.p99(), P99),
    ]


def _rows(
    subject: str, ours: tuple[float, float], floor: tuple[float, float], goal: float
) -> Iterator[Row]:
    """Make a row against the goal, the same without the wait for a processor, and the floor's."""
    for each, name in zip(range(2), (subject, f"{subject}, processor at hand"), strict=True):
        ratio = ours[each] / goal
        yield Row(14, name, "the goal", "ms", ours[each], goal, ratio, 0.0, 1.0)
    ratio = ours[0] / floor[0]
    peer = "bare window, two others busy"
    yield Row(0, subject, peer, "ms", ours[0], floor[0], ratio, 0.0, 2.0)


def _sync(synced: SyncedWindow, seen: Seen, *fields: tuple[QWidget, str]) -> None:
    synced.stage(CHANGES)
    with Heartbeat(P99) as heart, Typist(*fields) as typist:
        synced.sync()
    synced.check(CHANGES)
    seen.take(heart, typist)
    for spot, count in heart.places.most_common(_PLACES):
        sys.stderr.write(f"{count:>4}  {spot}\n")


def _type_bare(seen: Seen) -> None:
    window, words = QMainWindow(), QPlainTextEdit()
    window.setCentralWidget(words)
    window.resize(1280, 800)
    window.show()
    loop = QEventLoop()
    QTimer.singleShot(_FLOOR_TIME, loop.quit)
    busy = [subprocess.Popen(_RECKON) for _ in range(2)]
    try:
        with Heartbeat(P99) as heart, Typist((words, _SAID)) as typist:
            loop.exec()
    finally:
        for each in busy:
            each.kill()
            each.wait()
    window.close()
    seen.take(heart, typist)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as closing_down:
        hand_over(measure(Path(temporary), closing_down))
