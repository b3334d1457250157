"""Long work step by step on a lane, so that what else waits for the lane has its turn between."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.changes import Changes
from companion.domain.progress import seconds_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.services.views import Step
    from companion.ui.tasks import Tasks

_TELL_EVERY = 1.0
"""Seconds between two tellings of what changed: every panel looks again each time."""


class Walk(QObject):
    """``stepped`` carries a step and the seconds left, ``changed`` what steps changed.

    In the end comes one of ``ended``, ``stopped`` and ``failed``; after a stop it can be gone on
    with. Its owner outlives whoever looks on: what was changed is told although they left.
    """

    stepped = Signal(object, object)
    changed = Signal(object)
    ended = Signal()
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, owner: QObject, desk: Tasks, step: Callable[[], Step]) -> None:
        super().__init__(owner)
        self._desk = desk
        self._step = step
        self._is_stopped = False
        self._turn = 0
        self._from = self._done = 0
        self._began = self._told = time.monotonic()
        self._changes = Changes()

    def go(self) -> None:
        """Do the steps until the last, or until it is stopped."""
        self._is_stopped = False
        self._from, self._began = self._done, time.monotonic()
        self._ask()

    def stop(self) -> None:
        """Stop after the step under way."""
        self._is_stopped = True

    def _ask(self) -> None:
        self._desk.run(self, self._step, self._on_stepped, self._on_failed)

    def _on_stepped(self, step: Step) -> None:
        self._changes |= step.changes
        if step.turn != self._turn:
            self._turn, self._from, self._began = step.turn, 0, time.monotonic()
        self._done = step.done
        is_last = step.is_over or self._is_stopped
        if is_last or time.monotonic() - self._told > _TELL_EVERY:
            self._tell()
        if step.is_over:
            self.ended.emit()
        elif self._is_stopped:
            self.stopped.emit()
        else:
            done, total = step.done - self._from, step.total - self._from
            self.stepped.emit(step, seconds_left(done, total, time.monotonic() - self._began))
            self._ask()

    def _on_failed(self, error: CompanionError) -> None:
        self._tell()
        self.failed.emit(error)

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self._changes:
            self.changed.emit(self._changes)
        self._changes = Changes()
