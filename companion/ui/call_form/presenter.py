"""The life of a draft: kept at every pause, restored, saved once; answers as words are typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.people import BarredCalls
from companion.ui.call_form.last_save import LastSave
from companion.ui.call_form.lookup import AnswerLookup
from companion.ui.pauses import Pause

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.drafts import CallDraft
    from companion.domain.promises import Span
    from companion.services.answers import Answers
    from companion.services.calls import Calls
    from companion.services.views import ProspectSheet
    from companion.ui.call_form.view import FormView
    from companion.ui.tasks import Tasks


class FormPresenter(QObject):
    """``kept`` carries when; ``saved`` what changed, whose call it was and whether to go on.

    ``marked`` carries the words of the promise that objections are tied to. ``last_save`` can
    take the last call back. ``barred_calls`` is what happens when somebody is dialled who must not
    be called.
    """

    kept = Signal(object)
    saved = Signal(object, str, bool)
    failed = Signal(object)
    marked = Signal(list)

    def __init__(
        self, view: FormView, calls: Calls, answers: Answers, desk: Tasks, clock: Clock
    ) -> None:
        super().__init__(view)
        self._view = view
        self._calls = calls
        self._desk = desk
        self._clock = clock
        self._sheet: ProspectSheet | None = None
        self._draft: CallDraft | None = None
        self._is_saving = False
        self.barred_calls = BarredCalls.REASON
        self._keeping = Pause(self)
        self._lookup = AnswerLookup(answers, desk, self)
        self.last_save = LastSave(view.bar.undo, calls, desk)
        self._keeping.due.connect(self._keep)
        self._lookup.found.connect(view.objections.show_answers)
        self._lookup.failed.connect(self.failed)
        view.edited.connect(self._on_edited)
        view.saved.connect(self.save)
        view.objections.worded.connect(self._lookup.look_up)

    @property
    def draft(self) -> CallDraft | None:
        """What is in the form now."""
        return self._draft

    def show_sheet(self, sheet: ProspectSheet) -> None:
        """Begin with somebody; what was written for the one before is kept first."""
        self.flush()
        self._sheet = sheet
        self._draft = sheet.draft
        self.barred_calls = sheet.barred_calls
        self._is_saving = False
        self._view.show_sheet(sheet)
        self.marked.emit(_spans(sheet.draft))
        self.kept.emit(sheet.draft.kept_at)
        campaign_id = sheet.campaign.id if sheet.campaign else None
        self._lookup.begin(campaign_id, sheet.draft.objections)

    def start_call(self, phone: str, despite: str = "") -> None:
        """The person asked to call a number: the clock starts.

        ``despite`` is why, where something stands against it.
        """
        draft = self._draft
        if draft is None:
            return
        draft = replace(draft, called_despite=despite or draft.called_despite)
        if draft.started_at is None:
            now = self._clock.now()
            self._put(replace(draft, started_at=now, ended_at=None, phone=phone))
            self._view.line.take_focus()
        elif despite:
            self._put(draft)

    def begin_objection(self, span: Span | None) -> None:
        """Start an objection, tied to words of the promise or to none."""
        if self._draft is not None:
            self._view.begin_objection(span)

    def leave(self, prospect_id: str) -> None:
        """Keep what is in the form and let it rest, if it is about this person."""
        self.flush()
        if self._draft is not None and self._draft.prospect_id == prospect_id:
            self._let_go()

    def flush(self) -> None:
        """Keep the draft now, if anything waits to be kept."""
        if self._keeping.is_waiting:
            self._keeping.stop()
            self._keep()

    def save(self, is_next: bool = False) -> None:
        """Save the call; ``is_next`` asks for the next prospect after it."""
        draft = self._draft
        if draft is None or self._is_saving:
            return
        self._is_saving = True
        self._keeping.stop()
        self._view.show_problems(())
        self._desk.run(
            self,
            lambda: self._calls.finish_call(draft),
            lambda changes: self._on_saved(changes, draft, is_next=is_next),
            self._on_save_failed,
        )

    def stop_timers(self) -> None:
        """The window closes: keep what waits, and let the clock rest."""
        self.flush()
        self._lookup.stop()
        self._view.stop_timer()

    def _keep(self) -> None:
        draft = self._draft
        if draft is not None and not self._is_saving:
            self._desk.run(
                self, lambda: self._calls.keep_draft(draft), self._on_kept, self._on_keep_failed
            )

    def _put(self, draft: CallDraft) -> None:
        self._view.show_draft(draft)
        self._on_edited(draft)

    def _on_edited(self, draft: CallDraft) -> None:
        self._draft = self._frozen(draft)
        self.marked.emit(_spans(draft))
        self._keeping.touch()

    def _frozen(self, draft: CallDraft) -> CallDraft:
        # The version this person saw is fixed with the first word that is written.
        shown = self._sheet.shown if self._sheet else None
        if draft.promise_version_id is None and shown is not None:
            return replace(draft, promise_version_id=shown.id)
        return draft

    def _on_kept(self, draft: CallDraft) -> None:
        if self._draft is not None and draft.call_id == self._draft.call_id:
            self.kept.emit(draft.kept_at)

    def _on_keep_failed(self, error: CompanionError) -> None:
        self._keeping.touch()  # try again: what is typed must not be lost
        self.failed.emit(error)

    def _on_saved(self, changes: Changes, draft: CallDraft, *, is_next: bool) -> None:
        prospect = self._sheet.prospect if self._sheet else None
        name = (prospect.name.strip() or prospect.company) if prospect else ""
        self.last_save.remember(draft, changes, name)
        if self._draft is not None and self._draft.call_id == draft.call_id:
            self._let_go()
        self._is_saving = False
        self.kept.emit(None)
        self.saved.emit(changes, draft.prospect_id, is_next)

    def _let_go(self) -> None:
        self._draft = None
        self._sheet = None
        self._view.allow_writing(is_allowed=False)

    def _on_save_failed(self, error: CompanionError) -> None:
        self._is_saving = False
        self._keeping.touch()
        if isinstance(error, RejectedError) and error.problems:
            self._view.show_problems(error.problems)
        else:
            self.failed.emit(error)


def _spans(draft: CallDraft) -> list[Span]:
    return [each.span for each in draft.objections if each.span is not None]
