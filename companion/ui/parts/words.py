"""Text on the screen: always plain, in the look's line heights; it wraps or elides, never clips.

Qt's own label guesses at markup, knows no line height and cuts what does not fit; words from the
field need all three otherwise.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from companion.ui.tokens import BODY, TextStyle, colour, font_of, tokens_now

ELLIPSIS = "…"
_NARROWEST = 24
_WIDEST = 480
_WIDTHS = 16


class Words(QLabel):
    """A label. ``ink`` names a token; ``lines`` is the most lines shown, 0 for as many as needed.

    One line elides at its end; several wrap, and the last elides. What was left out stands in the
    tool tip, and the whole text is what assistive technology reads.
    """

    def __init__(
        self,
        text: str = "",
        style: TextStyle = BODY,
        ink: str = "text",
        lines: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._ink = ink
        self._lines = lines
        self._drawn: dict[int, list[str]] = {}  # by width: a layout asks for several, often
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font_of(style))
        upright = QSizePolicy.Policy.Fixed if lines == 1 else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, upright)
        policy.setHeightForWidth(lines != 1)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_ink(self, ink: str) -> None:
        """Paint in another token's colour."""
        self._ink = ink
        self.update()

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self.text():
            self._drawn = {}
        super().setText(text)
        self.updateGeometry()
        self.update()

    def is_elided(self) -> bool:
        """Tell whether some of the text is not shown at the present width."""
        whole = "".join(self.text().split())
        return "".join("".join(self._broken(self.width())).split()) != whole

    def heightForWidth(self, width: int) -> int:
        """Return the height the wrapped text takes."""
        return max(1, len(self._broken(width))) * self._style.line

    def hasHeightForWidth(self) -> bool:
        """Wrapping texts grow downwards."""
        return self._lines != 1

    def sizeHint(self) -> QSize:
        """Ask for the natural width, up to a readable measure."""
        natural = self._natural_width()
        if self._lines == 1:
            return QSize(natural, self._style.line)
        width = min(natural, _WIDEST)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Be content with little: the text wraps or elides."""
        return QSize(min(_NARROWEST, self._natural_width()), self._style.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setFont(self.font())
        tokens = tokens_now()
        painter.setPen(colour(str(getattr(tokens, self._ink))))
        lines = self._broken(self.width())
        top = self._top(len(lines))
        for number, line in enumerate(lines):
            box = QRectF(0, top + number * self._style.line, self.width(), self._style.line)
            painter.drawText(box, self._flags(), line)

    def event(self, event: QEvent) -> bool:
        """Show the whole text in the tool tip while some of it is hidden, escaped: it is plain."""
        if isinstance(event, QHelpEvent) and not self.toolTip() and self.is_elided():
            QToolTip.showText(event.globalPos(), f"<span>{escape(self.text())}</span>", self)
            return True
        return super().event(event)

    def _flags(self) -> int:
        flags = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        return int(flags | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)

    def _top(self, count: int) -> float:
        if self.alignment() & Qt.AlignmentFlag.AlignTop:
            return 0
        return max(0.0, (self.height() - count * self._style.line) / 2)

    def _natural_width(self) -> int:
        metrics = QFontMetrics(self.font())
        return max(
            (metrics.horizontalAdvance(line) + 1 for line in self.text().split("\n")), default=0
        )

    def _broken(self, width: int) -> list[str]:
        if width not in self._drawn:
            if len(self._drawn) >= _WIDTHS:
                self._drawn = {}
            self._drawn[width] = broken_lines(self.text(), self.font(), width, self._lines)
        return self._drawn[width]


def broken_lines(text: str, font: QFont, width: int, most: int = 0) -> list[str]:
    """Break a text into lines of at most ``width`` pixels; the last of ``most`` lines elides."""
    metrics = QFontMetrics(font)
    if most == 1:
        flat = " ".join(text.split())
        return [metrics.elidedText(flat, Qt.TextElideMode.ElideRight, width)]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, font, width)
    if most and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]
    return lines


def _wrapped(paragraph: str, font: QFont, width: int) -> list[str]:
    if not paragraph:
        return [""]
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(paragraph, font)
    layout.setTextOption(option)
    pieces: list[tuple[int, int]] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, 0))
        pieces.append((line.textStart(), line.textLength()))
    layout.endLayout()
    units = paragraph.encode("utf-16-le", "surrogatepass")
    return [
        units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").rstrip()
        for start, length in pieces
    ]
