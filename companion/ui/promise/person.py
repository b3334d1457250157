"""Who is called: name, firm, the time where they are, and the button that dials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from companion.domain.people import BarredCalls
from companion.ui.dates import place_time
from companion.ui.dialling.words import do_not_call
from companion.ui.parts.buttons import Button
from companion.ui.parts.cards import Tag
from companion.ui.parts.words import Words
from companion.ui.phones import written_phone
from companion.ui.tokens import NAME

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.prospects import Prospect


class PersonHeader(QWidget):
    """Name and call button. ``dialled`` carries the number the person asked to call."""

    dialled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phone = ""
        self._prospect: Prospect | None = None
        self._name = Words("", NAME, lines=2)
        self._under = Words("", ink="muted", lines=2)
        self._do_not_call = Tag("", "bad")
        self._call = Button("", "F5")
        self._call.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._call.clicked.connect(lambda: self.dialled.emit(self._phone))
        self._lay_out()

    def show_prospect(
        self, prospect: Prospect, now: datetime, barred_calls: BarredCalls = BarredCalls.REASON
    ) -> None:
        """Show who it is, and what stands against calling them, if anything does."""
        self._prospect = prospect
        self._name.setText(prospect.name.strip() or prospect.company)
        self.show_time(now)
        self._phone = prospect.phones[0] if prospect.phones else ""
        words = self.tr("Call {phone}").format(phone=written_phone(self._phone))
        is_refused = prospect.is_barred and barred_calls is BarredCalls.REFUSED
        if prospect.is_barred:
            words = self.tr("Not to be called") if is_refused else self.tr("Call all the same …")
        self._call.show_words(words if self._phone else self.tr("No phone number"))
        self._call.setEnabled(bool(self._phone) and not is_refused)
        self._do_not_call.setVisible(prospect.is_barred)
        self._do_not_call.setText(do_not_call(prospect))

    def show_time(self, now: datetime) -> None:
        """Bring the time of day where they are up to date."""
        if self._prospect is None:
            return
        each = self._prospect
        company = each.company if each.name.strip() else ""
        parts = (each.title, company, place_time(each.time_zone, now) if each.time_zone else "")
        self._under.setText(" · ".join(part for part in parts if part))
        self._under.setVisible(bool(self._under.text()))

    @property
    def prospect(self) -> Prospect | None:
        """Who is shown, None before anybody was."""
        return self._prospect

    @property
    def phone(self) -> str:
        """The number that would be dialled; empty if there is none."""
        return self._phone

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._under)
        words.addSpacing(4)
        words.addWidget(self._do_not_call)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(words, stretch=1)
        column = QVBoxLayout()
        column.addWidget(self._call)
        column.addStretch(1)
        row.addLayout(column)
