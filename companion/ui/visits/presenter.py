"""Opens whom another program names; what it does not understand it says, and does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import RejectedError
from companion.domain.visits import read_link
from companion.ui.phones import written_phone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from companion.domain.visits import Visit
    from companion.services.prospects import Prospects
    from companion.services.views import PhoneMatches
    from companion.ui.messages import Messages
    from companion.ui.tasks import Tasks


class VisitPresenter(QObject):
    """``found`` carries a prospect's id, ``wanted`` a number that somebody new shall have."""

    found = Signal(str)
    wanted = Signal(str)

    def __init__(
        self,
        window: QWidget,
        prospects: Prospects,
        desk: Tasks,
        messages: Messages,
        is_known: Callable[[Visit], bool],
    ) -> None:
        """``is_known`` tells of a visit that was dealt with already."""
        super().__init__(window)
        self._is_known = is_known
        self._window = window
        self._prospects = prospects
        self._desk = desk
        self._messages = messages

    def open(self, link: str) -> bool:
        """Open whom a link names, an empty one nobody; tell whether it was understood."""
        if not link:
            return True
        try:
            visit = read_link(link)
        except RejectedError as error:
            self._messages.say_error(error)
            return False
        if self._is_known(visit):
            return True
        if visit.phone:
            phone = visit.phone
            self._desk.run(self, lambda: self._prospects.by_phone(phone), self._on_matched)
        else:
            prospect_id = visit.prospect_id
            self._desk.run(
                self,
                lambda: self._prospects.open(prospect_id).prospect.id,
                self.found.emit,
                self._messages.say_error,
            )
        return True

    def _on_matched(self, matches: PhoneMatches) -> None:
        if len(matches.rows) == 1 and matches.is_sure:
            self.found.emit(matches.rows[0].prospect_id)
        elif matches.rows:
            self._ask_who(matches)
        else:
            self._offer(matches)

    def _ask_who(self, matches: PhoneMatches) -> None:
        from companion.ui.visits.choice import ChoiceDialog  # noqa: PLC0415 - seldom needed

        if matches.is_sure:
            words = self.tr("{count} people have the number {phone}")
        else:
            words = self.tr("Does {phone} belong to somebody here?")
        question = words.format(count=len(matches.rows), phone=written_phone(matches.phone))
        dialog = ChoiceDialog(question, matches.rows, self._window)
        dialog.chosen.connect(self.found)
        dialog.open()

    def _offer(self, matches: PhoneMatches) -> None:
        phone = matches.phone
        question = self.tr("Nobody here has the number {phone}.")
        self._messages.ask(
            question.format(phone=written_phone(phone)),
            self.tr("You can create a prospect with it now."),
            self.tr("New prospect"),
            lambda: self.wanted.emit(phone),
            is_likely=True,
        )
