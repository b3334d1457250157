"""Rounded shapes and key caps, painted the same way everywhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from companion.ui.tokens import KEY, Tokens, colour, font_of

CAP_HEIGHT = 18
_CAP_SIDE = 6


def draw_box(
    painter: QPainter,
    box: QRectF,
    radius: float,
    ground: str | None = None,
    line: str | None = None,
    width: float = 1,
) -> None:
    """Draw a rounded box with crisp borders that lie wholly inside ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if line else 0
    painter.setPen(QPen(colour(line), width) if line else Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
    inner = box.adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(inner, max(0, radius - inset), max(0, radius - inset))
    painter.restore()


def cap_width(keys: str) -> int:
    """Return how wide the cap of a key or a key combination is."""
    return QFontMetrics(font_of(KEY)).horizontalAdvance(keys) + 2 * _CAP_SIDE


def draw_cap(painter: QPainter, box: QRectF, keys: str, tokens: Tokens) -> None:
    """Draw a key as it stands on a keyboard."""
    draw_box(painter, box, 4, tokens.background, tokens.line)
    painter.save()
    painter.setFont(font_of(KEY))
    painter.setPen(colour(tokens.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
    painter.restore()


def draw_dot(painter: QPainter, box: QRectF, ground: str) -> None:
    """Draw a small round dot."""
    draw_box(painter, box, box.width() / 2, ground)
