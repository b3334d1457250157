"""Whoever asked not to be called is called for a reason, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.domain.prospects import SHARED_OBJECTION
from companion.ui.dialling.words import why_not_to_call
from companion.ui.parts.buttons import Button
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE

if TYPE_CHECKING:
    from companion.domain.prospects import Prospect


class ReasonDialog(QDialog):
    """Says why somebody must not be called. ``agreed`` carries why it happens all the same."""

    agreed = Signal(str)

    def __init__(self, prospect: Prospect, parent: QWidget | None = None) -> None:
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
        self._lay_out(prospect)

    def _on_called(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.accept()
            self.agreed.emit(reason)

    def _lay_out(self, prospect: Prospect) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        has_asked = prospect.do_not_call and prospect.do_not_call_reason != SHARED_OBJECTION
        asked = self.tr("{name} asked not to be called.")
        words = asked if has_asked else self.tr("{name} must not be called.")
        name = prospect.name.strip() or prospect.company
        column.addWidget(Words(words.format(name=name), MESSAGE))
        if why_not := why_not_to_call(prospect):
            column.addWidget(Words(why_not, ink="muted"))
        column.addSpacing(4)
        column.addWidget(Words(self.tr("Why do you call all the same?"), HEADING, "muted"))
        column.addWidget(self.reason)
        said = self.tr("Your reason is kept with the call, where your administrator reads it.")
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
