"""Fills the list: today's groups, or what a search found; knows who comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.searches import Search
from companion.services.rows import FoundList, TodayList
from companion.services.views import FilterChoices
from companion.ui.pauses import Pause
from companion.ui.today.filters import FilterMenu, KeepDialog
from companion.ui.today.model import Line, found_entries, today_entries

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.services.prospects import Prospects
    from companion.services.searches import Searches
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
    "proposal",
    "decision_read",
)
_QUIET, _LATEST = 60, 200


class TodayPresenter(QObject):
    """``opened`` carries whom the person chose; ``filled`` comes with every new list.

    ``went_on`` answers ``go_on`` with whom to call next, None if nobody waits.
    """

    opened = Signal(str)
    filled = Signal()
    went_on = Signal(object)

    def __init__(
        self,
        view: TodayView,
        prospects: Prospects,
        searches: Searches,
        desk: Tasks,
        clock: Clock,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._prospects = prospects
        self._searches = searches
        self._desk = desk
        self._clock = clock
        self._search = Search(view.search.text().strip())  # typed before anybody listened
        self._choices = FilterChoices()
        self._today = TodayList()
        self._open: str | None = None
        self._is_going_on = False
        self._typing = Pause(self, _QUIET, _LATEST)
        self._typing.due.connect(self.refresh)
        view.searched.connect(self._on_searched)
        view.opened.connect(self._on_opened)
        view.filter.clicked.connect(self.open_filters)
        view.tags.chosen.connect(self.show_search)

    @property
    def search(self) -> Search:
        """What the list is searched for; blank while it is today's."""
        return self._search

    def refresh(self) -> None:
        """Read the list again."""
        asked = self._search
        if asked.is_blank:
            self._desk.run(self, self._prospects.today, self._on_today)
        elif asked.is_filtered:
            self._desk.run(
                self, lambda: self._searches.find(asked), lambda found: self._on_found(asked, found)
            )
        else:
            self._desk.run(
                self,
                lambda: FoundList(self._prospects.search(asked.text)),
                lambda found: self._on_found(asked, found),
            )

    def show_time(self) -> None:
        """Bring ages and what is overdue up to date."""
        if self._search.is_blank and self._view.model.rowCount():
            self._view.show_entries(today_entries(self._today, self._clock.now()), "")

    def open_filters(self) -> None:
        """Open the menu of filters and saved searches."""
        self._desk.run(self, self._searches.choices, self._on_choices)

    def show_search(self, search: Search) -> None:
        """Search for something else, words and filters alike."""
        self._search = search
        if self._view.search.text().strip() != search.text:
            self._view.search.setText(search.text)
        self._view.filter.is_filled = search.is_filtered
        self._view.filter.update()
        self._view.tags.show_search(search, self._choices)
        self._typing.stop()
        self.refresh()

    def refresh_after(self, changes: Changes) -> None:
        """Read the list again if it is concerned."""
        if changes.touches(*_CONCERNED):
            self.refresh()

    def mark_open(self, prospect_id: str) -> None:
        """Remember and show whose sheet is open."""
        self._open = prospect_id
        self._is_going_on = False  # somebody was chosen by hand meanwhile
        self._view.mark_current(prospect_id)

    def first(self) -> str | None:
        """Return whom to begin with."""
        return self.after("")

    def after(self, prospect_id: str) -> str | None:
        """Return whom to call after somebody."""
        return self._view.model.prospect_after(prospect_id)

    @property
    def is_aside(self) -> bool:
        """Whether somebody was searched for by words alone, aside from the day's list."""
        return bool(self._search.text) and not self._search.is_filtered

    def go_on(self) -> None:
        """Leave the search and go on with the day where it was."""
        self._is_going_on = True
        self.show_search(Search())

    def stop_timer(self) -> None:
        """Search no more: the window closes."""
        self._typing.stop()

    def _on_choices(self, choices: FilterChoices) -> None:
        self._choices = choices
        menu = FilterMenu(self._search, choices, self._view)
        menu.chosen.connect(self.show_search)
        menu.asked_keep.connect(self._on_asked_keep)
        menu.dropped.connect(self._on_dropped)
        menu.popup_under(self._view.filter)

    def _on_asked_keep(self, name: str) -> None:
        dialog = KeepDialog(name, self._view)
        dialog.textValueSelected.connect(self._on_named)
        dialog.open()

    def _on_named(self, name: str) -> None:
        search = self._search
        self._desk.run(self, lambda: self._searches.keep(name, search))

    def _on_dropped(self, name: str) -> None:
        self._desk.run(self, lambda: self._searches.drop(name))

    def _on_searched(self, text: str) -> None:
        self._search = replace(self._search, text=text.strip())
        self._typing.touch()

    def _on_today(self, today: TodayList) -> None:
        if self._search.is_blank:
            empty = self.tr(
                "Nobody is waiting for a call. Search for anybody above, or import a list (Ctrl+I)."
            )
            self._today = today
            self._view.show_entries(today_entries(today, self._clock.now()), empty)
            self._on_filled()
            if self._is_going_on:
                self._is_going_on = False
                self.went_on.emit(self.after(self._open or ""))

    def _on_found(self, asked: Search, found: FoundList) -> None:
        if asked == self._search:
            now = self._clock.now() if asked.is_filtered else None
            entries = found_entries(found.rows, found.count, now)
            empty = self.tr("Nobody is found by these words.")
            self._view.show_entries(
                entries, self.tr("Nobody is found so.") if asked.is_filtered else empty
            )
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
