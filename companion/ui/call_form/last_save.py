"""The last call that was saved, as long as it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.ui.dates import moment

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.drafts import CallDraft
    from companion.domain.errors import CompanionError
    from companion.services.calls import Calls
    from companion.ui.call_form.undo import UndoBar
    from companion.ui.tasks import Tasks


class LastSave(QObject):
    """``asked`` comes first, with whose call it is; then ``taken_back`` with what changed and
    whose it is, or ``failed``.
    """

    asked = Signal(str)
    taken_back = Signal(object, str)
    failed = Signal(object, str)

    def __init__(self, bar: UndoBar, calls: Calls, desk: Tasks) -> None:
        super().__init__(bar)
        self._bar = bar
        self._calls = calls
        self._desk = desk

    def remember(self, draft: CallDraft, changes: Changes, name: str) -> None:
        """Offer to take this save back."""
        self._bar.offer(self._sentence(draft, name), lambda: self._take_back(draft, changes))

    def _sentence(self, draft: CallDraft, name: str) -> str:
        saved = self.tr("Saved: {name}").format(name=" ".join(name.split()))
        step = ""
        if draft.follow_up_due is not None:
            step = self.tr("next step {when}").format(when=moment(draft.follow_up_due))
        return " · ".join(part for part in (saved, step) if part)

    def _take_back(self, draft: CallDraft, changes: Changes) -> None:
        self.asked.emit(draft.prospect_id)
        self._desk.run(
            self,
            lambda: self._calls.take_back(draft, changes),
            lambda undone: self.taken_back.emit(undone, draft.prospect_id),
            lambda error: self._on_failed(error, draft.prospect_id),
        )

    def _on_failed(self, error: CompanionError, prospect_id: str) -> None:
        self.failed.emit(error, prospect_id)
