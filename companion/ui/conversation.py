"""What passes between the promise and the call form: dialling, objecting, saying it better, saving.

The window puts the panels beside each other; this lets them work together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.ui.dialling.presenter import DialPresenter
from companion.ui.proposals.presenter import ProposalPresenter

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.errors import CompanionError
    from companion.domain.follow_ups import FollowUp
    from companion.services.suite import Suite
    from companion.ui.tasks import Tasks
    from companion.ui.window import Window


class Conversation(QObject):
    """Connects promise and form, and the actions that concern both."""

    def __init__(self, window: Window, suite: Suite, desk: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._promise, self._form = window.promise, window.form
        self._form_presenter = window.form_presenter
        self.dialling = DialPresenter(window, self._form_presenter, window.messages, window.habits)
        self._is_following = False
        self.proposals = ProposalPresenter(window.promise, suite.proposals, desk)
        self._connect()
        self._connect_actions()

    def _connect(self) -> None:
        messages = self._window.messages
        self._window.sheet_presenter.opened.connect(self._on_opened)
        self._promise.dialled.connect(lambda _: self._on_dialled())
        self._promise.objected.connect(self._on_objected)
        self._form.objections.add.clicked.disconnect()
        self._form.objections.add.clicked.connect(self._on_objected)
        self._form_presenter.marked.connect(self._promise.show_marks)
        self._form.clock.started.connect(self._on_started)
        self._form_presenter.saved.connect(self._on_saved)
        self._window.today_presenter.went_on.connect(self._follow)
        self._form_presenter.failed.connect(messages.say_error)
        sheets = self._window.sheet_presenter
        sheets.completed.connect(self._on_completed)
        sheets.reopened.connect(self._on_kept)
        sheets.failed.connect(messages.say_error)
        last_save = self._form_presenter.last_save
        last_save.asked.connect(self._form_presenter.leave)
        last_save.taken_back.connect(self._on_taken_back)
        last_save.failed.connect(self._on_not_taken_back)
        self.proposals.changed.connect(self._on_kept)
        self.proposals.told.connect(messages.say)

    def _connect_actions(self) -> None:
        actions, form = self._window.actions_, self._form
        slots = {
            actions.call: self._on_dialled,
            actions.clock: form.clock.press,
            actions.objection: self._on_objected,
            actions.objection_up: lambda: form.objections.shift(-1),
            actions.objection_down: lambda: form.objections.shift(1),
            actions.objection_removed: form.objections.remove,
            actions.proposal: self.proposals.begin,
            actions.compare: self._promise.paper.toggle_comparison,
            actions.save: self._form_presenter.save,
            actions.save_and_next: lambda: self._form_presenter.save(is_next=True),
            actions.undo: self._on_asked_undo,
            actions.promise: self._promise.paper.take_focus,
            actions.line: form.line.take_focus,
            actions.result: form.result.take_focus,
            actions.use: form.use.take_focus,
            actions.step: form.take_step_focus,
            actions.notes: form.notes.setFocus,
        }
        for action, slot in slots.items():
            action.triggered.connect(lambda _=False, slot=slot: slot())

    def _on_opened(self) -> None:
        """After a save or its undoing the keyboard rests on the call, where our keys work."""
        if self._is_following:
            self._is_following = False
            self._form.clock.button.setFocus()

    def _on_started(self) -> None:
        """The line is asked for next; a keyboard that is at work elsewhere stays there."""
        at = self._window.focusWidget()
        is_idle = at in (None, self._form.clock.button) or self._window.today.isAncestorOf(at)
        if is_idle:
            self._form.line.take_focus()

    def _on_dialled(self) -> None:
        person = self._promise.person
        self.dialling.dial(person.prospect, person.phone)

    def _on_objected(self) -> None:
        span = self._promise.paper.selection()
        self._form_presenter.begin_objection(span)
        self._promise.paper.drop_selection()

    def _on_saved(self, changes: Changes, prospect_id: str, is_next: bool) -> None:
        window, today = self._window, self._window.today_presenter
        follower = today.after(prospect_id) if is_next else prospect_id
        window.refresh_after(changes, is_sheet_left=True)
        window.line_presenter.sync()
        if is_next and today.is_aside:
            today.go_on()
        else:
            self._follow(follower)

    def _follow(self, prospect_id: str | None) -> None:
        window = self._window
        self._is_following = prospect_id is not None
        if prospect_id is not None:
            window.open_prospect(prospect_id)
        else:
            self._promise.show_nobody(self.tr("That was the last one on the list."))
            window.today.list.setFocus()  # the form rests, and the keyboard must be somewhere
        window.messages.say(self.tr("Saved on this laptop."))

    def _on_completed(self, step: FollowUp, changes: Changes) -> None:
        self._on_kept(changes)
        words = " ".join(step.what.split()) or self.tr("Next step")
        self._form.bar.undo.offer(
            self.tr("Done: {step}").format(step=words),
            lambda: self._window.sheet_presenter.reopen_step(step),
        )

    def _on_asked_undo(self) -> None:
        if not self._form.bar.undo.undo():
            self._window.messages.say(self.tr("There is nothing to take back."))

    def _on_taken_back(self, changes: Changes, prospect_id: str) -> None:
        window = self._window
        window.refresh_after(changes, is_sheet_left=True)
        window.line_presenter.sync()
        self._is_following = True
        window.open_prospect(prospect_id)
        window.messages.say(self.tr("The call is back in the form. Nothing of it is saved."))

    def _on_not_taken_back(self, error: CompanionError, prospect_id: str) -> None:
        self._window.open_prospect(prospect_id)
        self._window.messages.say_error(error)

    def _on_kept(self, changes: Changes) -> None:
        self._window.refresh_after(changes)
        self._window.line_presenter.sync()
