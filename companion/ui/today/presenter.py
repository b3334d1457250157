"""Fills the list: today's groups, or what a search found; knows who comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.ui.pauses import Pause
from companion.ui.today.model import Line, found_entries, today_entries

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.services.prospects import Prospects
    from companion.services.views import ProspectRow, TodayList
    from companion.ui.tasks import Tasks
    from companion.ui.today.view import TodayView

_CONCERNED = (
    "prospect",
    "call",
    "follow_up",
    "draft",
    "touch",
    "campaign",
    "promise_version",
    "decision",
    "decision_read",
)
_QUIET, _LATEST = 60, 200


class TodayPresenter(QObject):
    """``opened`` carries whom the person chose; ``filled`` comes with every new list."""

    opened = Signal(str)
    filled = Signal()

    def __init__(self, view: TodayView, prospects: Prospects, desk: Tasks, clock: Clock) -> None:
        super().__init__(view)
        self._view = view
        self._prospects = prospects
        self._desk = desk
        self._clock = clock
        self._sought = ""
        self._open: str | None = None
        self._typing = Pause(self, _QUIET, _LATEST)
        self._typing.due.connect(self.refresh)
        view.searched.connect(self._on_searched)
        view.opened.connect(self._on_opened)

    def refresh(self) -> None:
        """Read the list again."""
        sought = self._sought
        if sought:
            self._desk.run(
                self,
                lambda: self._prospects.search(sought),
                lambda rows: self._on_found(sought, rows),
            )
        else:
            self._desk.run(self, self._prospects.today, self._on_today)

    def refresh_after(self, changes: Changes) -> None:
        """Read the list again if it is concerned."""
        if changes.touches(*_CONCERNED):
            self.refresh()

    def mark_open(self, prospect_id: str) -> None:
        """Remember and show whose sheet is open."""
        self._open = prospect_id
        self._view.mark_current(prospect_id)

    def first(self) -> str | None:
        """Return whom to begin with."""
        return self.after("")

    def after(self, prospect_id: str) -> str | None:
        """Return whom to call after somebody."""
        return self._view.model.prospect_after(prospect_id)

    def stop_timer(self) -> None:
        """Search no more: the window closes."""
        self._typing.stop()

    def _on_searched(self, text: str) -> None:
        self._sought = text.strip()
        self._typing.touch()

    def _on_today(self, today: TodayList) -> None:
        if not self._sought:
            empty = self.tr(
                "Nobody is waiting for a call. Search for anybody above, or import a list (Ctrl+I)."
            )
            self._view.show_entries(today_entries(today, self._clock.now()), empty)
            self._on_filled()

    def _on_found(self, sought: str, rows: tuple[ProspectRow, ...]) -> None:
        if sought == self._sought:
            self._view.show_entries(found_entries(rows), self.tr("Nobody is found by these words."))
            self._on_filled()

    def _on_filled(self) -> None:
        if self._open:
            self._view.mark_current(self._open)
        self.filled.emit()

    def _on_opened(self, prospect_id: str) -> None:
        is_shown = any(
            isinstance(each, Line) and each.prospect_id == prospect_id
            for each in self._view.model.entries
        )
        if is_shown:
            self.opened.emit(prospect_id)
