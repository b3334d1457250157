"""A person's preferences while the window is open: changed at once, kept after a pause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from companion.domain.preferences import Preferences
from companion.ui.pauses import Pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.ui.tasks import Tasks

_QUIET, _LATEST = 1_000, 10_000


class Habits(QObject):
    """``changed`` comes when something is chosen. ``keep`` writes the preferences to the disk."""

    changed = Signal()

    def __init__(
        self,
        preferences: Preferences | None = None,
        keep: Callable[[Preferences], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = self._kept = preferences or Preferences()
        self._keep = keep
        self._lane: Tasks | None = None
        self._pause = Pause(self, _QUIET, _LATEST)
        self._pause.due.connect(self._on_due)

    @property
    def now(self) -> Preferences:
        """The preferences as they are."""
        return self._now

    def use_lane(self, lane: Tasks) -> None:
        """Write on this lane from now on."""
        self._lane = lane

    def change(self, **chosen: Any) -> None:
        """Change some of the preferences, by the names they have."""
        after = replace(self._now, **chosen)
        if after != self._now:
            self._now = after
            self._pause.touch()
            self.changed.emit()

    def flush(self) -> None:
        """Hand what was not written yet to the lane, before the lane ends."""
        self._pause.stop()
        self._on_due()

    def _on_due(self) -> None:
        preferences, keep = self._now, self._keep
        if keep is not None and self._lane is not None and preferences != self._kept:
            self._kept = preferences
            self._lane.run(self, lambda: keep(preferences))
