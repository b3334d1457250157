"""The next step: when, in one gesture, and what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QSignalBlocker, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.ui.dates import moment
from companion.ui.parts.buttons import Chip
from companion.ui.parts.fields import mark_wrong
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

_MORNING = 9
_WEEK = 7


def tomorrow(now: datetime) -> datetime:
    """Return nine o'clock of the laptop's own morning after ``now``, in UTC."""
    return _morning(now, 1)


def in_three_days(now: datetime) -> datetime:
    """Return nine o'clock three days on, in UTC."""
    return _morning(now, 3)


def next_monday(now: datetime) -> datetime:
    """Return nine o'clock on the Monday after today, in UTC."""
    return _morning(now, _WEEK - now.astimezone().weekday())


def _morning(now: datetime, days: int) -> datetime:
    # By the wall clock, so that nine stays nine when summer time begins or ends in between.
    day = now.astimezone().replace(tzinfo=None) + timedelta(days=days)
    wall = day.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return wall.astimezone().astimezone(UTC)


class NextStep(QWidget):
    """``edited`` carries when (UTC and aware, or None) and what."""

    edited = Signal(object, str)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._due: datetime | None = None
        self._title = Words(self.tr("Next step"), HEADING, "muted", lines=1)
        self._when = Words("", SMALL, "muted", lines=1)
        self._chips: dict[Chip, Callable[[datetime], datetime]] = {
            Chip(self.tr("Tomorrow")): tomorrow,
            Chip(self.tr("+3 days")): in_three_days,
            Chip(self.tr("Mon 09:00")): next_monday,
        }
        self._pick = Chip(self.tr("Pick …"))
        self.date = self._build_date()
        self.what = QLineEdit()
        self.what.setAccessibleName(self.tr("What you will do in the next step"))
        self._sentence = Words("", SMALL, "bad")
        self._lay_out()
        self._connect()
        self.show_step(None, "")

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The dates of one gesture, then the one that is picked."""
        return (*self._chips, self._pick)

    def show_step(self, due: datetime | None, what: str) -> None:
        """Show a next step without saying that it was chosen."""
        self._due = due
        for chip, date in self._chips.items():
            chip.setChecked(due is not None and date(self._now()) == due)
        is_picked = due is not None and not any(chip.isChecked() for chip in self._chips)
        self._show_picked(due, is_picked=is_picked)
        self._when.setText(moment(due) if due else "")
        self.what.setVisible(due is not None or bool(what))
        if self.what.text() != what:
            self.what.setText(what)

    def show_day(self) -> None:
        """Show the same step as it is said today, and here: tomorrow has become today."""
        self.show_step(self._due, self.what.text())

    def show_words(self, title: str, what: str) -> None:
        """Ask for the step in other words: what it is depends on what came of the call."""
        self._title.setText(title)
        self.what.setPlaceholderText(what)

    def show_problem(self, sentence: str) -> None:
        """Say what to mend; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        mark_wrong(self.what, is_wrong=bool(sentence))

    def take_focus(self) -> None:
        """Put the keyboard on the dates."""
        self.chips[0].setFocus()

    def _build_date(self) -> QDateTimeEdit:
        field = QDateTimeEdit()
        field.setAccessibleName(self.tr("Date and time of the next step"))
        field.setCalendarPopup(True)
        field.setDisplayFormat(self.tr("ddd d MMM yyyy HH:mm"))
        return field

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(self._title)
        heading.addStretch(1)
        heading.addWidget(self._when)
        row = QHBoxLayout()
        row.setSpacing(6)
        for chip in self.chips:
            row.addWidget(chip)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(heading)
        column.addLayout(row)
        for field in (self.date, self.what, self._sentence):
            column.addWidget(field)
        self._sentence.hide()

    def _connect(self) -> None:
        for chip in self._chips:
            chip.clicked.connect(lambda _=False, chip=chip: self._on_chip(chip))
        self._pick.clicked.connect(self._on_pick)
        self.date.dateTimeChanged.connect(self._on_date)
        self.what.textEdited.connect(lambda text: self.edited.emit(self._due, text))

    def _on_chip(self, chip: Chip) -> None:
        due = self._chips[chip](self._now())
        self._choose(None if due == self._due else due)

    def _on_pick(self) -> None:
        if not self.date.isHidden():
            self._choose(None)
            return
        soon = self._now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        self._choose(self._due or soon)
        self._show_picked(self._due, is_picked=True)
        self.date.setFocus()

    def _on_date(self, at: QDateTime) -> None:
        due = datetime.fromtimestamp(at.toSecsSinceEpoch(), UTC)
        if due != self._due:
            self._due = due
            self._when.setText(moment(due))
            self.edited.emit(due, self.what.text())

    def _choose(self, due: datetime | None) -> None:
        self.show_step(due, self.what.text())
        self.edited.emit(due, self.what.text())

    def _show_picked(self, due: datetime | None, *, is_picked: bool) -> None:
        self._pick.setChecked(is_picked)
        self.date.setVisible(is_picked)
        if due is not None:
            _quiet = QSignalBlocker(self.date)
            zone = QTimeZone.systemTimeZone()
            self.date.setDateTime(QDateTime.fromSecsSinceEpoch(int(due.timestamp()), zone))
            _quiet.unblock()
