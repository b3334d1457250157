"""What a person asks for while the window is still being put together; it is done when it is.

Words typed into the search stay in it by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from companion.ui.window import Window


class EarlyWishes(QObject):
    """Remembers the keys and choices that nobody answers yet, in their order."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._actions: list[QAction] = []
        self._chosen = ""
        later = [each for each in window.actions() if each is not window.actions_.quit]
        self._links = [each.triggered.connect(self._on_triggered) for each in later]
        self._links.append(window.today.opened.connect(self._on_opened))

    def fulfil(self) -> None:
        """Do all of it now, and listen no more."""
        for link in self._links:
            QObject.disconnect(link)
        actions, self._actions = self._actions, []
        chosen, self._chosen = self._chosen, ""
        if chosen:
            self._window.open_prospect(chosen)
        for action in actions:
            action.trigger()

    def _on_triggered(self) -> None:
        action = self.sender()
        self._actions += [each for each in self._window.actions() if each is action]

    def _on_opened(self, prospect_id: str) -> None:
        self._chosen = prospect_id
