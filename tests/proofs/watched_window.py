"""A real window with somebody typing in it, and a watchdog on its main thread.

Types and saves calls for some seconds, says ``typed``, waits until all is sent, and prints one JSON
object: the longest time the main thread did not answer, and the longest time an idle process of
its own was kept waiting meanwhile, which is what the machine did to both.

    python -m tests.proofs.watched_window PROFILE_FOLDER SECONDS PROSPECT_ID…
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer

from companion.app.session import Session
from companion.system.instances import only_instance
from companion.system.keychain import FolderKeychain
from companion.ui.application import make_application

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.sharedctypes import Synchronized

    from companion.ui.window import Window

TICK = 0.01
STROKE = 30
"""Milliseconds between two strokes of a fast typist."""

STROKES = 20
"""How many make a call's notes here."""


class Watchdog(QObject):
    """Measures the longest time between two moments at which the main thread was free."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._seen = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_free)
        self._timer.start(int(TICK * 1000))

    def _on_free(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self._seen - TICK)
        self._seen = now


class Typist(QObject):
    """Types, saves, opens somebody, and types again."""

    def __init__(self, window: Window, prospects: Sequence[str]) -> None:
        super().__init__()
        self.saved = 0
        self.failed: list[str] = []
        self._window = window
        self._prospects = itertools.cycle(prospects)
        self._is_opening = False
        window.form_presenter.saved.connect(self._on_saved)
        window.form_presenter.failed.connect(lambda error: self.failed.append(error.code))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._strike)
        self._timer.start(STROKE)

    def rest(self) -> None:
        """Type no more."""
        self._timer.stop()

    def _strike(self) -> None:
        window = self._window
        if window.form_presenter.draft is None:
            if not self._is_opening:
                self._is_opening = True
                window.open_prospect(next(self._prospects))
            return
        self._is_opening = False
        notes = window.form.notes.toPlainText()
        window.form.notes.setPlainText(f"{notes}x")
        if len(notes) + 1 == STROKES:
            window.form.line.choose("no_answer")
            window.form_presenter.save()

    def _on_saved(self, *_: Any) -> None:
        self.saved += 1


def main(folder: Path, seconds: float, prospects: Sequence[str]) -> None:
    """Open the window on a profile and let somebody type for so many seconds."""
    with suppress(OSError):
        os.nice(-5)  # where it may: the machine's other work is not what is measured
    starved = multiprocessing.get_context("spawn").Value("d", 0.0)
    idle = multiprocessing.get_context("spawn").Process(target=_idle, args=(starved,), daemon=True)
    application = make_application(["companion"], "companion")
    with only_instance(folder):
        session = Session(application, folder, FolderKeychain(folder))
        seen: dict[str, Any] = {}

        def begin(window: Window) -> None:
            typist = Typist(window, prospects)
            idle.start()

            def watch() -> None:
                seen["watchdog"] = Watchdog()
                QTimer.singleShot(int(seconds * 1000), typist.rest)
                QTimer.singleShot(int(seconds * 1000), lambda: print("typed", flush=True))
                QTimer.singleShot(int(seconds * 1000), lambda: _wait(window, typist))

            QTimer.singleShot(2_000, watch)  # the first pictures of a window are its start

        def _wait(window: Window, typist: Typist) -> None:
            status = window.suite.line.status()
            if status.unsent:
                window.line_presenter.sync()
                QTimer.singleShot(200, lambda: _wait(window, typist))
                return
            seen.update(saved=typist.saved, failed=typist.failed)
            application.quit()

        session.opened.connect(begin)
        session.start()
        application.exec()
        idle.kill()
        longest = seen.pop("watchdog").longest
        print(json.dumps({**seen, "longest": longest, "starved": starved.value}), flush=True)
        session.end()


def _idle(starved: Synchronized[float]) -> None:
    seen = time.monotonic()
    while True:
        time.sleep(TICK)
        now = time.monotonic()
        starved.value = max(starved.value, now - seen - TICK)
        seen = now


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
