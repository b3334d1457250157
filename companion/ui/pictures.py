"""Pictures of the window, for screenshots and for a machine without a display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def grab(window: QWidget, path: Path) -> None:
    """Write a PNG of the window as it is painted now. Raises UnavailableError if it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(path), "PNG"):
        raise UnavailableError(f"The picture could not be written to {path}.", "no_picture")
