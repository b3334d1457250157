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
        self.dialling = DialPresenter(window, self._form, self._form_presenter, window.messages)
        self.proposals = ProposalPresenter(window.promise, suite.proposals, desk)
        self._connect()
        self._connect_actions()

    def _connect(self) -> None:
        messages = self._window.messages
        self._promise.dialled.connect(lambda _: self._on_dialled())
        self._promise.objected.connect(self._on_objected)
        self._form.objections.add.clicked.disconnect()
        self._form.objections.add.clicked.connect(self._on_objected)
        self._form_presenter.marked.connect(self._promise.show_marks)
        self._form_presenter.saved.connect(self._on_saved)
        self._form_presenter.failed.connect(messages.say_error)
        self.proposals.changed.connect(self._on_kept)
        self.proposals.told.connect(messages.say)

    def _connect_actions(self) -> None:
        actions, form = self._window.actions_, self._form
        slots = {
            actions.call: self._on_dialled,
            actions.clock: form.clock.press,
            actions.objection: self._on_objected,
            actions.proposal: self.proposals.begin,
            actions.compare: self._promise.paper.toggle_comparison,
            actions.save: self._form_presenter.save,
            actions.save_and_next: lambda: self._form_presenter.save(is_next=True),
            actions.promise: self._promise.paper.take_focus,
            actions.line: form.line.take_focus,
            actions.result: form.result.take_focus,
            actions.use: form.use.take_focus,
            actions.step: form.next_step.take_focus,
            actions.notes: form.notes.setFocus,
        }
        for action, slot in slots.items():
            action.triggered.connect(lambda _=False, slot=slot: slot())

    def _on_dialled(self) -> None:
        person = self._promise.person
        self.dialling.dial(person.prospect, person.phone)

    def _on_objected(self) -> None:
        span = self._promise.paper.selection()
        self._form_presenter.begin_objection(span)
        self._promise.paper.drop_selection()

    def _on_saved(self, changes: Changes, prospect_id: str, is_next: bool) -> None:
        window = self._window
        follower = window.today_presenter.after(prospect_id) if is_next else prospect_id
        window.refresh_after(changes, is_sheet_left=True)
        window.line_presenter.sync()
        if follower is not None:
            window.open_prospect(follower)
        else:
            self._promise.show_nobody(self.tr("That was the last one on the list."))
        window.messages.say(self.tr("Saved on this laptop."))

    def _on_kept(self, changes: Changes) -> None:
        self._window.refresh_after(changes)
        self._window.line_presenter.sync()
