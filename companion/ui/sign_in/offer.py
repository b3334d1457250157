"""Cards that offer a way to begin, and the one for a server: in the browser or with a code."""

from __future__ import annotations

import platform
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.domain.policies import FREE, Policy, SignIn
from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.cards import Card
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from companion.domain.enrolment_links import EnrolmentLink


class Offer(Card):
    """One way to begin: what it means, what it needs, and the button. ``chosen`` goes ahead."""

    chosen = Signal()

    def __init__(self, title: str, meaning: str, button: str, *, is_main: bool = False) -> None:
        super().__init__()
        self.button = Button(button, is_main=is_main)
        self._fields: list[QLineEdit] = []
        self._labels: dict[QLineEdit, Words] = {}
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Words(title, MESSAGE))
        self.meaning = Words(meaning, ink="muted")
        column.addWidget(self.meaning)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addWidget(self._sentence)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addWidget(self.button)
        column.addLayout(self._row)
        self.button.clicked.connect(self.chosen)

    def add_field(self, label: str, example: str, text: str = "") -> QLineEdit:
        """Add a line to fill in."""
        field = QLineEdit(text)
        field.setPlaceholderText(example)
        field.setAccessibleName(label)
        field.returnPressed.connect(self.chosen)
        place = self._grid.rowCount()
        self._labels[field] = Words(label, HEADING, "muted", lines=1)
        self._grid.addWidget(self._labels[field], place, 0)
        self._grid.addWidget(field, place, 1)
        self._fields.append(field)
        return field

    def show_field(self, field: QLineEdit, *, is_shown: bool) -> None:
        """Show a line with its label, or hide both."""
        field.setVisible(is_shown)
        self._labels[field].setVisible(is_shown)

    def preset(self, field: QLineEdit, text: str) -> None:
        """Fill a line in for good: an administrator decided it."""
        field.setText(text)
        field.setReadOnly(True)
        words = Words(self.tr("Preset by your administrator"), SMALL, "muted", lines=1)
        self._grid.addWidget(words, self._grid.rowCount(), 1)

    def show_problem(self, sentence: str) -> None:
        """Say what to mend; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        shown = [each for each in self._fields if not each.isHidden() and not each.isReadOnly()]
        if sentence and shown:
            shown[0].setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard walk as the eye does: Qt orders what has no window yet as it likes."""
        for before, after in pairwise(self._stops()):
            self.setTabOrder(before, after)
        super().showEvent(event)

    def _stops(self) -> list[QWidget]:
        return [*self._fields, self.button]

    @property
    def sentence(self) -> str:
        """What is said in this card now."""
        return self._sentence.text()


class SignInOffer(Offer):
    """What it takes to sign in at a server: its address and the laptop's name; a code if wanted.

    Without a ``server`` of its own the card asks for one.
    """

    def __init__(
        self, title: str, meaning: str, button: str, policy: Policy = FREE, server: str = ""
    ) -> None:
        super().__init__(title, meaning, button, is_main=True)
        self._policy = policy
        self._browser_words = self.tr("Sign in in the browser")
        self._code_words = button
        self.way = SignIn.BROWSER
        self.server = self.add_field(self.tr("Server"), "https://companion.example.com", server)
        self.show_field(self.server, is_shown=not server)
        if policy.server is not None and not server:
            self.preset(self.server, policy.server)
        self.code = self.add_field(self.tr("Code"), self.tr("The one-time code you were given"))
        self.device = self.add_field(self.tr("This laptop"), "", platform.node())
        self.other = Link("")
        self.other.clicked.connect(self._on_other)
        self._row.insertWidget(0, self.other)
        self.take_way(SignIn.BROWSER if policy.allows(SignIn.BROWSER) else SignIn.CODE)
        ways = [policy.allows(each) for each in (SignIn.BROWSER, SignIn.CODE)]
        self.other.setVisible(all(ways))
        self.button.setVisible(any(ways))
        if not any(ways):
            self._show_closed()

    def take_way(self, way: SignIn) -> None:
        """Ask for what this way needs."""
        self.way = way
        is_code = way is not SignIn.BROWSER
        self.show_field(self.code, is_shown=is_code)
        self.button.show_words(self._code_words if is_code else self._browser_words)
        self.other.show_words(self.tr("Use the browser") if is_code else self.tr("I have a code"))

    def take_link(self, link: EnrolmentLink) -> None:
        """Fill in what a link says; the person still decides."""
        self.take_way(SignIn.LINK)
        self.server.setText(link.server)
        self.code.setText(link.code)

    def given(self) -> tuple[str, str, str]:
        """Return the server, the code and the laptop's name as they were typed."""
        fields = (self.server, self.code, self.device)
        server, code, device = (field.text().strip() for field in fields)
        return server, code, device or platform.node()

    def _stops(self) -> list[QWidget]:
        return [*self._fields, self.other, self.button]

    def _on_other(self) -> None:
        self.show_problem("")
        is_browser = self.way is SignIn.BROWSER
        self.take_way(SignIn.CODE if is_browser else SignIn.BROWSER)
        (self.code if is_browser else self.button).setFocus()

    def _show_closed(self) -> None:
        for field in self._fields:
            self.show_field(field, is_shown=False)
        words = self.tr("Your administrator sends you a link to sign in with.")
        closed = self.tr("Your administrator has closed this way to begin.")
        self.meaning.setText(words if self._policy.allows(SignIn.LINK) else closed)
