"""The cards under the paper: why the campaign runs, how far this person is, what is heard most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.ui.dates import day
from companion.ui.parts.cards import Card, Dot, Gauge, Rule, Tag, titled_card
from companion.ui.parts.columns import clear
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, channel_colour
from companion.ui.vocabulary import quoted, touch_word

if TYPE_CHECKING:
    from companion.services.views import HeardLine, TouchLine, Way

translate = QCoreApplication.translate

_TOUCHES_SHOWN = 4
_TAG = 116
_PERCENT = 100


def way_sentence(way: Way) -> str:
    """Say where the person is: touches and days, against the typical ones where known."""
    if way.typical_touches:
        words = translate("Promise", "Touch {touches} of about {typical}")
        touches = words.format(touches=way.touches, typical=way.typical_touches)
    else:
        touches = translate("Promise", "Touch {touches}").format(touches=way.touches)
    if way.typical_days:
        words = translate("Promise", "day {days} of {typical}")
        return f"{touches}, {words.format(days=way.days, typical=way.typical_days)}"
    return f"{touches}, {translate('Promise', 'day {days}').format(days=way.days)}"


def way_share(way: Way) -> float:
    """Return how far along the person is: the further of touches and days, 0 to 1."""
    touches = way.touches / way.typical_touches if way.typical_touches else 0.0
    days = way.days / way.typical_days if way.typical_days else 0.0
    return min(1.0, max(touches, days))


class WhyCard(QWidget):
    """Why marketing runs the campaign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Why we run it"))
        self._why = Words("")
        inside.addWidget(self._why)
        inside.addStretch(1)
        _fill(self, card)

    def show_why(self, why: str) -> None:
        """Show marketing's reason."""
        self._why.setText(why or self.tr("Marketing has not said yet."))


class WayCard(QWidget):
    """Where the person is on the way to a decision, and what they met on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("On the way"))
        self._gauge = Gauge()
        self._sentence = Words("")
        self._early = Words(self.tr("Early. A “not now” is no refusal yet."), ink="muted")
        self._touches = QVBoxLayout()
        self._touches.setSpacing(4)
        inside.addWidget(self._gauge)
        inside.addWidget(self._sentence)
        inside.addWidget(self._early)
        inside.addLayout(self._touches)
        inside.addStretch(1)
        _fill(self, card)

    def show_way(self, way: Way, touches: tuple[TouchLine, ...], campaign: str) -> None:
        """Show the gauge and the latest touches, newest first; name other campaigns only."""
        self._gauge.show_share(way_share(way))
        self._gauge.setAccessibleName(way_sentence(way))
        self._gauge.setVisible(bool(way.typical_days or way.typical_touches))
        self._sentence.setText(way_sentence(way))
        self._early.setVisible(way.is_early)
        clear(self._touches)
        newest = sorted(touches, key=lambda touch: touch.occurred_at, reverse=True)
        for touch in newest[:_TOUCHES_SHOWN]:
            self._touches.addWidget(_touch_line(touch, campaign))


class HeardCard(QWidget):
    """The objections heard most on this promise, each with the answer that worked best."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Heard most on this promise"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        inside.addLayout(self._lines)
        _fill(self, card)

    def show_heard(self, heard: tuple[HeardLine, ...]) -> None:
        """Show the lines; nothing heard, nothing shown."""
        clear(self._lines)
        self.setVisible(bool(heard))
        for number, line in enumerate(heard):
            if number:
                self._lines.addWidget(Rule())
            self._lines.addWidget(_heard_line(line, is_first=number == 0))


def _fill(holder: QWidget, card: Card) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)


def _touch_line(touch: TouchLine, campaign: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Dot(channel_colour(touch.channel).name()))
    other = touch.campaign_name if touch.campaign_name != campaign else ""
    parts = (day(touch.occurred_at), touch_word(touch.kind), other, touch.source)
    text = " · ".join(part for part in parts if part)
    row.addWidget(Words(text, SMALL, "muted", lines=1), stretch=1)
    return line


def _heard_line(heard: HeardLine, *, is_first: bool) -> QWidget:
    line = QWidget()
    grid = QGridLayout(line)
    grid.setContentsMargins(0, 7, 0, 7)
    grid.setHorizontalSpacing(12)
    tag = Tag(heard.category.label, heard.category.tint)
    tag.setMaximumWidth(_TAG)
    grid.addWidget(tag, 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    grid.setColumnMinimumWidth(0, _TAG)
    words = quoted(heard.verbatim)
    if heard.answer_says:
        words = f"{words} → {heard.answer_says}"
    grid.addWidget(Words(words, lines=2), 0, 1)
    grid.setColumnStretch(1, 1)
    if heard.resolved_share is not None:
        share = "{share} %" if not is_first else translate("Promise", "{share} % resolved")
        text = share.format(share=round(heard.resolved_share * _PERCENT))
        label = Words(text, SMALL, "muted", lines=1)
        grid.addWidget(label, 0, 2, Qt.AlignmentFlag.AlignTop)
    return line
