"""Opens what marketing answered, and marks it read: opening is reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.errors import CompanionError
    from companion.services.news import News
    from companion.services.rows import NewsRow
    from companion.services.views import NewsThread, ProposalThread
    from companion.ui.news.view import NewsPage
    from companion.ui.tasks import Tasks


class NewsPresenter(QObject):
    """``shown`` comes with each page that is filled, ``changed`` when something was read."""

    shown = Signal()
    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, page: NewsPage, news: News, desk: Tasks, clock: Clock) -> None:
        super().__init__(page)
        self._page = page
        self._news = news
        self._desk = desk
        self._clock = clock
        page.asked.connect(self.open)

    def open(self, decision_id: str) -> None:
        """Show one decision and note that it was read."""
        work = self._news

        def read() -> tuple[NewsThread | ProposalThread, Changes, tuple[NewsRow, ...]]:
            thread = work.thread(decision_id)
            return thread, work.mark_read(decision_id), work.recent()

        self._desk.run(
            self, read, lambda found: self._on_read(decision_id, *found), self._on_failed
        )

    def open_latest(self) -> None:
        """Show the newest decision, read or not; say so if there is none."""
        self._desk.run(self, self._news.recent, self._on_recent, self._on_failed)

    def _on_recent(self, rows: tuple[NewsRow, ...]) -> None:
        unread = [each for each in rows if not each.is_read]
        if rows:
            self.open((*unread, *rows)[0].decision_id)
        else:
            self._page.show_nothing()
            self._page.show_earlier((), self._clock.now(), "")
            self.shown.emit()

    def _on_read(
        self,
        decision_id: str,
        thread: NewsThread | ProposalThread,
        changes: Changes,
        rows: tuple[NewsRow, ...],
    ) -> None:
        self._page.show_thread(thread)
        self._page.show_earlier(rows, self._clock.now(), decision_id)
        self.shown.emit()
        if changes:
            self.changed.emit(changes)

    def _on_failed(self, error: CompanionError) -> None:
        self.failed.emit(error)
