"""The card of earlier calls: when, how it ended, what was heard, and what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.dates import moment
from companion.ui.parts.cards import Rule, Tag, titled_card
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, STRONG
from companion.ui.vocabulary import dispositions, handlings, label_of, outcomes, quoted

if TYPE_CHECKING:
    from companion.domain.objections import Category, Objection
    from companion.services.views import PastCall

_NOTE_LINES = 4


class HistoryView(QWidget):
    """Shows earlier calls, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Earlier calls"))
        self._calls = QVBoxLayout()
        self._calls.setSpacing(8)
        inside.addLayout(self._calls)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_history(self, history: tuple[PastCall, ...], categories: tuple[Category, ...]) -> None:
        """Show the calls; without any the card is not there."""
        clear(self._calls)
        self.setVisible(bool(history))
        kinds = {category.code: category for category in categories}
        for number, past in enumerate(history):
            if number:
                self._calls.addWidget(Rule())
            self._calls.addWidget(self._build_call(past, kinds))

    def _build_call(self, past: PastCall, kinds: dict[str, Category]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addLayout(self._build_first_line(past))
        for objection in past.objections:
            column.addLayout(self._build_objection(objection, kinds.get(objection.category)))
        if why := past.call.called_despite.strip():
            words = self.tr("Called in spite of “do not call”: {reason}").format(reason=why)
            column.addWidget(Words(words, ink="muted", lines=_NOTE_LINES))
        if past.call.notes.strip():
            column.addWidget(Words(past.call.notes.strip(), ink="muted", lines=_NOTE_LINES))
        return holder

    def _build_first_line(self, past: PastCall) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Words(self._result(past), STRONG, lines=1), stretch=1)
        if not past.is_sent:
            row.addWidget(Tag(self.tr("not sent yet"), "warning"))
        parts = (moment(past.call.started_at), past.rep_name)
        row.addWidget(Words(" · ".join(filter(None, parts)), SMALL, "muted", lines=1))
        return row

    def _result(self, past: PastCall) -> str:
        words = label_of(outcomes(), past.call.outcome)
        words = words or label_of(dispositions(), past.call.disposition)
        return words or self.tr("Call")

    def _build_objection(self, objection: Objection, kind: Category | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        tint = kind.tint if kind else "plain"
        row.addWidget(Tag(kind.label if kind else objection.category, tint))
        row.addWidget(Words(quoted(objection.verbatim), lines=2), stretch=1)
        handled = next(each for each in handlings() if each.value == objection.handling)
        row.addWidget(Tag(handled.label, handled.tint))
        return row
