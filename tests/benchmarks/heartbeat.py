"""How long the main thread is blocked, and where: it beats, and another thread looks when it stops.

A block is the time by which a beat came too late: work on the main thread, waiting for Python's
lock, and waiting for a processor all count, because a person feels all three. On a busy machine
the last one is large and nothing of ours: Linux tells how long a thread stood in line for a
processor, and ``Beat.own`` is the block without it.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections import Counter
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Self

_BEAT = 2
"""Milliseconds between beats: a tenth of a frame, and hardly any work."""

_OURS = "companion"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat: ``block`` is by how many milliseconds it came too late, ``own`` how much of that the
    thread did not only wait for a processor.
    """

    at: float
    block: float
    own: float


class Heartbeat(QObject):
    """Beats on the main thread while the block runs.

    ``beats`` has every beat. ``places`` counts what stood on the main thread, and on the lanes at
    that moment, when a block was longer than ``limit`` milliseconds.
    """

    def __init__(self, limit: float) -> None:
        super().__init__()
        self.beats: list[Beat] = []
        self.places: Counter[str] = Counter()
        self._limit = limit / 1_000
        self._queue = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._last, self._waited = perf_counter(), self._waiting()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT)
        self._timer.timeout.connect(self._on_beat)
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._last, self._waited = perf_counter(), self._waiting()
        self._timer.start()
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        self._is_over.set()
        self._watch.join()
        os.close(self._queue)

    def by_key(self, pressed: list[float]) -> list[tuple[float, float]]:
        """Return the longest block, and the longest own one, from each key to the next."""
        found = [(0.0, 0.0)] * len(pressed)
        number = -1
        for beat in self.beats:
            while number + 1 < len(pressed) and pressed[number + 1] <= beat.at:
                number += 1
            if number >= 0:
                block, own = found[number]
                found[number] = max(block, beat.block), max(own, beat.own)
        return found

    def _on_beat(self) -> None:
        now, waited = perf_counter(), self._waiting()
        block = (now - self._last) * 1_000 - _BEAT
        queued = waited - self._waited
        self.beats.append(Beat(now, max(0.0, block), max(0.0, block - queued)))
        self._last, self._waited = now, waited

    def _waiting(self) -> float:
        """Return for how many milliseconds this thread ever stood in line for a processor."""
        return int(os.pread(self._queue, 100, 0).split()[1]) / 1_000_000

    def _look(self) -> None:
        main = threading.main_thread().ident
        seen = 0.0
        while not self._is_over.is_set():
            sleep(self._limit / 4)
            last = self._last
            if last != seen and perf_counter() - last > self._limit + _BEAT / 1_000:
                seen = last
                self._note(sys._current_frames(), main)

    def _note(self, frames: dict[int, FrameType], main: int | None) -> None:
        names = {each.ident: each.name for each in threading.enumerate()}
        told = [_spot(frame) for ident, frame in frames.items() if ident == main]
        told += [
            f"({names[ident]}: {_spot(frame)})"
            for ident, frame in frames.items()
            if names.get(ident, "").startswith(("desk", "line", "ear"))
        ]
        self.places[" ".join(told)] += 1


def _spot(frame: FrameType) -> str:
    """Name the innermost calls of ours in a stack, and what they were in."""
    stack = traceback.extract_stack(frame)
    ours = [each for each in stack if f"/{_OURS}/" in each.filename][-_SHOWN:]
    inner = stack[-1]
    path = [f"{each.filename.split(f'/{_OURS}/')[-1]}:{each.lineno} {each.name}" for each in ours]
    if inner not in ours:
        path.append(f"{inner.filename.rsplit('/', 1)[-1]}:{inner.lineno} {inner.name}")
    return " > ".join(path)
