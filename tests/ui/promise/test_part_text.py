from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

from companion.domain.promises import PromisePart, Span
from companion.ui.promise.part_text import PartText
from companion.ui.tokens import MESSAGE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT = "👩‍🚀 No set-up fee, no new hardware.\nReally."


def make_part(qtbot: QtBot, text: str = TEXT) -> PartText:
    part = PartText(PromisePart.MESSAGE, "Message", MESSAGE)
    qtbot.addWidget(part)
    part.show_text(text)
    part.resize(300, 100)
    part.show()
    return part


def select(part: PartText, words: str) -> None:
    cursor = part.document().find(words)
    assert not cursor.isNull()
    part.setTextCursor(cursor)


def test_selection_when_emoji_stand_before_counts_code_points(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    select(part, "No set-up fee")
    start = TEXT.index("No set-up")
    assert part.selection() == Span(PromisePart.MESSAGE, start, start + 13, "No set-up fee")


def test_selection_when_space_is_around_leaves_it_out(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    select(part, " no new ")
    span = part.selection()
    assert span is not None
    assert span.words == "no new" == TEXT[span.start : span.end]


def test_selection_when_only_space_is_selected_is_none(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    select(part, " ")
    assert part.selection() is None


def test_selection_when_it_crosses_lines_keeps_the_line_feed(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    cursor = part.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    part.setTextCursor(cursor)
    span = part.selection()
    assert span is not None
    assert span.words == TEXT


def test_marks_when_the_words_are_there_are_shown(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    select(part, "no new hardware")
    span = part.selection()
    assert span is not None
    part.show_marks([span, Span(PromisePart.OFFER, 0, 2, "No")])
    assert len(part.marks) == 1


def test_marks_when_the_words_changed_are_left_out(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    part.show_marks([Span(PromisePart.MESSAGE, 0, 5, "other")])
    assert not part.marks


def test_text_when_it_holds_markup_stays_as_it_is(qtbot: QtBot) -> None:
    part = make_part(qtbot, "<h1>Not a heading</h1>")
    assert part.toPlainText() == "<h1>Not a heading</h1>"


def test_text_when_narrower_is_taller(qtbot: QtBot) -> None:
    part = make_part(qtbot)
    assert part.heightForWidth(120) > part.heightForWidth(600)
