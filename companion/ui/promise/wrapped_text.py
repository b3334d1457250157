"""Read-only text as tall as its words, in the line heights of the look, to select and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from companion.ui.tokens import TextStyle, font_of

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_MEASURE = 320


class WrappedText(QTextEdit):
    """A text without a box or a bar of its own; words are plain, whatever stands in them."""

    def __init__(self, name: str, style: TextStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._heights: dict[int, int] = {}  # by width: a layout asks for several, often
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._dress()
        self.document().contentsChanged.connect(self._heights.clear)

    def show_text(self, text: str) -> None:
        """Show these words, exactly as they are."""
        self.setPlainText(text)
        self.space_lines()

    def space_lines(self) -> None:
        """Give what was written the line height of the look."""
        form = QTextBlockFormat()
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        form.setLineHeight(self._style.line, fixed)
        form.setAlignment(self._side() | Qt.AlignmentFlag.AlignAbsolute)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height the words take at a width."""
        if width not in self._heights:
            document = self.document().clone()
            document.setTextWidth(max(1, width))
            self._heights[width] = int(document.size().height()) + 1
            document.deleteLater()
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Ask for a readable measure."""
        return QSize(_MEASURE, self.heightForWidth(_MEASURE))

    def minimumSizeHint(self) -> QSize:
        """Wrapping makes it fit."""
        return QSize(60, self._style.line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask again for the height when the width changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _side(self) -> Qt.AlignmentFlag:
        """Return the side the window begins on, where the heading stands, whatever the words."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft

    def _dress(self) -> None:
        self.setProperty("is_bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font_of(self._style))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
