from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from companion.ui.call_form.next_step import NextStep, in_three_days, next_monday, tomorrow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)  # a Monday


def local(at: datetime) -> tuple[str, int, int]:
    wall = at.astimezone()
    return f"{wall:%a %d}", wall.hour, wall.minute


def test_dates_when_chosen_in_one_gesture_are_at_nine() -> None:
    assert local(tomorrow(NOW)) == ("Tue 24", 9, 0)
    assert local(in_three_days(NOW)) == ("Thu 26", 9, 0)
    assert local(next_monday(NOW)) == ("Mon 30", 9, 0)


@pytest.mark.parametrize("day", range(22, 29))
def test_next_monday_when_asked_on_any_day_is_a_monday_to_come(day: int) -> None:
    now = NOW.replace(day=day)
    assert next_monday(now).astimezone().weekday() == 0
    assert next_monday(now) > now


def test_chip_when_pressed_twice_takes_the_date_back(qtbot: QtBot) -> None:
    step = NextStep(lambda: NOW)
    qtbot.addWidget(step)
    step.show()
    dates = []
    step.edited.connect(lambda due, what: dates.append(due))
    for _ in range(2):
        qtbot.mouseClick(step.chips[0], Qt.MouseButton.LeftButton)
    assert dates == [tomorrow(NOW), None]


def test_pick_when_pressed_offers_a_date_to_change(qtbot: QtBot) -> None:
    step = NextStep(lambda: NOW)
    qtbot.addWidget(step)
    step.show()
    with qtbot.waitSignal(step.edited) as said:
        qtbot.mouseClick(step.chips[-1], Qt.MouseButton.LeftButton)
    assert said.args[0] > NOW
    assert step.date.isVisible()
    with qtbot.waitSignal(step.edited) as said:
        step.date.stepUp()
    assert said.args[0].tzinfo is not None
