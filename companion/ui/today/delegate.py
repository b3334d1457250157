"""How one entry of the list is painted: dot, name, firm, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from companion.ui.parts.shapes import draw_box, draw_dot
from companion.ui.today.model import Chosen, Heading, Role
from companion.ui.tokens import (
    HEADING,
    SMALL,
    STRONG,
    TextStyle,
    Tokens,
    channel_colour,
    colour,
    font_of,
    tokens_now,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_ROW = 54
_HEADING = 36
_SIDE = 8
_INDENT = 24


class EntryDelegate(QStyledItemDelegate):
    """Paints headings and prospects; the current one has the accent's tint."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Rows are all of one height, headings of another."""
        if isinstance(index.data(Role.LINE), Heading):
            return QSize(0, _HEADING)
        return QSize(0, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one entry."""
        entry = index.data(Role.LINE)
        tokens = tokens_now()
        painter.save()
        if isinstance(entry, Heading):
            self._draw_heading(painter, option.rect, entry, tokens)
        else:
            state = option.state
            is_focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
            self._draw_ground(painter, option.rect, state, is_focused, tokens)
            self._draw_line(painter, option.rect, entry, tokens)
        painter.restore()

    def _draw_heading(
        self, painter: QPainter, box: QRect, heading: Heading, tokens: Tokens
    ) -> None:
        base = QRect(box.left() + _SIDE, box.bottom() - 19, box.width() - 2 * _SIDE, 16)
        base = self._mirrored(box, base)
        count = _draw(painter, base, heading.number, HEADING, tokens.muted, is_at_end=True)
        room = self._mirrored(base, base.adjusted(0, 0, -count - 8, 0))
        _draw(painter, room, heading.title, HEADING, tokens.muted)

    def _mirrored(self, within: QRect, part: QRect) -> QRect:
        """Return where a part stands when the window reads from right to left."""
        return QStyle.visualRect(self._view.layoutDirection(), within, part)

    def _draw_ground(
        self,
        painter: QPainter,
        box: QRect,
        state: QStyle.StateFlag,
        is_focused: bool,
        tokens: Tokens,
    ) -> None:
        if state & QStyle.StateFlag.State_Selected:
            draw_box(painter, QRectF(box), 8, tokens.accent_tint)
        elif state & QStyle.StateFlag.State_MouseOver:
            draw_box(painter, QRectF(box), 8, tokens.surface)
        if is_focused:
            draw_box(painter, QRectF(box), 8, None, tokens.focus, 2)

    def _draw_line(self, painter: QPainter, box: QRect, line: Chosen, tokens: Tokens) -> None:
        if line.channel:
            dot = self._mirrored(box, QRect(box.left() + _SIDE, box.top() + 13, 8, 8))
            draw_dot(painter, QRectF(dot), channel_colour(line.channel).name())
        left, width = box.left() + _INDENT, box.width() - _INDENT - _SIDE
        when_ink = tokens.bad if line.is_overdue else tokens.muted
        first = self._mirrored(box, QRect(left, box.top() + 7, width, 20))
        taken = _draw(painter, first, line.when, SMALL, when_ink, is_at_end=True)
        name_ink = tokens.muted if line.is_do_not_call else tokens.text
        room = self._mirrored(first, first.adjusted(0, 0, -taken - 8 if taken else 0, 0))
        _draw(painter, room, line.name, STRONG, name_ink)
        second = self._mirrored(box, QRect(left, box.top() + 29, width, 16))
        _draw(painter, second, line.under, SMALL, tokens.muted)


def _draw(
    painter: QPainter,
    box: QRect,
    text: str,
    style: TextStyle,
    ink: str,
    *,
    is_at_end: bool = False,
) -> int:
    """Draw one elided line of plain text and return its width."""
    painter.setFont(font_of(style))
    painter.setPen(colour(ink))
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if is_at_end else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)
