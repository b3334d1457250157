"""Whoever asked not to be called is called for a reason, or not at all."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE


class ReasonDialog(QDialog):
    """Says why somebody must not be called. ``agreed`` carries why it happens all the same."""

    agreed = Signal(str)

    def __init__(self, name: str, why_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Do not call"))
        self.setMinimumWidth(440)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Why you call all the same"))
        self.reason.setMaxLength(300)
        self.call = Button(self.tr("Call all the same"))
        self.call.setEnabled(False)
        self.leave = Button(self.tr("Do not call"), "Esc", is_main=True)
        self.reason.textChanged.connect(lambda text: self.call.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self._on_called)
        self.call.clicked.connect(self._on_called)
        self.leave.clicked.connect(self.reject)
        self._lay_out(name, why_not)

    def _on_called(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.accept()
            self.agreed.emit(reason)

    def _lay_out(self, name: str, why_not: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        words = self.tr("{name} asked not to be called.").format(name=name)
        column.addWidget(Words(words, MESSAGE))
        if why_not:
            column.addWidget(Words(why_not, ink="muted"))
        column.addSpacing(4)
        column.addWidget(Words(self.tr("Why do you call all the same?"), HEADING, "muted"))
        column.addWidget(self.reason)
        said = self.tr("Your reason stands in the notes of the call.")
        column.addWidget(Words(said, ink="muted"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.call)
        row.addWidget(self.leave)
        column.addLayout(row)
        for button in (self.call, self.leave):
            button.setAutoDefault(False)
        self.reason.setFocus()
