"""Keeps what a rep proposes, and takes it back when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError, RejectedError
from companion.ui.said import said

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.promises import Span
    from companion.services.proposals import Proposals
    from companion.ui.promise.view import PromiseView
    from companion.ui.tasks import Tasks


class ProposalPresenter(QObject):
    """``changed`` carries what was kept or taken back; ``told`` a sentence for the person."""

    changed = Signal(object)
    told = Signal(str)

    def __init__(self, view: PromiseView, proposals: Proposals, desk: Tasks) -> None:
        super().__init__(view)
        self._view = view
        self._form = view.proposal_form
        self._proposals = proposals
        self._desk = desk
        self._version_id: str | None = None
        view.reworded.connect(self.begin)
        view.proposals.withdrawn.connect(self._on_withdrawn)
        self._form.sent.connect(self._on_sent)
        self._form.left.connect(view.paper.take_focus)

    def begin(self) -> None:
        """Start with the selected words, if there are any."""
        span, version_id = self._view.paper.selection(), self._view.paper.version_id
        if span is None or version_id is None:
            self.told.emit(
                self.tr("Select words of the promise first (Ctrl+P), then press Ctrl+B.")
            )
            return
        self._version_id = version_id
        self._form.begin(span)
        self._view.bring_into_sight(self._form)

    def _on_sent(self, span: Span, wording: str, why: str) -> None:
        version_id = self._version_id
        if version_id is not None:
            self._desk.run(
                self,
                lambda: self._proposals.propose(version_id, span, wording, why),
                self._on_kept,
                self._on_refused,
            )

    def _on_kept(self, changes: Changes) -> None:
        self._form.finish()
        self._view.paper.drop_selection()
        self._view.paper.take_focus()
        self.changed.emit(changes)
        self.told.emit(self.tr("Kept, and on its way to marketing. You will hear what they say."))

    def _on_refused(self, error: CompanionError) -> None:
        if isinstance(error, RejectedError):
            self._form.show_problem(" ".join(said(each.sentence) for each in error.problems))
        else:
            self.told.emit(said(error.sentence))

    def _on_withdrawn(self, proposal_id: str) -> None:
        self._desk.run(
            self,
            lambda: self._proposals.withdraw(proposal_id),
            self.changed.emit,
            lambda error: self.told.emit(said(error.sentence)),
        )
