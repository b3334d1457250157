"""Creates a prospect, or mends one: nothing leaves the form before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import RejectedError
from companion.services.entries import ProspectEntry
from companion.ui.prospects.view import ProspectDialog
from companion.ui.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from companion.domain.changes import Changes
    from companion.domain.errors import CompanionError
    from companion.services.entries import Entries
    from companion.ui.tasks import Tasks

Kept = TypeVar("Kept")


class ProspectsPresenter(QObject):
    """``changed`` carries what was kept, ``created`` the id of somebody new."""

    changed = Signal(object)
    created = Signal(str)
    failed = Signal(object)

    def __init__(self, window: QWidget, entries: Entries, desk: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._entries = entries
        self._desk = desk

    def create(self, phone: str = "") -> ProspectDialog:
        """Ask for somebody new; ``phone`` is the number that is known of them already."""
        dialog = ProspectDialog(self.tr("New prospect"), self._window)
        dialog.show_entry(ProspectEntry(phones=(phone,) if phone else ()))
        dialog.agreed.connect(
            lambda entry: self._keep(
                dialog, lambda: self._entries.create(entry), lambda kept: self._on_created(*kept)
            )
        )
        dialog.open()
        return dialog

    def mend(self, prospect_id: str) -> None:
        """Open somebody's form as they are now."""
        self._desk.run(
            self,
            lambda: self._entries.read(prospect_id),
            lambda entry: self._show(prospect_id, entry),
            self.failed.emit,
        )

    def _show(self, prospect_id: str, before: ProspectEntry) -> None:
        dialog = ProspectDialog(self.tr("Edit prospect"), self._window)
        dialog.show_entry(before)
        dialog.agreed.connect(
            lambda entry: self._keep(
                dialog, lambda: self._entries.mend(prospect_id, before, entry), self.changed.emit
            )
        )
        dialog.open()

    def _keep(
        self, dialog: ProspectDialog, work: Callable[[], Kept], done: Callable[[Kept], None]
    ) -> None:
        def on_kept(kept: Kept) -> None:
            dialog.accept()
            done(kept)

        def on_failed(error: CompanionError) -> None:
            dialog.setEnabled(True)
            if isinstance(error, RejectedError) and error.problems:
                dialog.show_problems(error.problems)
            else:
                dialog.show_error(said(error.sentence))

        dialog.setEnabled(False)
        self._desk.run(dialog, work, on_kept, on_failed)

    def _on_created(self, changes: Changes, prospect_id: str) -> None:
        self.changed.emit(changes)
        self.created.emit(prospect_id)
