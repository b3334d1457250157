"""The middle column put together: person, paper, cards, earlier calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from companion.ui.history.view import HistoryView
from companion.ui.parts.cards import titled_card
from companion.ui.parts.columns import Columns, ScrollingColumn
from companion.ui.parts.words import Words
from companion.ui.promise.heard import HeardCard
from companion.ui.promise.paper import Paper
from companion.ui.promise.person import PersonHeader
from companion.ui.promise.steps import Steps
from companion.ui.promise.way import WayCard
from companion.ui.promise.why import WhyCard
from companion.ui.proposals.form import ProposalForm
from companion.ui.proposals.lines import ProposalLines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from companion.domain.promises import Span
    from companion.services.views import ProspectSheet

_WIDEST = 1_000


class PromiseView(QStackedWidget):
    """Shows a prospect's sheet, or a quiet sentence while nobody is chosen."""

    objected = Signal()
    reworded = Signal()
    dialled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = PersonHeader()
        self.steps = Steps()
        self.paper = Paper()
        self.why, self.way, self.heard = WhyCard(), WayCard(), HeardCard()
        self.proposal_form, self.proposals = ProposalForm(), ProposalLines()
        self.history = HistoryView()
        self._no_promise = self._build_no_promise()
        self._empty = Words("", ink="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._column = self._build_column()
        self.addWidget(self._build_empty())
        self.addWidget(self._column)
        self.paper.objected.connect(self.objected)
        self.paper.reworded.connect(self.reworded)
        self.person.dialled.connect(self.dialled)

    def show_nobody(self, sentence: str) -> None:
        """Say why there is nobody here."""
        self._empty.setText(sentence)
        self.setCurrentIndex(0)

    def show_sheet(self, sheet: ProspectSheet, now: datetime) -> None:
        """Show a prospect and what they were promised."""
        self.person.show_prospect(sheet.prospect, now, sheet.barred_calls)
        self.steps.show_steps(sheet.follow_ups, now)
        self.paper.show_sheet(sheet, now)
        self._no_promise.setVisible(sheet.shown is None)
        campaign = sheet.campaign
        self.why.show_why(campaign.objective if campaign else "")
        self.way.show_way(sheet.way, sheet.touches, campaign.name if campaign else "")
        self._cards.setVisible(campaign is not None or bool(sheet.touches))
        self.heard.show_heard(sheet.heard)
        self.proposals.show_lines(sheet.proposals)
        self.history.show_history(sheet.history, sheet.categories)
        self.setCurrentIndex(1)

    def show_marks(self, spans: Iterable[Span]) -> None:
        """Mark the words that objections push against."""
        self.paper.show_marks(spans)

    def bring_into_sight(self, part: QWidget) -> None:
        """Scroll until a part of the column can be seen."""
        self._column.ensure_seen(part)

    def scroll_to_top(self) -> None:
        """Begin at the person's name; what was not sent stays with the words it was about."""
        self.proposal_form.hide()
        self._column.verticalScrollBar().setValue(0)

    def _build_column(self) -> ScrollingColumn:
        area = ScrollingColumn((24, 20, 24, 20), most=_WIDEST)
        self._cards = Columns(self.why, self.way, least=200)
        for part in (
            self.person,
            self.steps,
            self.paper,
            self.proposal_form,
            self._no_promise,
            self._cards,
            self.heard,
            self.proposals,
            self.history,
        ):
            area.column.addWidget(part)
        area.column.addStretch(1)
        return area

    def _build_empty(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(48, 48, 48, 48)
        column.addWidget(self._empty)
        return holder

    def _build_no_promise(self) -> QWidget:
        card, inside = titled_card(self.tr("The promise"))
        inside.addWidget(
            Words(self.tr("No campaign is known for this person, so nothing was promised."))
        )
        return card
