"""Cards, tags and lines: the surfaces things lie on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.parts.shapes import draw_box, draw_dot
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, SMALL, colour, font_of, tint_colours, tokens_now

_FOCUS_LINE = 2
_TAG_LEAST = 160


class Card(QFrame):
    """A rounded surface. The one that is alive has the focus line; all others rest."""

    def __init__(self, parent: QWidget | None = None, radius: int = 12) -> None:
        super().__init__(parent)
        self._radius = radius
        self._is_alive = False
        self._is_paper = False

    @property
    def is_alive(self) -> bool:
        """Whether the person is at work in this card."""
        return self._is_alive

    def set_alive(self, is_alive: bool) -> None:
        """Show or hide the focus line."""
        self._is_alive = is_alive
        self.update()

    def become_paper(self) -> None:
        """Turn into the only warm surface of the window: for the promise and nothing else."""
        self._is_paper = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and border."""
        tokens = tokens_now()
        ground = tokens.paper if self._is_paper else tokens.surface
        line = tokens.paper_line if self._is_paper else tokens.line
        width = _FOCUS_LINE if self._is_alive else 1
        line = tokens.focus if self._is_alive else line
        draw_box(QPainter(self), QRectF(self.rect()), self._radius, ground, line, width)


def titled_card(title: str) -> tuple[Card, QVBoxLayout]:
    """Make a card with a quiet heading, and the column to fill under it."""
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 14, 16, 14)
    column.setSpacing(6)
    column.addWidget(Words(title, HEADING, "muted", lines=1))
    return card, column


class Tag(QLabel):
    """A small tinted pill, always with its word; elides when there is no room."""

    def __init__(self, text: str = "", tint: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tint = tint
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font_of(HEADING))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def show_tag(self, text: str, tint: str) -> None:
        """Show another word in another tint."""
        self._tint = tint
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the word and its round ends."""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 17, 18)

    def minimumSizeHint(self) -> QSize:
        """Stay whole unless it is very long."""
        return QSize(min(_TAG_LEAST, self.sizeHint().width()), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill and its word."""
        painter = QPainter(self)
        ink, ground = tint_colours(tokens_now(), self._tint)
        box = QRectF(self.rect())
        draw_box(painter, box, box.height() / 2, ground)
        painter.setPen(colour(ink))
        text = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - 16
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Marked(Words):
    """Words on the marker's colour: the ones of the promise that were chosen."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, SMALL, "muted", lines=1, parent=parent)

    def sizeHint(self) -> QSize:
        """Ask for a little air around the words."""
        return super().sizeHint() + QSize(5, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark, then the words."""
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 3, tokens_now().mark)
        painter.setPen(colour(tokens_now().text))
        text = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - 4
        )
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, text)


class Dot(QWidget):
    """A coloured dot, always beside a word that says the same."""

    def __init__(self, ground: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setFixedSize(8, 16)

    def show_colour(self, ground: str) -> None:
        """Take another colour: ``#RRGGBB`` or the name of a token."""
        self._ground = ground
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot."""
        ground = str(getattr(tokens_now(), self._ground, self._ground))
        if ground:
            draw_dot(QPainter(self), QRectF(0, 4, 8, 8), ground)


class Rule(QWidget):
    """A thin line between two things."""

    def __init__(self, ink: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        QPainter(self).fillRect(self.rect(), colour(str(getattr(tokens_now(), self._ink))))
