"""How large a dialog opens: as it was designed, or as the screen lets it at a large scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_BESIDE, _TITLE = 16, 40


def take_size(widget: QWidget, width: int, height: int) -> None:
    """Size a window that is not shown yet, within the screen it will come up on."""
    screen = widget.screen() or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    widget.resize(min(width, room.width() - _BESIDE), min(height, room.height() - _TITLE))
