"""Where a computer has no keychain: a passphrase, chosen once and asked for at each start."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, HEADLINE, SMALL


class PassphraseWindow(QWidget):
    """``given`` carries the passphrase, ``forgotten`` says that nobody knows it any more.

    ``is_new`` has it chosen, and typed twice.
    """

    given = Signal(str)
    forgotten = Signal()

    def __init__(self, *, is_new: bool) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Passphrase – Companion"))
        self._is_new = is_new
        self.passphrase = self._build_field(self.tr("Passphrase"))
        self.again = self._build_field(self.tr("Once more"))
        self.go_on = Button(self.tr("Go on") if is_new else self.tr("Open"), is_main=True)
        self.leave = Button(self.tr("Close"))
        self.forgot = Link(self.tr("I do not know it any more …"))
        self.forgot.setVisible(not is_new)
        self.forgot.clicked.connect(self.forgotten)
        self.go_on.clicked.connect(self._on_given)
        self.leave.clicked.connect(self.close)
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        self._lay_out()
        self.resize(560, 360 if is_new else 280)
        self.passphrase.setFocus()

    @property
    def sentence(self) -> str:
        """What is said to be wrong now."""
        return self._sentence.text()

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong, and let it be typed again."""
        self.setEnabled(True)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def _on_given(self) -> None:
        if self._is_new and self.passphrase.text() != self.again.text():
            self.show_problem(self.tr("The two are not the same. Please type both again."))
            return
        self.show_problem("")
        self.setEnabled(False)  # opening takes a moment, on purpose
        self.given.emit(self.passphrase.text())

    def _build_field(self, label: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(label)
        field.returnPressed.connect(self._on_given)
        return field

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 24)
        column.setSpacing(8)
        column.addWidget(Words(self._title(), HEADLINE))
        column.addWidget(Words(self._meaning(), ink="muted"))
        column.addSpacing(4)
        fields = (self.passphrase, self.again) if self._is_new else (self.passphrase,)
        for field in fields:
            column.addWidget(Words(field.accessibleName(), HEADING, "muted", lines=1))
            column.addWidget(field)
        column.addWidget(self._sentence)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.forgot)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.go_on)
        column.addLayout(row)

    def _title(self) -> str:
        return self.tr("Choose a passphrase") if self._is_new else self.tr("Your passphrase")

    def _meaning(self) -> str:
        if self._is_new:
            return self.tr(
                "This computer has no keychain, so a passphrase protects the people in Companion. "
                "It is asked for at each start and kept nowhere: nobody can bring it back. Ten "
                "characters or more; a few words that only you would put together are best."
            )
        return self.tr("This computer has no keychain, so Companion asks for your passphrase.")
