"""The card of what a campaign hears most, with the answer that worked best and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from companion.ui.parts.cards import Rule, Tag, titled_card
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL
from companion.ui.vocabulary import quoted

if TYPE_CHECKING:
    from companion.services.views import HeardLine

translate = QCoreApplication.translate

_TAG = 116
_LEFT_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def heard_words(heard: HeardLine) -> str:
    """Say how often it was heard."""
    if heard.count == 1:
        return translate("Promise", "heard once")
    return translate("Promise", "heard {count} times").format(count=heard.count)


def worked_words(heard: HeardLine) -> str:
    """Say how often the answer ended it, out of how many uses; a share alone would hide those."""
    if not heard.answer_uses:
        return ""
    words = translate("Promise", "resolved {resolved} of {uses}")
    return words.format(resolved=heard.answer_resolved, uses=heard.answer_uses)


class HeardCard(QWidget):
    """The objections this campaign hears most, as far as this laptop knows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Heard most on this campaign"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        inside.addLayout(self._lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_heard(self, heard: tuple[HeardLine, ...]) -> None:
        """Show the lines; nothing heard, nothing shown."""
        clear(self._lines)
        self.setVisible(bool(heard))
        for number, line in enumerate(heard):
            if number:
                self._lines.addWidget(Rule())
            self._lines.addWidget(self._build_line(line))

    def _build_line(self, heard: HeardLine) -> QWidget:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, _TAG)
        grid.setColumnStretch(1, 1)
        tag = Tag(heard.category.label, heard.category.tint)
        tag.setMaximumWidth(_TAG)
        grid.addWidget(tag, 0, 0, _LEFT_TOP)
        grid.addWidget(Words(quoted(heard.verbatim), ink="muted", lines=2), 0, 1)
        count = Words(heard_words(heard), SMALL, "muted", lines=1)
        grid.addWidget(count, 0, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        says = heard.answer.reply if heard.answer else self.tr("No approved answer yet.")
        grid.addWidget(Words(says, ink="text" if heard.answer else "muted", lines=3), 1, 1)
        worked = Words(worked_words(heard), SMALL, "good", lines=1)
        grid.addWidget(worked, 1, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        return line
