"""A refused entry, to be mended and sent again: the person's own words, each in its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from companion.ui.line.labels import field_label
from companion.ui.parts.buttons import Button
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import BODY, HEADING, MESSAGE, font_of

if TYPE_CHECKING:
    from companion.services.views import OutboxLine

_LONG = 80
_FIELD_HEIGHT, _LONG_HEIGHT = 40, 112


class MendDialog(QDialog):
    """``agreed`` carries the words by field as they stand now."""

    agreed = Signal(object)

    def __init__(self, line: OutboxLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Edit and send again"))
        self.setMinimumWidth(520)
        self.fields: dict[str, QPlainTextEdit] = {}
        self.send = Button(self.tr("Send again"), "Ctrl+Return", is_main=True)
        self.send.setShortcut("Ctrl+Return")
        self.leave = Button(self.tr("Cancel"), "Esc")
        self.send.clicked.connect(self._on_agreed)
        self.leave.clicked.connect(self.reject)
        self._lay_out(line)

    def _on_agreed(self) -> None:
        self.accept()
        self.agreed.emit({name: field.toPlainText() for name, field in self.fields.items()})

    def _lay_out(self, line: OutboxLine) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Words(line.title, MESSAGE, lines=2))
        column.addWidget(Words(said(line.sentence), ink="warning"))
        area = ScrollingColumn((0, 4, 0, 4), spacing=4)
        for name, text in line.words:
            self._add_field(area, name, text)
        column.addWidget(area, stretch=1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.send)
        column.addLayout(row)
        for button in (self.leave, self.send):
            button.setAutoDefault(False)
        next(iter(self.fields.values())).setFocus()

    def _add_field(self, area: ScrollingColumn, name: str, text: str) -> None:
        label = field_label(name)
        field = QPlainTextEdit(text)
        field.setFont(font_of(BODY))
        field.setTabChangesFocus(True)
        field.setAccessibleName(label)
        is_long = len(text) > _LONG or "\n" in text or name in {"notes", "message", "reply"}
        field.setFixedHeight(_LONG_HEIGHT if is_long else _FIELD_HEIGHT)
        self.fields[name] = field
        area.column.addWidget(Words(label, HEADING, "muted", lines=1))
        area.column.addWidget(field)
