"""What a newer version says differently from the one this person saw, and why it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.differences import Change, Piece, changed_words, is_changed
from companion.domain.promises import PromisePart, PromiseVersion, part_text
from companion.ui.dates import day
from companion.ui.parts.words import Words
from companion.ui.promise.changed_text import ChangedText
from companion.ui.tokens import BODY, HEADING, HEADLINE, MESSAGE, SMALL, STRONG, TextStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

_STYLES = {PromisePart.HEADLINE: HEADLINE, PromisePart.MESSAGE: MESSAGE}


class Comparison(QWidget):
    """Stands on the paper in place of the promise while the two versions are compared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Words("", STRONG)
        self._why = Words("")
        self._legend = ChangedText(self.tr("How changes are marked"), SMALL)
        self._same = Words("", SMALL, "muted")
        self._parts = {part: _Part(title, part) for part, title in self._titles().items()}
        self._lay_out()

    def show_versions(self, seen: PromiseVersion, newer: PromiseVersion) -> None:
        """Compare what was seen with what is said now."""
        words = self.tr("Version {seen}, which they saw, and version {newer} since {day}")
        since = day(newer.published_at) if newer.published_at else "–"
        self._title.setText(words.format(seen=seen.number, newer=newer.number, day=since))
        why = newer.why_changed.strip()
        self._why.setText(self.tr("Why: {reason}").format(reason=why))
        self._why.setVisible(bool(why))
        same = []
        for part, shown in self._parts.items():
            pieces = changed_words(part_text(seen, part), part_text(newer, part))
            shown.show_pieces(pieces)
            if shown.isHidden() and part_text(seen, part).strip():
                same.append(shown.title)
        self._same.setText(self.tr("As before: {parts}").format(parts=", ".join(same)))
        self._same.setVisible(bool(same))

    @property
    def texts(self) -> dict[PromisePart, ChangedText]:
        """The marked text of each part that changed."""
        return {part: each.text for part, each in self._parts.items() if not each.isHidden()}

    def _titles(self) -> dict[PromisePart, str]:
        return {
            PromisePart.HEADLINE: self.tr("Headline"),
            PromisePart.MESSAGE: self.tr("Message"),
            PromisePart.OFFER: self.tr("Offer"),
            PromisePart.PROOF_POINTS: self.tr("Proof"),
            PromisePart.NOT_PROMISED: self.tr("Never promised"),
            PromisePart.CALL_TO_ACTION: self.tr("Asked to"),
        }

    def _lay_out(self) -> None:
        self._legend.show_pieces(
            (
                Piece(Change.REMOVED, self.tr("struck out: no longer said")),
                Piece(Change.KEPT, "   "),
                Piece(Change.ADDED, self.tr("underlined: said now")),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._title, self._why, self._legend, *self._parts.values(), self._same):
            column.addWidget(widget)


class _Part(QWidget):
    """One part that may have changed, under its name."""

    def __init__(self, title: str, part: PromisePart) -> None:
        super().__init__()
        self.title = title
        style: TextStyle = _STYLES.get(part, BODY)
        self.text = ChangedText(title, style)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(Words(title, HEADING, "muted", lines=1))
        column.addWidget(self.text)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show what changed; without a change the part is not there."""
        self.setVisible(is_changed(pieces))
        if is_changed(pieces):
            self.text.show_pieces(pieces)
