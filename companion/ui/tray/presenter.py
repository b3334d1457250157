"""Watches for what comes up while the person does something else, and tells it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from companion.ui.dates import clock_time
from companion.ui.vocabulary import decided_words, quoted

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.services.reminders import Reminders
    from companion.services.rows import NewsRow, ProspectRow
    from companion.ui.habits import Habits
    from companion.ui.tasks import Tasks

_LOOK_EVERY = 30_000
PROSPECT, NEWS = "prospect:", "news:"
"""What a link of ours begins with: whom, or which decision, to open when a notice is pressed."""


class ReminderPresenter(QObject):
    """``came_up`` carries title, text and link of each thing, once."""

    came_up = Signal(str, str, str)

    def __init__(
        self, service: Reminders, desk: Tasks, clock: Clock, habits: Habits, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._desk = desk
        self._clock = clock
        self._habits = habits
        self._since = clock.now()
        self._known: set[str] | None = None
        self._look_again = QTimer(self)
        self._look_again.setInterval(_LOOK_EVERY)
        self._look_again.timeout.connect(self.look)

    def start(self) -> None:
        """Take what is there for known, and watch from now on."""
        self._look_again.start()
        self._desk.run(self, self._service.unread_news, self._on_news)

    def stop_timer(self) -> None:
        """Watch no more: the window closes."""
        self._look_again.stop()

    def look(self) -> None:
        """Look for next steps that became due since the last look."""
        since, self._since = self._since, self._clock.now()
        if self._habits.now.tells_due:
            self._desk.run(self, lambda: self._service.due_since(since), self._on_due)

    def look_after(self, changes: Changes) -> None:
        """Look for answers, if a sync brought decisions."""
        if changes.touches("decision"):
            self._desk.run(self, self._service.unread_news, self._on_news)

    def _on_due(self, rows: tuple[ProspectRow, ...]) -> None:
        for row in rows:
            name = row.name.strip() or row.company.strip()
            when = clock_time(row.when) if row.when else ""
            title = self.tr("Due now: {name}").format(name=name)
            text = " · ".join(each for each in (when, row.company) if each)
            self.came_up.emit(title, text, PROSPECT + row.prospect_id)

    def _on_news(self, rows: tuple[NewsRow, ...]) -> None:
        is_first, known = self._known is None, self._known or set()
        self._known = known | {each.decision_id for each in rows}
        if is_first or not self._habits.now.tells_news:
            return
        for row in rows:
            if row.decision_id not in known:
                text = f"{quoted(row.verbatim)} {decided_words(row.kind, row.version)}"
                title = self.tr("Marketing answered you")
                self.came_up.emit(title, text, NEWS + row.decision_id)
