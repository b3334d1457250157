"""Work off the main thread: the window hands plain work to a lane and hears back on its own thread.

A lane is an executor with one worker, so that its work is done in the order it was given. The
answer comes home by one queued signal of the lane itself, which outlives every panel; it is
dropped when its owner is gone.
"""

from __future__ import annotations

import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from companion.domain.errors import CompanionError

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Errand:
    """A piece of work under way, and who waits for it."""

    # The docstring is no luxury: without one the decorator asks for a signature to make one of,
    # and PySide loads all of its own for the answer, which takes 40 ms of a start.
    owner: weakref.ref[QObject]
    future: Future[Any]
    done: Callable[[Any], None] | None
    failed: Callable[[CompanionError], None] | None


class Tasks(QObject):
    """One lane. ``left_over`` carries expected errors that nobody waited for."""

    left_over = Signal(object)
    _came_home = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._is_open = True
        self._came_home.connect(self._on_came_home, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        work: Callable[[], Value],
        done: Callable[[Value], None] | None = None,
        failed: Callable[[CompanionError], None] | None = None,
    ) -> None:
        """Do ``work`` on the lane, then ``done(value)`` or ``failed(error)`` on the main thread.

        ``work`` takes and returns plain values and never touches a QObject. After the lane was
        shut down, nothing happens: the window is closing.
        """
        if not self._is_open:
            return
        future = self._executor.submit(work)
        errand = _Errand(weakref.ref(owner), future, done, failed)
        future.add_done_callback(lambda _: self._came_home.emit(errand))

    def shut_down(self) -> None:
        """Finish what is under way and waiting, and end the worker; ``run`` does nothing more."""
        self._is_open = False
        self._executor.shutdown(wait=True)

    def give_up(self) -> None:
        """Forget what is waiting, finish what is under way, and end the worker."""
        self._is_open = False
        self._executor.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _on_came_home(self, errand: _Errand) -> None:
        if errand.future.cancelled():
            return
        owner = errand.owner()
        is_gone = owner is None or not isValid(owner)
        error = errand.future.exception()
        if error is None:
            if errand.done is not None and not is_gone:
                errand.done(errand.future.result())
        elif not isinstance(error, CompanionError):
            raise error  # a bug: the crash hook logs and shows it
        elif errand.failed is None:
            self.left_over.emit(error)
        elif not is_gone:
            errand.failed(error)
