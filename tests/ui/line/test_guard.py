"""The lock in a real window: it covers everything, keeps everything, and goes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from companion.services.views import SyncState, SyncStatus

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.ui.window import Window
    from tests.ui.conftest import HandClock

OPEN = SyncStatus(SyncState.OFFLINE, locks_in=timedelta(days=1))
LOCKED = replace(OPEN, locks_in=-timedelta(days=1), unsent=3)


def test_window_when_locked_shows_nobody_and_does_nothing_but_sync(window: Window) -> None:
    name = window.windowTitle()
    assert name != "Companion"
    window._on_told(LOCKED)
    assert window.guard.is_locked
    assert window.windowTitle() == "Companion"
    assert not window.today.isVisible()
    assert not window.promise.isVisible()
    assert not window.page.isVisible()
    enabled = {each for each in window.actions() if each.isEnabled()}
    themes = set(window.actions_.themes.values())
    actions = window.actions_
    assert enabled == {actions.sync, actions.quit, actions.keys} | themes
    window.show_sync_page()
    assert not window.page.isVisible()


def test_window_when_the_server_answered_opens_where_it_was(window: Window) -> None:
    window._on_told(OPEN)
    name, enabled = window.windowTitle(), [each.isEnabled() for each in window.actions()]
    for _ in range(2):
        window._on_told(LOCKED)
    window._on_told(OPEN)
    assert not window.guard.is_locked
    assert window.promise.isVisible()
    assert window.windowTitle() == name
    assert [each.isEnabled() for each in window.actions()] == enabled


def test_window_when_locked_while_typing_keeps_the_draft(window: Window, qtbot: QtBot) -> None:
    window.form.notes.setPlainText("Half a sentence")
    window._on_told(LOCKED)
    prospect_id = window.sheet_presenter.prospect_id
    qtbot.waitUntil(
        lambda: window.suite.prospects.open(prospect_id).draft.notes == "Half a sentence",
        timeout=20_000,
    )
    window._on_told(OPEN)
    assert window.form.notes.toPlainText() == "Half a sentence"


def test_window_when_a_call_is_under_way_locks_after_it(window: Window) -> None:
    window.form_presenter.start_call("+4930123456")
    window._on_told(LOCKED)
    assert not window.guard.is_locked
    window.form.clock.press()
    window.watch.passed.emit()
    assert window.guard.is_locked


def test_window_when_a_clock_was_forgotten_locks_all_the_same(
    window: Window, clock: HandClock
) -> None:
    window.form_presenter.start_call("+4930123456")
    clock.pass_seconds(4 * 60 * 60)
    window._on_told(LOCKED)
    assert window.guard.is_locked


def test_lock_page_when_shown_says_what_is_kept_and_asks_to_sync_or_sign_in(
    window: Window, qtbot: QtBot
) -> None:
    window._on_told(LOCKED)
    page = window.guard.page
    assert "3 entries not sent yet" in page.kept
    with qtbot.waitSignal(window.sign_in_asked):
        page.sign_in.click()
    assert page.sync.isEnabled()
