from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.ui.workplace import Arrangement

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.window import Window

PATIENCE = 20_000
HOSTILE = "<img src=x onerror=alert(1)><b>Bold</b> \u202egnirts\u202c 👩‍🚀 &amp; %s {0} " * 8


def open_and_wait(window: Window, prospect_id: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        window.open_prospect(prospect_id)


def test_window_when_started_shows_the_first_of_the_list(window: Window) -> None:
    assert window.today.current() == window.sheet_presenter.prospect_id
    assert window.form.is_writable


def test_window_when_started_then_the_keyboard_is_in_the_list(window: Window) -> None:
    assert window.focusWidget() is window.today.list


def test_window_when_it_becomes_compact_then_the_keyboard_goes_with_it(window: Window) -> None:
    window.activateWindow()
    QTest.keyClick(window.today.list, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not window.today.list.isVisible()
    assert window.focusWidget() is window.form.clock.button


def test_every_control_when_it_takes_the_keyboard_has_a_name(window: Window) -> None:
    window.form_presenter.begin_objection(None)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not _name_of(widget)
    ]
    assert nameless == []


def _name_of(widget: QWidget) -> str:
    seen = QAccessible.queryAccessibleInterface(widget)
    return seen.text(QAccessible.Text.Name) if seen else ""


def test_every_label_when_shown_is_plain_text(window: Window) -> None:
    labels = [each for each in window.findChildren(QLabel) if each.text()]
    assert labels
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in labels)


def test_tab_when_pressed_often_comes_round_and_misses_no_part(window: Window) -> None:
    window.activateWindow()
    window.today.take_focus()
    visited = set()
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        visited.add(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    parts = (window.today, window.promise, window.form.clock, window.form.line)
    for part in (*parts, window.form.notes, window.form.bar.save, window.footer):
        assert any(part is each or part.isAncestorOf(each) for each in visited), part


def test_save_and_next_when_pressed_opens_the_one_after(window: Window, qtbot: QtBot) -> None:
    first = window.sheet_presenter.prospect_id
    assert first is not None
    follower = window.today_presenter.after(first)
    window.form.line.choose("no_answer")
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        keys = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(window.form.notes, *keys)
    assert window.sheet_presenter.prospect_id == follower


def test_draft_when_the_window_is_closed_in_mid_word_is_kept(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    prospect_id = window.sheet_presenter.prospect_id
    assert prospect_id is not None
    window.form.notes.setPlainText("in mid wo")
    with qtbot.waitSignal(window.closed):
        window.close()
    assert suite.prospects.open(prospect_id).draft.notes == "in mid wo"


def test_columns_when_the_window_narrows_stand_as_there_is_room(
    window: Window, qtbot: QtBot
) -> None:
    for width, arrangement in (
        (1280, Arrangement.COLUMNS),
        (1000, Arrangement.DRAWER),
        (500, Arrangement.COMPACT),
        (1280, Arrangement.COLUMNS),
    ):
        window.resize(width, 700)
        qtbot.waitUntil(lambda wanted=arrangement: window.workplace.arrangement is wanted)
    assert window.today.isVisible()


def test_drawer_when_asked_by_key_opens_and_goes_away_with_escape(
    window: Window, qtbot: QtBot
) -> None:
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: not window.today.isVisible())
    window.form.notes.setFocus()
    QTest.keyClick(window.form.notes, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.today.isVisible()
    assert window.today.search.hasFocus()
    QTest.keyClick(window.today.search, Qt.Key.Key_Escape)
    assert not window.today.isVisible()


def test_search_when_typed_finds_and_opens(window: Window, suite: Suite, qtbot: QtBot) -> None:
    wanted = suite.prospects.today().new[-1]
    QTest.keyClicks(window.today.search, wanted.name)
    qtbot.waitUntil(
        lambda: (
            [getattr(each, "title", "") for each in window.today.model.entries][:1] == ["Found"]
        ),
        timeout=PATIENCE,
    )
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=PATIENCE):
        QTest.keyClick(window.today.search, Qt.Key.Key_Return)
    assert window.sheet_presenter.prospect_id == wanted.prospect_id


def test_hostile_words_when_shown_break_no_layout(
    window: Window, suite: Suite, qtbot: QtBot
) -> None:
    person = Prospect(new_id(), HOSTILE[:290], HOSTILE[:290], HOSTILE[:290])
    suite.prospects.add(person)
    open_and_wait(window, person.id, qtbot)
    assert window.width() == 1280
    assert window.form.width() == 416
    assert window.windowTitle().startswith("<img src=x")


def test_compact_form_when_asked_stays_on_top_and_comes_back(window: Window) -> None:
    window.actions_.compact.trigger()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert window.workplace.arrangement is Arrangement.COMPACT
    assert window.form.reminder.isVisible()
    window.actions_.compact.trigger()
    assert not window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert window.width() == 1280


def test_sync_page_when_pressed_shows_and_escape_goes_back(window: Window) -> None:
    window.footer.state.click()
    assert window.pages.currentWidget() is window.page
    QTest.keyClick(window.page, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.workplace
