"""A tag that opens a menu of choices, such as how an objection was handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from companion.ui.parts.buttons import TagButton
from companion.ui.parts.segments import Choice, next_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent


class TagMenu(TagButton):
    """Shows one of its choices as a tag; a press opens the others, a letter chooses at once."""

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        blank: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent=parent)
        self._title = title
        self._blank = blank
        self._choices = tuple(choices)
        self._value: str | None = None
        self._menu = QMenu(self)
        for choice in choices:
            action = self._menu.addAction(choice.label)
            action.setCheckable(True)
            action.setData(choice.value)
        self._menu.triggered.connect(lambda action: self._on_chosen(action.data()))
        self.clicked.connect(self._on_clicked)
        self.show_value(None)

    @property
    def value(self) -> str | None:
        """What is chosen now."""
        return self._value

    def show_value(self, value: str | None) -> None:
        """Show a choice without saying that it was made."""
        self._value = value
        choice = next((each for each in self._choices if each.value == value), None)
        label = choice.label if choice else self._blank
        self.show_tag(f"{label} ▾", choice.tint if choice else "plain")
        self.setAccessibleName(f"{self._title}: {label}")
        for action in self._menu.actions():
            action.setChecked(action.data() == value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by the first letter; open the menu with the down arrow."""
        letter = event.text().strip()
        choice = next_choice(self._choices, letter, self._value) if letter.isalpha() else None
        if choice is not None:
            self._on_chosen(choice.value)
        elif event.key() == Qt.Key.Key_Down:
            self._on_clicked()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _on_chosen(self, value: str) -> None:
        self.show_value(value)
        self.chosen.emit(value)
