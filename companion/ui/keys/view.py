"""The list of keys (F1), read from the actions themselves, so that it is never wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.call_form.answers import KeyCap
from companion.ui.parts.buttons import Button
from companion.ui.parts.caps import cap_words
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction


class KeysDialog(QDialog):
    """Shows groups of actions with their keys, then the keys inside the fields."""

    def __init__(
        self, groups: Mapping[str, Iterable[QAction]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        take_size(self, 480, 600)
        area = ScrollingColumn((24, 20, 24, 12), spacing=8)
        area.column.addWidget(Words(self.tr("Everything works by keyboard"), MESSAGE))
        for title, actions in groups.items():
            pairs = [_pair(each) for each in actions if not each.shortcut().isEmpty()]
            self._add_group(area, title.replace("&", ""), pairs)
        self._add_group(area, self.tr("In the form"), self._field_keys())
        area.column.addStretch(1)
        close = Button(self.tr("Close"), "Esc")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 20)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, stretch=1)
        column.addLayout(row)

    def _add_group(
        self, area: ScrollingColumn, title: str, pairs: Iterable[tuple[str, str]]
    ) -> None:
        area.column.addSpacing(8)
        area.column.addWidget(Words(title, HEADING, "muted", lines=1))
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(6)
        for number, (words, keys) in enumerate(pairs):
            grid.addWidget(Words(words, lines=2), number, 0)
            grid.addWidget(KeyCap(keys), number, 1, Qt.AlignmentFlag.AlignRight)
        area.column.addLayout(grid)

    def _field_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Choose by the first letter of the word"), "A … Z"),
            (self.tr("Walk through choices, kinds and answers"), "↑ ↓"),
            (self.tr("Take the answer that is offered"), self.tr("Enter")),
            (self.tr("A new line in the customer's words"), self.tr("Shift Enter")),
            (self.tr("Put the answers away, or leave a page"), self.tr("Esc")),
        ]


def _pair(action: QAction) -> tuple[str, str]:
    keys = cap_words(action.shortcut().toString())
    return action.text().replace("&", "").rstrip(" …"), keys
