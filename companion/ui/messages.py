"""One voice to the person: a quiet line for news, a dialog only where they must decide.

Problems of a field stand by the field; each panel shows its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from companion.ui.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError

_SHOWN_FOR = 8_000


class Messages(QObject):
    """``changed`` carries the sentence to show now, empty when it has been read long enough."""

    changed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._clearing = QTimer(self)
        self._clearing.setSingleShot(True)
        self._clearing.setInterval(_SHOWN_FOR)
        self._clearing.timeout.connect(lambda: self.changed.emit(""))

    def say(self, sentence: str) -> None:
        """Show a sentence in the status line for a while."""
        self.changed.emit(sentence)
        self._clearing.start()

    def say_error(self, error: CompanionError) -> None:
        """Show what an expected error asks for."""
        self.say(said(error.sentence))

    def ask(
        self,
        question: str,
        explanation: str,
        yes: str,
        decided: Callable[[], None],
        *,
        is_likely: bool = False,
    ) -> None:
        """Ask for a decision; ``decided`` is called only if the person says yes.

        Enter says no, unless yes ``is_likely`` and does no harm.
        """
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setInformativeText(explanation)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        agreed.setAccessibleName(yes)
        refused = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(agreed if is_likely else refused)
        box.buttonClicked.connect(lambda button: decided() if button is agreed else None)
        box.open()

    def stop_timer(self) -> None:
        """Say nothing more: the window closes."""
        self._clearing.stop()
