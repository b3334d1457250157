"""The three cards of a decision: heard, decided, told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.dates import full_day, moment
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Card, titled_card
from companion.ui.parts.words import Words
from companion.ui.proposals.lines import ProposalLines
from companion.ui.tokens import BODY, HEADING, MESSAGE, SMALL, STRONG
from companion.ui.vocabulary import decided_words, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.promises import PromiseVersion
    from companion.services.views import HeardWords, NewsThread, ProposalThread

translate = QCoreApplication.translate

_MOST_HEARD = 3


def heard_card(thread: NewsThread, opened: Callable[[str], None]) -> Card:
    """Show the customers' own words; ``opened`` gets the prospect whose words were chosen."""
    card, column = titled_card(translate("News", "You heard"))
    for heard in thread.heard[:_MOST_HEARD]:
        column.addLayout(_heard_row(heard, opened))
    hidden = len(thread.heard) - _MOST_HEARD
    if hidden > 0:
        words = translate("News", "and {count} more").format(count=hidden)
        column.addWidget(Words(words, SMALL, "muted"))
    if thread.others:
        words = translate("News", "Colleagues heard the same: {count}")
        column.addWidget(Words(words.format(count=thread.others), SMALL, "muted"))
    return card


def decided_card(thread: NewsThread) -> Card:
    """Show what marketing did about it, with the new words where there are some."""
    card, column = titled_card(translate("News", "Marketing decided"))
    decision = thread.decision
    number = thread.after.number if thread.after else None
    column.addWidget(Words(decided_words(decision.kind, number), MESSAGE))
    parts = (thread.decided_by, full_day(decision.decided_at), thread.campaign_name)
    column.addWidget(Words(" · ".join(each for each in parts if each), SMALL, "muted"))
    if decision.note.strip():
        column.addWidget(Words(decision.note.strip()))
    if thread.answer is not None:
        column.addSpacing(6)
        column.addWidget(Words(translate("News", "What you can say now"), HEADING, "muted"))
        column.addWidget(Words(thread.answer.reply, STRONG))
        if thread.answer.proof.strip():
            column.addWidget(Words(thread.answer.proof.strip(), ink="muted"))
    if thread.after is not None:
        column.addSpacing(6)
        column.addWidget(_changed(thread.before, thread.after))
    return card


def proposed_card(thread: ProposalThread) -> QWidget:
    """Show the words this rep proposed, what marketing made of them, and who said so."""
    holder = ProposalLines()
    holder.show_lines([thread.line])
    settled_at = thread.line.proposal.settled_at
    when = full_day(settled_at) if settled_at else ""
    parts = (thread.answered_by, when, thread.campaign_name)
    words = Words(" · ".join(each for each in parts if each), SMALL, "muted")
    words.setContentsMargins(16, 0, 16, 0)
    holder.layout().addWidget(words)  # type: ignore[union-attr] # the card's own column
    return holder


def told_card(thread: NewsThread | ProposalThread) -> Card:
    """Say when this rep was told, so that the circle has an end."""
    card, column = titled_card(translate("News", "You were told"))
    words = moment(thread.read_at) if thread.read_at else translate("News", "Just now")
    column.addWidget(Words(words))
    return card


def _heard_row(heard: HeardWords, opened: Callable[[str], None]) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Words(quoted(heard.objection.verbatim)))
    when = full_day(heard.heard_at) if heard.heard_at else ""
    parts = (heard.prospect_title, when)
    words.addWidget(Words(" · ".join(each for each in parts if each), SMALL, "muted"))
    link = Link(translate("News", "Open"))
    link.setAccessibleName(translate("News", "Open {name}").format(name=heard.prospect_title))
    link.clicked.connect(lambda: opened(heard.objection.prospect_id))
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addLayout(words, stretch=1)
    row.addWidget(link, alignment=Qt.AlignmentFlag.AlignTop)
    return row


def _changed(before: PromiseVersion | None, after: PromiseVersion) -> QWidget:
    paper = Card()
    paper.become_paper()
    column = QVBoxLayout(paper)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(4)
    if before is not None and before.id != after.id:
        column.addWidget(Words(translate("News", "Your customers read"), HEADING, "muted"))
        column.addWidget(Words(before.headline, BODY, "muted"))
        column.addWidget(Words(before.message, BODY, "muted"))
        column.addSpacing(8)
    column.addWidget(Words(translate("News", "The promise says now"), HEADING, "muted"))
    column.addWidget(Words(after.headline, STRONG))
    column.addWidget(Words(after.message))
    if after.why_changed.strip():
        why = translate("News", "Why: {reason}").format(reason=after.why_changed.strip())
        column.addWidget(Words(why, SMALL, "muted"))
    return paper
