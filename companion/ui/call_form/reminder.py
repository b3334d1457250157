"""What the compact form keeps of the promise: its headline and the words that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.dialling.words import do_not_call
from companion.ui.parts.cards import Card, Marked, Tag
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.domain.promises import Span
    from companion.services.views import ProspectSheet


class Reminder(Card):
    """A small paper with the name of the person and the headline they saw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.become_paper()
        self._person = Words("", SMALL, "muted", lines=1)
        self._do_not_call = Tag("", "bad")
        self._headline = Words("", STRONG, lines=2)
        self._words = QVBoxLayout()
        self._words.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(2)
        column.addWidget(self._person)
        column.addWidget(self._do_not_call)
        column.addWidget(self._headline)
        column.addLayout(self._words)

    def show_sheet(self, sheet: ProspectSheet) -> None:
        """Show who it is and what they were told."""
        prospect = sheet.prospect
        parts = (prospect.name.strip(), prospect.company)
        self._person.setText(" · ".join(part for part in parts if part))
        self._do_not_call.setVisible(prospect.is_barred)
        self._do_not_call.setText(do_not_call(prospect))
        self._headline.setText(sheet.shown.headline if sheet.shown else "")
        self._headline.setVisible(sheet.shown is not None)

    def show_marks(self, spans: Iterable[Span]) -> None:
        """Show the chosen words, each once."""
        clear(self._words)
        for words in dict.fromkeys(span.words for span in spans):
            self._words.addWidget(Marked(" ".join(words.split())))
