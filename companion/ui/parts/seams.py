"""The seam between two columns: a thin line with room for a hand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from companion.ui.tokens import colour, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

WIDTH = 5


class Seam(QSplitterHandle):
    """Draws the line; left of it lies the page, right of it what comes next."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both grounds and the line between them."""
        painter, tokens = QPainter(self), tokens_now()
        middle = self.width() // 2
        painter.fillRect(self.rect(), colour(tokens.background))
        ground = colour(tokens.surface if self._is_last() else tokens.background)
        painter.fillRect(middle, 0, self.width() - middle, self.height(), ground)
        painter.fillRect(middle, 0, 1, self.height(), colour(tokens.line))

    def _is_last(self) -> bool:
        return self.splitter().indexOf(self) == self.splitter().count() - 1


class Seamed(QSplitter):
    """Columns whose widths a person may change."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(WIDTH)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        """Make one seam."""
        return Seam(self.orientation(), self)
