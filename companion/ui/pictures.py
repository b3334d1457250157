"""Pictures of the window, for screenshots and for a machine without a display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from companion.ui.window import Window

_SETTLED = 1_500
"""Milliseconds after a prospect is opened until the window stands still."""


def grab(window: QWidget, path: Path) -> None:
    """Write a PNG of the window as it is painted now. Raises UnavailableError if it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(path), "PNG"):
        raise UnavailableError(f"The picture could not be written to {path}.", "no_picture")


class Portrait(QObject):
    """Writes a picture of the window once it shows somebody and had a moment to settle."""

    def __init__(self, window: Window, path: Path) -> None:
        super().__init__(window)
        self._window, self._path = window, path
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(self._on_settled)
        window.sheet_presenter.opened.connect(self._settled.start)

    def _on_settled(self) -> None:
        grab(self._window, self._path)
