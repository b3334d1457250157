"""The card of what was proposed for this promise, and what marketing answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.differences import changed_words
from companion.domain.proposals import ProposalState
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Rule, Tag, titled_card
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.promise.changed_text import ChangedText
from companion.ui.tokens import BODY, SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.services.views import ProposalLine

translate = QCoreApplication.translate

_SHOWN = 3


def state_words(line: ProposalLine) -> tuple[str, str]:
    """Say how a proposal stands, and in which tint."""
    state = line.proposal.state
    if state is ProposalState.ADOPTED:
        if line.adopted_number is None:
            return translate("Proposals", "adopted"), "good"
        words = translate("Proposals", "adopted in version {number}")
        return words.format(number=line.adopted_number), "good"
    if state is ProposalState.DECLINED:
        return translate("Proposals", "declined"), "plain"
    if not line.is_sent:
        return translate("Proposals", "not sent yet"), "warning"
    return translate("Proposals", "with marketing"), "plain"


class ProposalLines(QWidget):
    """The latest proposals. ``withdrawn`` carries the id of the one to take back."""

    withdrawn = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Better words proposed"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        inside.addLayout(self._lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_lines(self, lines: Sequence[ProposalLine]) -> None:
        """Show the latest; without any the card is not there."""
        clear(self._lines)
        self.setVisible(bool(lines))
        for number, line in enumerate(lines[:_SHOWN]):
            if number:
                self._lines.addWidget(Rule())
            self._lines.addWidget(self._build_line(line))

    def _build_line(self, line: ProposalLine) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        proposal = line.proposal
        words = ChangedText(self.tr("The words, changed"), BODY)
        words.show_pieces(changed_words(proposal.span.words, proposal.wording))
        column.addLayout(self._build_top(line))
        column.addWidget(words)
        said = {self.tr("Why: {words}"): proposal.why, self.tr("Marketing: {words}"): proposal.note}
        for pattern, text in said.items():
            if text.strip():
                column.addWidget(Words(pattern.format(words=text.strip()), SMALL, "muted"))
        return holder

    def _build_top(self, line: ProposalLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Tag(*state_words(line)))
        who = self.tr("by you") if line.is_mine else line.proposer_name
        row.addWidget(Words(who, SMALL, "muted", lines=1), stretch=1)
        if line.is_mine and line.proposal.state is ProposalState.OPEN:
            withdraw = Link(self.tr("Take it back"))
            withdraw.clicked.connect(lambda: self.withdrawn.emit(line.proposal.id))
            row.addWidget(withdraw)
        return row
