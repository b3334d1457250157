"""The sync page at work: reads what waits, and does what the person decides about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from companion.ui.files import choose_new_file, write_file
from companion.ui.line.mending import MendDialog

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.services.outbox import Outbox
    from companion.services.views import OutboxLine
    from companion.ui.line.page import LinePage
    from companion.ui.messages import Messages
    from companion.ui.tasks import Tasks


_ENTRY_FILE = "companion-entry.json"


class PagePresenter(QObject):
    """``changed`` carries what a decision changed."""

    changed = Signal(object)

    def __init__(self, page: LinePage, outbox: Outbox, desk: Tasks, messages: Messages) -> None:
        super().__init__(page)
        self._page = page
        self._outbox = outbox
        self._desk = desk
        self._messages = messages
        self._lines: tuple[OutboxLine, ...] = ()
        page.edited.connect(self._on_edited)
        page.resent.connect(self._on_resent)
        page.copied.connect(self._on_copied)
        page.exported.connect(self._on_exported)
        page.discarded.connect(self._on_discarded)

    def refresh(self) -> None:
        """Read what waits."""
        self._desk.run(self, self._outbox.lines, self._on_lines)

    def _on_lines(self, lines: tuple[OutboxLine, ...]) -> None:
        if lines != self._lines or not lines:
            self._lines = lines
            self._page.show_lines(lines)

    def _on_edited(self, change_id: str) -> None:
        if (line := self._line(change_id)) is not None:
            dialog = MendDialog(line, self._page)
            dialog.agreed.connect(lambda words: self._mend(change_id, words))
            dialog.open()

    def _mend(self, change_id: str, words: dict[str, str]) -> None:
        self._desk.run(self, lambda: self._outbox.mend(change_id, words), self._on_decided)

    def _line(self, change_id: str) -> OutboxLine | None:
        return next((each for each in self._lines if each.change_id == change_id), None)

    def _on_resent(self, change_id: str) -> None:
        self._desk.run(self, lambda: self._outbox.resend(change_id), self._on_decided)

    def _on_copied(self, change_id: str) -> None:
        if (line := self._line(change_id)) is not None:
            QApplication.clipboard().setText(line.text or line.sentence or line.title)
            self._messages.say(self.tr("The text is copied."))

    def _on_exported(self, change_id: str) -> None:
        choose_new_file(
            self._page,
            self.tr("Save this entry"),
            _ENTRY_FILE,
            "JSON (*.json)",
            lambda name: self._export(change_id, Path(name)),
        )

    def _export(self, change_id: str, path: Path) -> None:
        words = self.tr("Saved to {path}.").format(path=path)
        self._desk.run(
            self,
            lambda: write_file(path, self._outbox.export(change_id)),
            lambda _: self._messages.say(words),
        )

    def _on_discarded(self, change_id: str) -> None:
        line = self._line(change_id)
        if line is not None and line.state == "doubled":  # both values are on the server
            self._desk.run(self, lambda: self._outbox.discard(change_id), self._on_decided)
            return
        self._messages.ask(
            self.tr("Discard this entry?"),
            self.tr("It was never taken by the server. It cannot be brought back."),
            self.tr("Discard"),
            lambda: self._desk.run(self, lambda: self._outbox.discard(change_id), self._on_decided),
        )

    def _on_decided(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()
