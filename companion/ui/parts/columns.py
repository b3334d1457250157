"""Things side by side while there is room, and under each other when there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_AIR = 16
"""Pixels kept free around a part that is scrolled to."""


class Columns(QWidget):
    """Equal columns that become a pile when one would be narrower than ``least`` pixels."""

    def __init__(self, *parts: QWidget, least: int = 144, is_top: bool = False) -> None:
        super().__init__()
        self._least = least
        self._parts = parts
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        alignment = Qt.AlignmentFlag.AlignTop if is_top else Qt.AlignmentFlag(0)
        for part in parts:
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._row.addWidget(part, stretch=1, alignment=alignment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between row and pile."""
        super().resizeEvent(event)
        count = sum(not part.isHidden() for part in self._parts)
        is_pile = self.width() < count * (self._least + self._row.spacing())
        direction = QBoxLayout.Direction
        wanted = direction.TopToBottom if is_pile else direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)


class ScrollingColumn(QScrollArea):
    """A column that scrolls when it is taller than its place; the bar stands in the margin."""

    def __init__(self, margins: tuple[int, int, int, int], spacing: int = 16) -> None:
        super().__init__()
        self._margins = margins
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("column")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def ensure_seen(self, part: QWidget) -> None:
        """Scroll to a part of the column once it has its place, which Qt gives it in a moment."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part, 0, _AIR))

    def _on_range_changed(self, _least: int, most: int) -> None:
        left, top, right, bottom = self._margins
        taken = self.verticalScrollBar().sizeHint().width() if most else 0
        self.column.setContentsMargins(left, top, max(0, right - taken), bottom)


def clear(column: QVBoxLayout, keep: int = 0) -> None:
    """Remove everything from a column but its first ``keep`` items."""
    while column.count() > keep:
        item = column.takeAt(keep)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
