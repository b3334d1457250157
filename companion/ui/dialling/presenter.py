"""Dials through the laptop's phone program, and asks first where somebody asked not to be."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from companion.domain.people import BarredCalls

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from companion.domain.prospects import Prospect
    from companion.domain.visits import Visit
    from companion.ui.call_form.presenter import FormPresenter
    from companion.ui.habits import Habits
    from companion.ui.messages import Messages

_COMES_BACK_WITHIN = 5.0
"""Seconds in which a call that the system handed back to us arrives."""


class DialPresenter(QObject):
    """Starts the clock and hands the number on."""

    def __init__(
        self,
        window: QWidget,
        calls: FormPresenter,
        messages: Messages,
        habits: Habits,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._calls = calls
        self._messages = messages
        self._habits = habits
        self._dialled = ("", 0.0)

    def dial(self, prospect: Prospect | None, phone: str) -> None:
        """Call a number of somebody; whoever must not be called is for a reason, or not at all."""
        if prospect is None or not phone:
            return
        if not prospect.is_barred:
            self._call(phone)
        elif self._calls.barred_calls is BarredCalls.REFUSED:
            self._refuse(prospect)
        else:
            self._ask(prospect, phone)

    def _refuse(self, prospect: Prospect) -> None:
        words = self.tr("{name} must not be called, and your organisation allows no exception.")
        self._messages.say(words.format(name=prospect.name.strip() or prospect.company))

    def _ask(self, prospect: Prospect, phone: str) -> None:
        from companion.ui.dialling.reason import ReasonDialog  # noqa: PLC0415 - seldom needed

        dialog = ReasonDialog(prospect, self._window)
        dialog.agreed.connect(lambda reason: self._call(phone, reason))
        dialog.open()

    def _call(self, phone: str, reason: str = "") -> None:
        self._calls.start_call(phone, reason)
        address = self._habits.now.dial.replace("{phone}", phone)
        self._dialled = (_digits(phone), time.monotonic())
        if not QDesktopServices.openUrl(QUrl(address)):
            self._say_untaken()

    def has_come_back(self, visit: Visit) -> bool:
        """Tell whether a visit is our own call, which the system handed to us instead of a phone.

        Companion takes ``tel:`` links of web pages; where nothing else does, it takes its own.
        """
        phone, at = self._dialled
        is_own = bool(phone) and _digits(visit.phone) == phone
        if not is_own or time.monotonic() - at > _COMES_BACK_WITHIN:
            return False
        self._dialled = ("", 0.0)
        self._say_untaken()
        return True

    def _say_untaken(self) -> None:
        self._messages.say(
            self.tr("No phone program took the call. Please dial by hand; the clock runs.")
        )


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())
