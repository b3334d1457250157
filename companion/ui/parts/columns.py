"""Things side by side while there is room, and under each other when there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

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
    """A column that scrolls when it is taller than its place; the bar stands in the margin.

    ``most`` is the widest that its lines may become, for the eye to find the next one; 0 is any.
    """

    def __init__(
        self, margins: tuple[int, int, int, int], spacing: int = 16, most: int = 0
    ) -> None:
        super().__init__()
        self._margins = margins
        self._most = most
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside = QWidget()
        inside.setObjectName("column")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def ensure_seen(self, part: QWidget) -> None:
        """Scroll to a part of the column once it has its place, which Qt gives it in a moment."""
        QTimer.singleShot(0, part, lambda: self._scroll_to(part))

    def _scroll_to(self, part: QWidget) -> None:
        if part.height() + 2 * _AIR <= self.viewport().height():
            self.ensureWidgetVisible(part, 0, _AIR)
        else:  # of what is taller than its place, the beginning is read first
            top = part.mapTo(self._inside, part.rect().topLeft()).y()
            self.verticalScrollBar().setValue(top - _AIR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines readable in a wide place."""
        super().resizeEvent(event)
        self._set_margins()

    def _on_range_changed(self) -> None:
        self._set_margins()

    def _set_margins(self) -> None:
        left, top, right, bottom = self._margins
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() else 0
        spare = max(0, self.width() - left - right - self._most) // 2 if self._most else 0
        left, right = left + spare, right + spare
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:  # the bar stands on the left
            left = max(0, left - taken)
        else:
            right = max(0, right - taken)
        self.column.setContentsMargins(left, top, right, bottom)


def clear(column: QLayout, keep: int = 0) -> None:
    """Remove everything from a column but its first ``keep`` items, rows in it whole."""
    while column.count() > keep:
        item = column.takeAt(keep)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            clear(inner)
        elif widget is not None:
            widget.hide()
            widget.deleteLater()
