from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from companion.ui.parts.words import ELLIPSIS, Words, broken_lines
from companion.ui.tokens import BODY, font_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def test_words_when_given_markup_show_it_as_text(qtbot: QtBot) -> None:
    words = Words("<b>Bold</b> &amp; <img src=x>")
    qtbot.addWidget(words)
    assert words.textFormat() == Qt.TextFormat.PlainText
    assert broken_lines(words.text(), words.font(), 900) == ["<b>Bold</b> &amp; <img src=x>"]


def test_words_when_one_line_is_too_narrow_elide(qtbot: QtBot) -> None:
    words = Words(LONG, lines=1)
    qtbot.addWidget(words)
    words.resize(120, 20)
    assert words.is_elided()
    assert broken_lines(LONG, words.font(), 120, 1)[0].endswith(ELLIPSIS)


def test_words_when_a_word_is_longer_than_the_line_break_within_it(qtbot: QtBot) -> None:
    lines = broken_lines(LONG, font_of(BODY), 120)
    assert len(lines) > 3
    assert "".join(lines) == LONG


def test_words_when_lines_are_limited_elide_in_the_last(qtbot: QtBot) -> None:
    lines = broken_lines(f"{LONG} {LONG}", font_of(BODY), 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith(ELLIPSIS)


def test_height_when_the_width_halves_grows_by_whole_lines(qtbot: QtBot) -> None:
    words = Words("one two three four five six seven eight nine ten")
    qtbot.addWidget(words)
    tall, low = words.heightForWidth(100), words.heightForWidth(1_000)
    assert low == BODY.line
    assert tall > low
    assert tall % BODY.line == 0


def test_words_when_emoji_stand_before_a_break_lose_nothing(qtbot: QtBot) -> None:
    text = "👩‍🚀 goes to 🌍 and back again with all of her words in place"
    assert "".join(broken_lines(text, font_of(BODY), 80)).replace(" ", "") == text.replace(" ", "")
