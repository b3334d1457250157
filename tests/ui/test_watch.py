"""The window stays open overnight, travels, and sleeps: what it shows follows the clock."""

from __future__ import annotations

import time
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.store.outbox import add_records
from companion.ui.call_form.next_step import tomorrow
from companion.ui.dates import clock_time
from companion.ui.today.model import Line
from companion.ui.watch import BEAT, HALF_A_MINUTE
from tests.ui.conftest import NOW, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.ui.window import Window
    from tests.ui.conftest import HandClock

NIGHT = timedelta(hours=14)


@pytest.fixture
def step(profile: OpenProfile, suite: Suite) -> FollowUp:
    """Promise somebody new a call for tomorrow, half past nine; nobody is due then before."""
    prospect_id = suite.prospects.today().new[-1].prospect_id
    at = (tomorrow(NOW) + timedelta(minutes=30)).astimezone(UTC)
    made = FollowUp(new_id(), prospect_id, profile.meta.user_id or "", at, "Call")
    with profile.database.write() as cx:
        add_records(cx, [made], NOW)
    return made


@pytest.fixture
def _in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def lines(window: Window) -> dict[str, Line]:
    """Return the first line of each prospect: who is due may be new as well."""
    shown = [each for each in window.today.model.entries if isinstance(each, Line)]
    return {each.prospect_id: each for each in reversed(shown)}


def pass_time(window: Window, clock: HandClock, time: timedelta) -> None:
    clock.pass_seconds(time.total_seconds())
    window.watch.look()


def test_list_when_a_day_begins_then_it_is_the_new_days_and_what_is_written_stays(
    step: FollowUp, window: Window, clock: HandClock, qtbot: QtBot
) -> None:
    window.form.notes.setPlainText("Half a sentence")
    window.form.next_step.chips[0].click()
    assert window.form.next_step.chips[0].isChecked()
    assert lines(window)[step.prospect_id].when != clock_time(step.due_at)
    with qtbot.waitSignal(window.today_presenter.filled, timeout=PATIENCE):
        pass_time(window, clock, NIGHT)
    assert lines(window)[step.prospect_id].when == clock_time(step.due_at)
    assert not window.form.next_step.chips[0].isChecked(), "it was for tomorrow, which is today"
    assert window.form.notes.toPlainText() == "Half a sentence"


def test_list_when_a_step_comes_due_then_it_is_overdue_without_being_read_again(
    step: FollowUp, window: Window, clock: HandClock, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.today_presenter.filled, timeout=PATIENCE):
        pass_time(window, clock, NIGHT)
    waits = step.due_at - clock.now()
    pass_time(window, clock, waits - timedelta(seconds=1))
    assert not lines(window)[step.prospect_id].is_overdue
    pass_time(window, clock, timedelta(seconds=HALF_A_MINUTE))
    assert lines(window)[step.prospect_id].is_overdue


def test_list_when_only_ages_change_then_marked_and_scrolled_stay(
    window: Window, clock: HandClock, qtbot: QtBot
) -> None:
    view = window.today.list
    view.setCurrentIndex(view.model().index(window.today.model.rowCount() - 1, 0))
    marked, at = window.today.current(), view.verticalScrollBar().value()
    assert marked
    before = window.today.model.entries
    with qtbot.assertNotEmitted(window.today.model.modelReset):
        pass_time(window, clock, timedelta(seconds=HALF_A_MINUTE))
        pass_time(window, clock, timedelta(hours=1))
    assert window.today.model.entries != before
    assert (window.today.current(), view.verticalScrollBar().value()) == (marked, at)


@pytest.mark.usefixtures("_in_berlin")
def test_times_when_the_person_travels_then_they_are_those_of_the_place(
    step: FollowUp, window: Window, clock: HandClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(window.today_presenter.filled, timeout=PATIENCE):
        pass_time(window, clock, NIGHT)
    here = lines(window)[step.prospect_id].when
    monkeypatch.setenv("TZ", "Asia/Tokyo")  # as the system does it: nobody tells the program
    with qtbot.waitSignal(window.today_presenter.filled, timeout=PATIENCE):
        pass_time(window, clock, timedelta(seconds=BEAT))
    there = lines(window)[step.prospect_id].when
    assert int(there[:2]) - int(here[:2]) == 8


def test_watch_when_the_clock_goes_on_then_no_sleep_is_told(
    window: Window, clock: HandClock, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(window.watch.woke):
        for _ in range(20):
            pass_time(window, clock, timedelta(seconds=BEAT))


@pytest.mark.parametrize("jump", [timedelta(hours=9), timedelta(days=-400)])
def test_watch_when_the_clock_jumps_then_it_is_told_once(
    window: Window, clock: HandClock, qtbot: QtBot, jump: timedelta
) -> None:
    with qtbot.waitSignal(window.watch.woke, timeout=PATIENCE):
        pass_time(window, clock, jump)
    with qtbot.assertNotEmitted(window.watch.woke):
        pass_time(window, clock, timedelta(seconds=BEAT))
