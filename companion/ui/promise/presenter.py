"""Opens a prospect's sheet and keeps it up to date; never touches what is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.follow_ups import FollowUp
    from companion.services.prospects import Prospects
    from companion.services.views import ProspectSheet
    from companion.ui.promise.view import PromiseView
    from companion.ui.tasks import Tasks

_CONCERNED = (
    "prospect",
    "call",
    "objection",
    "follow_up",
    "touch",
    "campaign",
    "promise",
    "promise_version",
    "answer",
    "category",
    "proposal",
)


class SheetPresenter(QObject):
    """``opened`` carries the sheet of somebody newly opened; ``completed`` a next step that was
    ticked off and what changed; ``failed`` why one was not.
    """

    opened = Signal(object)
    completed = Signal(object, object)
    reopened = Signal(object)
    failed = Signal(object)

    def __init__(self, view: PromiseView, prospects: Prospects, desk: Tasks, clock: Clock) -> None:
        super().__init__(view)
        self._view = view
        self._prospects = prospects
        self._desk = desk
        self._clock = clock
        self._wanted: str | None = None
        view.steps.done.connect(self._on_done)

    @property
    def prospect_id(self) -> str | None:
        """Whose sheet is open, or about to be."""
        return self._wanted

    def open(self, prospect_id: str) -> None:
        """Open somebody's sheet."""
        self._wanted = prospect_id
        self._desk.run(self, lambda: self._prospects.open(prospect_id), self._on_opened)

    def refresh_after(self, changes: Changes) -> None:
        """Show the sheet anew if it is concerned; the form keeps what is in it."""
        if changes.touches(*_CONCERNED):
            self.refresh()

    def refresh(self) -> None:
        """Show the sheet anew, if one is open; the form keeps what is in it."""
        wanted = self._wanted
        if wanted is not None:
            self._desk.run(self, lambda: self._prospects.open(wanted), self._on_refreshed)

    def show_time(self) -> None:
        """Bring the time of day where the person is up to date."""
        self._view.person.show_time(self._clock.now())

    def reopen_step(self, step: FollowUp) -> None:
        """Open a next step again that was ticked off by mistake."""
        self._desk.run(
            self,
            lambda: self._prospects.reopen_follow_up(step.id),
            self.reopened.emit,
            self.failed.emit,
        )

    def _on_done(self, step: FollowUp) -> None:
        self._desk.run(
            self,
            lambda: self._prospects.complete_follow_up(step.id),
            lambda changes: self.completed.emit(step, changes),
            self.failed.emit,
        )

    def _on_opened(self, sheet: ProspectSheet) -> None:
        if sheet.prospect.id == self._wanted:
            self._view.show_sheet(sheet, self._clock.now())
            self._view.scroll_to_top()
            self.opened.emit(sheet)

    def _on_refreshed(self, sheet: ProspectSheet) -> None:
        if sheet.prospect.id == self._wanted:
            self._view.show_sheet(sheet, self._clock.now())
