from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from companion.ui.parts.segments import Choice, Segment, Segments, next_choice
from companion.ui.vocabulary import dispositions

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ALL = dispositions()


def make_row(qtbot: QtBot) -> Segments:
    row = Segments("Line", ALL[:3], ALL[3:])
    qtbot.addWidget(row)
    row.show()
    return row


def segments(row: Segments) -> list[Segment]:
    return row.findChildren(Segment)


def test_row_when_a_segment_is_pressed_says_its_value(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    with qtbot.waitSignal(row.chosen) as said:
        qtbot.mouseClick(segments(row)[1], Qt.MouseButton.LeftButton)
    assert said.args == ["voicemail_left"]


def test_row_when_the_chosen_one_is_pressed_again_takes_it_back(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.show_value("connected")
    with qtbot.waitSignal(row.chosen) as said:
        qtbot.mouseClick(segments(row)[0], Qt.MouseButton.LeftButton)
    assert said.args == [None]


def test_row_when_a_letter_is_typed_chooses_also_what_is_hidden(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.take_focus()
    qtbot.keyClick(segments(row)[0], Qt.Key.Key_B)
    assert row.value == "busy"
    assert segments(row)[-1].words.startswith("Busy")


def test_letter_when_typed_again_goes_round_the_words_it_begins() -> None:
    choices = [Choice("a", "No"), Choice("b", "Not now"), Choice("c", "Yes")]
    assert next_choice(choices, "n", None) == choices[0]
    assert next_choice(choices, "n", "a") == choices[1]
    assert next_choice(choices, "n", "b") == choices[0]
    assert next_choice(choices, "x", None) is None


def test_row_when_walked_by_arrows_has_one_tab_stop(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    stops = [each for each in segments(row) if each.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert len(stops) == 1
    row.show_value("no_answer")
    stops = [each for each in segments(row) if each.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert [each.words for each in stops] == ["No answer"]
