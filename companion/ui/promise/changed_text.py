"""Words of two versions in one text: what went is struck out, what came is underlined.

The marks do not rely on colour: line and weight say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor

from companion.domain.differences import Change, Piece
from companion.ui.promise.wrapped_text import WrappedText
from companion.ui.tokens import TextStyle, Tokens, colour, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class ChangedText(WrappedText):
    """Shows pieces of a comparison, and reads them out in words."""

    def __init__(self, name: str, style: TextStyle, parent: QWidget | None = None) -> None:
        super().__init__(name, style, parent)
        self._pieces: tuple[Piece, ...] = ()

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show what was kept, removed and added, in reading order."""
        self._pieces = tuple(pieces)
        self.clear()
        cursor = self.textCursor()
        for piece in self._spaced():
            cursor.insertText(piece.text, _char_format(piece.change, tokens_now()))
        self.space_lines()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.setAccessibleDescription(self._in_words())

    def changeEvent(self, event: QEvent) -> None:
        """Take the other theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pieces:
            self.show_pieces(self._pieces)

    def _spaced(self) -> list[Piece]:
        """Put the space around a mark outside of it, so that no line runs through nothing."""
        spaced: list[Piece] = []
        for piece in self._pieces:
            words = piece.text.lstrip()
            space = piece.text[: len(piece.text) - len(words)]
            is_new = piece.change is Change.ADDED and spaced
            if is_new and not space and spaced[-1].change is Change.REMOVED:
                space = "\N{THIN SPACE}"  # or what went and what came would read as one word
            spaced += [Piece(Change.KEPT, space), Piece(piece.change, words)]
        return [piece for piece in spaced if piece.text]

    def _in_words(self) -> str:
        said = {
            Change.KEPT: "{words}",
            Change.REMOVED: self.tr("[gone: {words}]"),
            Change.ADDED: self.tr("[new: {words}]"),
        }
        words = (said[each.change].format(words=each.text.strip()) for each in self._pieces)
        return " ".join(words)


def _char_format(change: Change, tokens: Tokens) -> QTextCharFormat:
    shape = QTextCharFormat()
    inks = {Change.KEPT: tokens.text, Change.REMOVED: tokens.bad, Change.ADDED: tokens.good}
    shape.setForeground(colour(inks[change]))
    if change is Change.REMOVED:
        shape.setFontStrikeOut(True)
        shape.setBackground(colour(tokens.bad_tint))
    elif change is Change.ADDED:
        shape.setFontUnderline(True)
        shape.setFontWeight(QFont.Weight.DemiBold)
        shape.setBackground(colour(tokens.good_tint))
    return shape
