"""When a profile cannot be opened: one sentence, how it is mended, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import MESSAGE, SMALL

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

translate = QCoreApplication.translate

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WITHOUT_KEY = frozenset({"key_missing", "key_wrong", "keychain_absent"})
_LOST = _WITHOUT_KEY | {"damaged", "settings_damaged", "database_missing"}
"""Codes after which waiting may not help: the profile can be set aside."""


class TroubleWindow(QWidget):
    """Says why Companion cannot open, in the sentence of the error. ``again`` asks to try again,
    ``set_aside`` to put what is here out of the way and begin anew.
    """

    again = Signal()
    set_aside = Signal()

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Companion cannot open"))
        take_size(self, 600, 300)
        self.sentence = Words(said(sentence), ink="muted")
        self.advice = Words(_advice(code), SMALL, "muted")
        self.advice.setVisible(bool(self.advice.text()))
        self.try_again = Button(self.tr("Try again"), is_main=True)
        self.try_again.clicked.connect(self.again)
        self.begin_anew = Button(self.tr("Begin anew …"))
        self.begin_anew.clicked.connect(self.set_aside)
        self.begin_anew.setVisible(code in _LOST)
        self._lay_out()
        self.try_again.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as in a dialog."""
        pressed = self.focusWidget()
        if event.key() in _ENTER and isinstance(pressed, Button):
            pressed.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        leave = Button(self.tr("Close"))
        leave.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.begin_anew)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.try_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(Words(self.tr("Your profile could not be opened."), MESSAGE))
        column.addWidget(self.sentence)
        column.addWidget(self.advice)
        column.addStretch(1)
        column.addLayout(row)


def _advice(code: str) -> str:
    """Return how a person gets on, by the code of the error; empty where its sentence says all."""
    if code == "keychain_locked":
        return translate(
            "TroubleWindow",
            "“Try again” has the system ask for the keychain's password, which is usually the one "
            "you sign in to the desktop with. Without a window asking: open “Passwords and Keys” "
            "(Linux), “Keychain Access” (macOS) or sign out of Windows and in again.",
        )
    if code == "keychain_timeout":
        return translate(
            "TroubleWindow",
            "Its question may stand behind other windows or on another screen. If there is none, "
            "sign out of the desktop and in again, which starts the keychain anew.",
        )
    if code in _LOST:
        return translate(
            "TroubleWindow",
            "If it cannot be brought back, you can begin anew: what is here is set aside, not "
            "deleted, and what was sent comes back from the server when you sign in.",
        )
    return ""
