"""The first start: sign in to a server, work on this laptop only, or look around."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.resources import resource_path
from companion.ui.parts.buttons import Button
from companion.ui.parts.cards import Card
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import HEADING, HEADLINE, MESSAGE, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.services.profiles import OpenProfile, Profiles
    from companion.ui.tasks import Tasks

_WIDTH = 520


class Offer(Card):
    """One way to begin: what it means, what it needs, and the button. ``chosen`` goes ahead."""

    chosen = Signal()

    def __init__(self, title: str, meaning: str, button: str, *, is_main: bool = False) -> None:
        super().__init__()
        self.button = Button(button, is_main=is_main)
        self._fields: list[QLineEdit] = []
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Words(title, MESSAGE))
        column.addWidget(Words(meaning, ink="muted"))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addWidget(self._sentence)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        column.addLayout(row)
        self.button.clicked.connect(self.chosen)

    def add_field(self, label: str, example: str, text: str = "") -> QLineEdit:
        """Add a line to fill in."""
        field = QLineEdit(text)
        field.setPlaceholderText(example)
        field.setAccessibleName(label)
        field.returnPressed.connect(self.chosen)
        place = len(self._fields)
        self._grid.addWidget(Words(label, HEADING, "muted", lines=1), place, 0)
        self._grid.addWidget(field, place, 1)
        self._fields.append(field)
        return field

    def show_problem(self, sentence: str) -> None:
        """Say what to mend; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        if sentence and self._fields:
            self._fields[0].setFocus()

    @property
    def sentence(self) -> str:
        """What is said in this card now."""
        return self._sentence.text()


class SignInOffer(Offer):
    """What it takes to join a server: its address, a one-time code and the laptop's name."""

    def __init__(self, title: str, meaning: str, button: str) -> None:
        super().__init__(title, meaning, button, is_main=True)
        self.server = self.add_field(self.tr("Server"), "https://companion.example.com")
        self.code = self.add_field(self.tr("Code"), self.tr("The one-time code you were given"))
        self.device = self.add_field(self.tr("This laptop"), "", platform.node())


class StartWindow(QWidget):
    """``opened`` carries the open profile of the way that was chosen; ``keychain_missed`` says
    that this computer has no keychain to keep its key in.
    """

    opened = Signal(object)
    keychain_missed = Signal()

    def __init__(self, profiles: Profiles, desk: Tasks) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Welcome – Companion"))
        self.setWindowIcon(QIcon(str(resource_path("icons", "companion.svg"))))
        self._profiles = profiles
        self._desk = desk
        self._is_opened = False
        self._build_offers()
        self._lay_out()
        take_size(self, _WIDTH + 80, 800)
        self.sign_in.server.setFocus()

    @property
    def has_opened(self) -> bool:
        """Whether a profile was opened, so that closing this window is not the end."""
        return self._is_opened

    def _build_offers(self) -> None:
        self.sign_in = SignInOffer(
            self.tr("Sign in"),
            self.tr("Your company has a Companion server, and you were given a code."),
            self.tr("Sign in"),
        )
        self.alone = Offer(
            self.tr("This laptop only"),
            self.tr("Work without a server. You can join one later; everything comes along."),
            self.tr("Begin here"),
        )
        self.name = self.alone.add_field(self.tr("Your name"), self.tr("As colleagues know you"))
        region = QLocale.territoryToCode(QLocale.system().territory())
        self.region = self.alone.add_field(self.tr("Country"), self.tr("DE, PT, US …"), region)
        self.region.setMaxLength(2)
        self.demo = Offer(
            self.tr("Look around"),
            self.tr("An invented company with prospects, promises and calls. Nothing is sent."),
            self.tr("Look around"),
        )
        self.sign_in.chosen.connect(self._on_sign_in)
        self.alone.chosen.connect(self._on_alone)
        self.demo.chosen.connect(lambda: self._open(self.demo, self._profiles.look_around))

    def _lay_out(self) -> None:
        area = ScrollingColumn((24, 32, 24, 32), spacing=16)
        area.column.addWidget(Words(self.tr("The promise beside the call"), HEADLINE))
        area.column.addWidget(Words(self.tr("How would you like to begin?"), ink="muted"))
        self._offers = (self.sign_in, self.alone, self.demo)
        for offer in self._offers:
            area.column.addWidget(offer)
        area.column.addStretch(1)
        area.setMaximumWidth(_WIDTH + 48)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(area, stretch=100)
        row.addStretch(1)

    def _on_sign_in(self) -> None:
        server, code = self.sign_in.server.text().strip(), self.sign_in.code.text().strip()
        device = self.sign_in.device.text().strip() or platform.node()
        region = self.region.text().strip().upper()
        self._open(self.sign_in, lambda: self._profiles.sign_in(server, code, device, region))

    def _on_alone(self) -> None:
        name, region = self.name.text(), self.region.text().strip().upper()
        self._open(self.alone, lambda: self._profiles.work_alone(name, region))

    def _open(self, offer: Offer, work: Callable[[], OpenProfile]) -> None:
        if not self.isEnabled():
            return
        for each in self._offers:
            each.show_problem("")
        self.setEnabled(False)
        self._desk.run(self, work, self._on_opened, lambda error: self._on_failed(offer, error))

    def _on_opened(self, profile: OpenProfile) -> None:
        self._is_opened = True
        self.opened.emit(profile)
        self.close()

    def _on_failed(self, offer: Offer, error: CompanionError) -> None:
        self.setEnabled(True)
        offer.show_problem(said(error.sentence))
        if error.code == "keychain_absent":
            self.keychain_missed.emit()
