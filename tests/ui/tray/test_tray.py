"""What a rep is told beside the clock; here there is no clock, and nothing fails for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.changes import Changes
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.services.entries import ProspectEntry
from companion.store.replica import put_base
from companion.ui.tray.icon import plain
from companion.ui.tray.presenter import NEWS, PROSPECT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.ui.tray.beside import BesideTheClock
    from companion.ui.window import Window
    from tests.ui.conftest import HandClock

PATIENCE = 20_000


@pytest.fixture
def tray(window: Window) -> BesideTheClock:
    return window.annexes.tray


def promise_call(suite: Suite, profile: OpenProfile, clock: HandClock, **more: object) -> str:
    """Promise somebody a call in a minute."""
    entry = ProspectEntry(name="Ada <b>Cole</b>", phones=("+49307654321",), **more)
    _, prospect_id = suite.entries.create(entry)
    due_at = clock.now() + timedelta(minutes=1)
    rep_id = profile.meta.user_id
    assert rep_id is not None
    with profile.database.write() as cx:
        put_base(cx, [FollowUp(new_id(), prospect_id, rep_id, due_at, "Ring")])
    return prospect_id


def test_step_when_it_becomes_due_is_told_once(
    tray: BesideTheClock, suite: Suite, profile: OpenProfile, clock: HandClock, qtbot: QtBot
) -> None:
    prospect_id = promise_call(suite, profile, clock)
    told: list[str] = []
    tray.reminders.came_up.connect(lambda _title, _text, link: told.append(link))
    clock.pass_seconds(90)
    with qtbot.waitSignal(tray.reminders.came_up, timeout=PATIENCE) as came:
        tray.reminders.look()
    assert came.args[0] == "Due now: Ada <b>Cole</b>"
    clock.pass_seconds(30)
    tray.reminders.look()
    suite_is_idle(tray, qtbot)
    assert told == [PROSPECT + prospect_id]


def suite_is_idle(tray: BesideTheClock, qtbot: QtBot) -> None:
    """Wait until the desk did what it was given before."""
    done: list[None] = []
    tray.reminders._desk.run(tray, lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE)


def test_step_when_its_person_must_not_be_called_or_it_is_switched_off_is_not_told(
    tray: BesideTheClock,
    window: Window,
    suite: Suite,
    profile: OpenProfile,
    clock: HandClock,
    qtbot: QtBot,
) -> None:
    told: list[str] = []
    tray.reminders.came_up.connect(lambda _title, _text, link: told.append(link))
    promise_call(suite, profile, clock, do_not_call=True, do_not_call_reason="Asked")
    clock.pass_seconds(90)
    tray.reminders.look()
    suite_is_idle(tray, qtbot)
    window.habits.change(tells_due=False)
    promise_call(suite, profile, clock)
    clock.pass_seconds(90)
    tray.reminders.look()
    suite_is_idle(tray, qtbot)
    assert told == []


def test_answer_when_a_sync_brings_one_is_told_and_those_before_are_not(
    tray: BesideTheClock, suite: Suite, profile: OpenProfile, qtbot: QtBot
) -> None:
    rows = suite.news.recent()
    for row in rows:
        suite.news.mark_read(row.decision_id)
    suite_is_idle(tray, qtbot)
    thread = suite.news.thread(rows[0].decision_id)
    told: list[str] = []
    tray.reminders.came_up.connect(lambda _title, _text, link: told.append(link))
    fresh = type(thread.decision)(
        **{
            **{name: getattr(thread.decision, name) for name in thread.decision.__slots__},
            "id": new_id(),
        }
    )
    with profile.database.write() as cx:
        changes = put_base(cx, [fresh])
    tray.reminders.look_after(Changes.of("call", "x"))
    with qtbot.waitSignal(tray.reminders.came_up, timeout=PATIENCE) as came:
        tray.reminders.look_after(changes)
    assert came.args[0] == "Marketing answered you"
    assert told == [NEWS + fresh.id]


def test_notice_when_pressed_opens_whom_it_is_about(
    tray: BesideTheClock, window: Window, suite: Suite, qtbot: QtBot
) -> None:
    _, prospect_id = suite.entries.create(ProspectEntry(name="Ada"))
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        tray.icon.answered.emit(PROSPECT + prospect_id)
    assert window.sheet_presenter.prospect_id == prospect_id
    decision_id = suite.news.recent()[0].decision_id
    with qtbot.waitSignal(window.annexes.news.shown, timeout=PATIENCE):
        tray.icon.answered.emit(NEWS + decision_id)


def test_icon_when_the_line_speaks_says_how_things_stand(
    tray: BesideTheClock, window: Window, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: window.footer.state.words in tray.icon.words, timeout=PATIENCE)


def test_icon_when_switched_off_or_without_a_place_is_simply_not_there(
    tray: BesideTheClock, window: Window
) -> None:
    window.habits.change(is_in_tray=False)
    window.habits.change(is_in_tray=True)
    tray.icon.tell("Title", "Text", "")


@given(st.text(max_size=300))
def test_notice_when_its_words_are_anything_is_one_plain_line(words: str) -> None:
    said = plain(words)
    assert not set(said) & set("<>&\n\r\t")
    assert len(said) <= 120
    assert said.isprintable()
