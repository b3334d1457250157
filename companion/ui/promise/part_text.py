"""One part of the promise: words that can be selected, by mouse and keyboard, and marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QTextBlock

from companion.domain.promises import PromisePart, Span
from companion.ui.parts.shapes import draw_box
from companion.ui.promise.wrapped_text import WrappedText
from companion.ui.tokens import TextStyle, tokens_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtWidgets import QWidget

_AIR = 2


class PartText(WrappedText):
    """Words of the promise. Spans count code points, as the domain does.

    ``selected`` comes with every change of the selection, ``focused`` with the keyboard: True when
    it comes, False when it goes.
    """

    selected = Signal()
    focused = Signal(bool)

    def __init__(
        self, part: PromisePart, name: str, style: TextStyle, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, style, parent)
        self.part = part
        self._marks: tuple[tuple[int, int], ...] = ()
        self.selectionChanged.connect(self.selected)

    def show_text(self, text: str) -> None:
        """Show the words of this part, exactly as they are, with nothing marked."""
        super().show_text(text)
        self._marks = ()

    def show_marks(self, spans: Iterable[Span]) -> None:
        """Mark the words that objections push against; spans that do not fit are left out."""
        text = self.toPlainText()
        self._marks = tuple(
            (_units(text[: span.start]), _units(text[: span.end]))
            for span in spans
            if span.part == self.part and text[span.start : span.end] == span.words
        )
        self.viewport().update()

    @property
    def marks(self) -> Sequence[tuple[int, int]]:
        """The marked places, in the positions Qt counts."""
        return self._marks

    def selection(self) -> Span | None:
        """Return the selected words without the space around them, None if there are none."""
        cursor = self.textCursor()
        text = self.toPlainText()
        start = _points(text, cursor.selectionStart())
        end = _points(text, cursor.selectionEnd())
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        words = words.strip()
        return Span(self.part, start, start + len(words), words) if words else None

    def drop_selection(self) -> None:
        """Select nothing."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard came."""
        super().focusInEvent(event)
        self.focused.emit(True)  # noqa: FBT003 - a signal's value

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard left."""
        super().focusOutEvent(event)
        self.focused.emit(False)  # noqa: FBT003 - a signal's value

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks under the words."""
        painter = QPainter(self.viewport())
        for start, end in self._marks:
            for box in self._boxes(start, end):
                draw_box(painter, box, 3, tokens_now().mark)
        painter.end()
        super().paintEvent(event)

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        boxes: list[QRectF] = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            boxes += self._block_boxes(block, start - block.position(), end - block.position())
            block = block.next()
        return boxes

    def _block_boxes(self, block: QTextBlock, start: int, end: int) -> list[QRectF]:
        place = self.document().documentLayout().blockBoundingRect(block).topLeft()
        layout = block.layout()
        boxes = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                top = place.y() + line.y() + 2
                box = QRectF(place.x() + min(left, right), top, abs(right - left), 0)
                boxes.append(box.adjusted(-_AIR, 0, _AIR, self._style.line - 4))
        return boxes


def _x(found: object) -> float:
    # PySide hands back the place and the cursor it settled on, and its stubs say neither.
    place: Any = found[0] if isinstance(found, tuple) else found
    return float(place)


def _units(text: str) -> int:
    """Count as Qt does: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _points(text: str, units: int) -> int:
    """Turn a place counted in UTF-16 units into one counted in code points."""
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(head.decode("utf-16-le", "replace"))
