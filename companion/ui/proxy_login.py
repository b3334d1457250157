"""Asks for the name and the password that a company's proxy wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import HEADING, MESSAGE, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.services.proxies import Proxies
    from companion.ui.tasks import Tasks

_WANTED, _REFUSED = "proxy_sign_in", "proxy_refused"


class ProxyDialog(QDialog):
    """``given`` carries name and password."""

    given = Signal(str, str)

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Your company's proxy"))
        self.setMinimumWidth(480)
        self._title = Words(
            self.tr("The proxy {place} wants a name and a password").format(place=place), MESSAGE
        )
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name"))
        self.password = QLineEdit()
        self.password.setAccessibleName(self.tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        self.cancel = Button(self.tr("Cancel"), "Esc")
        self.go_on = Button(self.tr("Go on"), is_main=True)
        self.go_on.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._on_given)
        self._lay_out()
        self.name.setFocus()

    @property
    def sentence(self) -> str:
        """What is said to be wrong now."""
        return self._sentence.text()

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong, and let it be typed again."""
        self.setEnabled(True)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        (self.password if self.name.text() else self.name).setFocus()

    def _on_given(self) -> None:
        self.setEnabled(False)  # the keychain may have to ask first
        self.given.emit(self.name.text(), self.password.text())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(8)
        column.addWidget(self._title)
        meaning = self.tr(
            "They are usually those you sign in to your computer with. Companion keeps them in "
            "this computer's keychain and shows them to this proxy only."
        )
        column.addWidget(Words(meaning, ink="muted"))
        column.addSpacing(4)
        for field in (self.name, self.password):
            column.addWidget(Words(field.accessibleName(), HEADING, "muted", lines=1))
            column.addWidget(field)
        column.addWidget(self._sentence)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)


def wants_login(error: CompanionError) -> bool:
    """Tell whether an error says that a proxy wants a name and a password, or others."""
    return error.code in (_WANTED, _REFUSED)


def ask_proxy_login(
    proxies: Proxies,
    server: str,
    desk: Tasks,
    window: QWidget,
    done: Callable[[], None],
    error: CompanionError | None = None,
) -> None:
    """Ask in ``window`` what opens the proxy before ``server``; ``done`` is called once it is kept.

    ``error`` is why it is asked.
    """

    def ask(place: str) -> None:
        dialog = ProxyDialog(place, window)
        dialog.given.connect(lambda name, password: keep(dialog, name, password))
        if error is not None and error.code == _REFUSED:
            dialog.show_problem(said(error.sentence))
        dialog.open()

    def keep(dialog: ProxyDialog, name: str, password: str) -> None:
        desk.run(
            dialog,
            lambda: proxies.keep(server, name, password),
            lambda _: go_on(dialog),
            lambda error: dialog.show_problem(said(error.sentence)),
        )

    def go_on(dialog: ProxyDialog) -> None:
        dialog.accept()
        done()

    desk.run(window, lambda: proxies.place(server), ask)
