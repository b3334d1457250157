"""The card of the way: how far this person is, against the campaign's typical days and touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.dates import day
from companion.ui.parts.cards import Dot, titled_card
from companion.ui.parts.columns import clear
from companion.ui.parts.shapes import draw_box, draw_dot
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL, channel_colour, tokens_now
from companion.ui.vocabulary import touch_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from companion.services.views import TouchLine, Way

translate = QCoreApplication.translate

_TOUCHES_SHOWN = 4
_SECONDS_A_DAY = 86_400
_DOT, _BAR, _HEIGHT = 10, 8, 32
_STEP = _DOT + 2


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


@dataclass(frozen=True, slots=True)
class WayPlaces:
    """Where things stand on the line, from 0 (the first touch) to 1 (its end).

    ``typical`` is where a decision is typically made; None where nobody knows. ``dots`` are the
    touches, each with its channel.
    """

    now: float
    typical: float | None
    dots: tuple[tuple[float, str], ...]


def way_places(way: Way, touches: Sequence[TouchLine]) -> WayPlaces:
    """Lay the way out: the line ends at the typical day, or today where that is later."""
    first = min((each.occurred_at for each in touches), default=None)
    whole = float(max(way.days, way.typical_days or 0, 1))
    dots = tuple(
        (min(1.0, _days(first, each.occurred_at) / whole), each.channel)
        for each in sorted(touches, key=lambda each: each.occurred_at)
        if first is not None
    )
    typical = way.typical_days / whole if way.typical_days else None
    return WayPlaces(min(1.0, way.days / whole), typical, dots)


def _days(first: datetime, at: datetime) -> float:
    return (at - first).total_seconds() / _SECONDS_A_DAY


class WayLine(QWidget):
    """The way as a line: filled up to today, a dot for each touch, a mark at the typical day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = WayPlaces(0.0, None, ())
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_places(self, places: WayPlaces) -> None:
        """Draw another way."""
        self._places = places
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room to tell touches apart."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, what was gone of it, the typical day and the touches above it."""
        painter, tokens, places = QPainter(self), tokens_now(), self._places
        top = _HEIGHT - _BAR - 4
        draw_box(painter, QRectF(0, top, self.width(), _BAR), _BAR / 2, tokens.line)
        gone = max(float(_BAR), self.width() * places.now)
        draw_box(painter, self._mirrored(QRectF(0, top, gone, _BAR)), _BAR / 2, tokens.accent)
        if places.typical is not None:
            x = min(self.width() * places.typical, self.width() - 2.0)
            mark = self._mirrored(QRectF(x - 1, top - 4, 3, _BAR + 8))
            draw_box(painter, mark, 1.5, tokens.text)
        for x, channel in self._dots():
            dot = self._mirrored(QRectF(x, 2, _DOT, _DOT))
            draw_dot(painter, dot, channel_colour(channel).name())

    def _dots(self) -> list[tuple[float, str]]:
        """Keep touches of the same days beside each other, so that none hides another."""
        room = float(self.width() - _DOT)
        dots = self._places.dots[-max(1, int(room / _STEP)) :]  # the latest, if not all fit
        places: list[float] = []
        for place, _ in dots:
            places.append(max(place * room, places[-1] + _STEP if places else 0.0))
        for number in range(len(places) - 1, -1, -1):
            places[number] = min(places[number], room)
            room = places[number] - _STEP
        return [(x, channel) for x, (_, channel) in zip(places, dots, strict=True)]

    def _mirrored(self, box: QRectF) -> QRectF:
        if self.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())


class WayCard(QWidget):
    """Where the person is on the way to a decision, and what they met on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("On the way"))
        self._line = WayLine()
        self._sentence = Words("")
        self._early = Words(self.tr("Early. A “not now” is no refusal yet."), ink="muted")
        self._touches = QVBoxLayout()
        self._touches.setSpacing(4)
        inside.addWidget(self._line)
        inside.addWidget(self._sentence)
        inside.addWidget(self._early)
        inside.addLayout(self._touches)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_way(self, way: Way, touches: tuple[TouchLine, ...], campaign: str) -> None:
        """Show the line and the latest touches, newest first; name other campaigns only."""
        mine = [each for each in touches if not campaign or each.campaign_name == campaign]
        self._line.show_places(way_places(way, mine))
        self._line.setAccessibleName(way_sentence(way))
        self._line.setVisible(bool(mine))
        self._sentence.setText(way_sentence(way))
        self._early.setVisible(way.is_early)
        clear(self._touches)
        newest = sorted(touches, key=lambda touch: touch.occurred_at, reverse=True)
        for touch in newest[:_TOUCHES_SHOWN]:
            self._touches.addWidget(_touch_line(touch, campaign))
        if len(newest) > _TOUCHES_SHOWN:
            words = self.tr("and {count} before that").format(count=len(newest) - _TOUCHES_SHOWN)
            self._touches.addWidget(Words(words, SMALL, "muted", lines=1))


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
