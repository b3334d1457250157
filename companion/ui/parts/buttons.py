"""Buttons, chips and segments, painted as the look wants them: they elide and show their keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from companion.ui.parts.caps import cap_words, native_keys
from companion.ui.parts.shapes import CAP_HEIGHT, cap_width, draw_box, draw_cap
from companion.ui.tokens import (
    CHOICE,
    CHOSEN,
    HEADING,
    SMALL,
    STRONG,
    TextStyle,
    Tokens,
    colour,
    font_of,
    tint_colours,
    tokens_now,
)

_GAP = 7
_FOCUS_LINE = 2


class Button(QPushButton):
    """A button with a border; ``is_main`` makes it the one that acts. ``keys`` shows its shortcut.

    The text is plain: an ampersand is an ampersand.
    """

    height_hint = 36
    radius = 8
    side = 14
    style_at_rest = STRONG
    style_chosen = STRONG

    def __init__(
        self, text: str, keys: str = "", parent: QWidget | None = None, *, is_main: bool = False
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self._keys = ""
        self.is_main = is_main
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_words(text)
        self.show_keys(keys)

    def show_words(self, text: str) -> None:
        """Show another text, taken literally."""
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def show_keys(self, keys: str) -> None:
        """Show the shortcut, written as this system writes it, such as ``Ctrl+S``."""
        self._keys = cap_words(keys)
        self.setAccessibleDescription(native_keys(keys))
        self.updateGeometry()

    @property
    def words(self) -> str:
        """The text as it was given."""
        return self._words

    def text_style(self) -> TextStyle:
        """Return the type this button writes in now."""
        return self.style_chosen if self.isChecked() else self.style_at_rest

    def sizeHint(self) -> QSize:
        """Ask for the text in its widest weight, the key and both sides."""
        metrics = QFontMetrics(font_of(self.style_chosen))
        width = metrics.horizontalAdvance(self._words) + 2 * self.side + 1
        return QSize(width + self._cap_room(), self.height_hint)

    def minimumSizeHint(self) -> QSize:
        """Be content with a few letters: the text elides."""
        least = min(self.sizeHint().width(), 40 + self._cap_room())
        return QSize(least, self.height_hint)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for the hover."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, border, text and key."""
        painter, tokens = QPainter(self), tokens_now()
        self.draw_ground(painter, tokens)
        self._draw_text(painter, self.ink(tokens), tokens)

    def draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the box of the button."""
        ground, line = tokens.surface, tokens.line
        if self.is_main and self.isEnabled():
            ground = line = tokens.accent
        elif self.isDown() or (self.underMouse() and self.isEnabled()):
            ground = tokens.accent_tint
        draw_box(painter, QRectF(self.rect()), self.radius, ground, line)
        self.draw_focus(painter, tokens)

    def draw_focus(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the focus line, with a gap where the button itself is filled."""
        if not self.hasFocus():
            return
        box = QRectF(self.rect())
        draw_box(painter, box, self.radius, None, tokens.focus, _FOCUS_LINE)
        if self.is_main:
            draw_box(painter, box.adjusted(2, 2, -2, -2), self.radius - 2, None, tokens.surface, 1)

    def ink(self, tokens: Tokens) -> str:
        """Return the colour of the text."""
        if not self.isEnabled():
            return tokens.muted
        return tokens.on_accent if self.is_main else tokens.text

    def _cap_room(self) -> int:
        return cap_width(self._keys) + _GAP if self._keys else 0

    def _draw_text(self, painter: QPainter, ink: str, tokens: Tokens) -> None:
        painter.setFont(font_of(self.text_style()))
        painter.setPen(colour(ink))
        metrics = painter.fontMetrics()
        side = min(self.side, max(2, (self.width() - metrics.horizontalAdvance(self._words)) // 2))
        room = self.width() - 2 * side - self._cap_room()
        text = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
        left = (self.width() - width - self._cap_room()) / 2
        align = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(left, 0, width + 1, self.height()), align, text)
        if self._keys:
            top = (self.height() - CAP_HEIGHT) / 2
            cap = QRectF(left + width + _GAP, top, cap_width(self._keys), CAP_HEIGHT)
            draw_cap(painter, cap, self._keys, tokens)


class Chip(Button):
    """A round choice, such as the date of the next step."""

    height_hint = 32
    radius = 16
    side = 12
    style_at_rest = CHOICE
    style_chosen = CHOSEN

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setCheckable(True)
        self.setAutoDefault(False)

    def draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the chip: the chosen one has the accent's line and tint."""
        ground = tokens.accent_tint if self.isChecked() else tokens.surface
        line = tokens.accent if self.isChecked() else tokens.line
        draw_box(painter, QRectF(self.rect()), self.radius, ground, line)
        self.draw_focus(painter, tokens)

    def ink(self, tokens: Tokens) -> str:
        """Return the colour of the text."""
        if not self.isEnabled():
            return tokens.muted
        return tokens.accent if self.isChecked() else tokens.text


class Link(Button):
    """A quiet button without a box, for what is seldom needed."""

    height_hint = 24
    radius = 6
    side = 6
    style_at_rest = SMALL
    style_chosen = SMALL

    def draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw nothing but hover and focus."""
        if self.underMouse() and self.isEnabled():
            draw_box(painter, QRectF(self.rect()), self.radius, tokens.accent_tint)
        self.draw_focus(painter, tokens)

    def ink(self, tokens: Tokens) -> str:
        """Return the colour of the text."""
        return tokens.muted


class TagButton(Button):
    """A tinted pill that can be pressed, such as how an objection was handled."""

    height_hint = 20
    radius = 10
    side = 8
    style_at_rest = HEADING
    style_chosen = HEADING

    def __init__(self, text: str = "", tint: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._tint = tint
        self.setAutoDefault(False)

    def show_tag(self, text: str, tint: str) -> None:
        """Show another word in another tint."""
        self._tint = tint
        self.show_words(text)
        self.update()

    def draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the pill."""
        draw_box(painter, QRectF(self.rect()), self.radius, tint_colours(tokens, self._tint)[1])
        self.draw_focus(painter, tokens)

    def ink(self, tokens: Tokens) -> str:
        """Return the colour of the word."""
        return tint_colours(tokens, self._tint)[0]
