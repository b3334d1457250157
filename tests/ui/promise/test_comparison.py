from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from companion.domain.promises import PromisePart, PromiseVersion
from companion.ui.promise.comparison import Comparison
from companion.ui.promise.paper import Paper

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.views import ProspectSheet
    from companion.ui.promise.changed_text import ChangedText
    from companion.ui.window import Window

AT = datetime(2026, 11, 11, tzinfo=UTC)
SEEN = PromiseVersion(
    "a", "p", 1, "Every note on one phone", "No set-up fee.", proof_points=("112 fleets",)
)
NEWER = replace(
    SEEN,
    id="b",
    number=2,
    message="No set-up fee, no <b>new</b> 👩‍🚀 hardware.",
    published_at=AT,
    why_changed="They asked about hardware",
)


@pytest.fixture
def comparison(qtbot: QtBot) -> Comparison:
    made = Comparison()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_versions(SEEN, NEWER)
    made.show()
    return made


def fonts_of(text: ChangedText, words: str) -> tuple[bool, bool]:
    """Return whether words are struck out, and whether they are underlined."""
    found = text.document().find(words)
    assert not found.isNull()
    return found.charFormat().fontStrikeOut(), found.charFormat().fontUnderline()


def test_comparison_when_a_part_changed_then_only_that_part_is_shown(
    comparison: Comparison,
) -> None:
    assert set(comparison.texts) == {PromisePart.MESSAGE}


def test_comparison_when_words_changed_then_line_and_weight_say_so_without_colour(
    comparison: Comparison,
) -> None:
    text = comparison.texts[PromisePart.MESSAGE]
    assert fonts_of(text, "No set-up fee") == (False, False)
    assert fonts_of(text, "hardware") == (False, True)
    assert text.toPlainText() == NEWER.message
    back = Comparison()
    back.show_versions(NEWER, replace(SEEN, published_at=AT))
    assert fonts_of(back.texts[PromisePart.MESSAGE], "hardware") == (True, False)
    back.deleteLater()


def test_comparison_when_read_out_then_new_and_gone_are_said(comparison: Comparison) -> None:
    said = comparison.texts[PromisePart.MESSAGE].accessibleDescription()
    assert said.startswith("No set-up fee [new: , no <b>new</b>")


def test_paper_when_there_is_a_newer_version_then_it_is_compared_and_comes_back(
    sheet: ProspectSheet, qtbot: QtBot
) -> None:
    paper = Paper()
    qtbot.addWidget(paper)
    paper.show_sheet(sheet, AT)
    paper.show()
    paper.source.newer.click()
    assert paper.is_compared
    assert not paper.part(PromisePart.MESSAGE).isVisible()
    paper.show_sheet(replace(sheet, follow_ups=()), AT)
    assert paper.is_compared
    paper.source.newer.click()
    assert not paper.is_compared
    assert paper.part(PromisePart.MESSAGE).isVisible()


def test_paper_when_somebody_else_is_opened_then_the_promise_is_shown(
    sheet: ProspectSheet, qtbot: QtBot
) -> None:
    paper = Paper()
    qtbot.addWidget(paper)
    paper.show_sheet(sheet, AT)
    paper.toggle_comparison()
    paper.show_sheet(replace(sheet, newer=None), AT)
    assert not paper.is_compared
    paper.toggle_comparison()
    assert not paper.is_compared


def test_comparison_when_asked_by_key_then_shown_and_put_away(
    window: Window, sheet: ProspectSheet, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.sheet_presenter.opened, timeout=20_000):
        window.open_prospect(sheet.prospect.id)
    keys = (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, *keys)
    assert window.promise.paper.is_compared
    QTest.keyClick(window, *keys)
    assert not window.promise.paper.is_compared


def test_paper_when_the_keyboard_is_in_it_then_it_is_alive(
    sheet: ProspectSheet, qtbot: QtBot
) -> None:
    paper, other = Paper(), QLineEdit()
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.addWidget(paper)
    column.addWidget(other)
    paper.show_sheet(sheet, AT)
    holder.show()
    paper.take_focus()
    qtbot.waitUntil(lambda: paper.is_alive)
    other.setFocus()
    qtbot.waitUntil(lambda: not paper.is_alive)


def test_paper_when_narrow_then_the_words_have_the_room_of_the_picture(
    sheet: ProspectSheet, qtbot: QtBot
) -> None:
    paper = Paper()
    qtbot.addWidget(paper)
    paper.show_sheet(sheet, AT)
    paper.show()
    for width, is_there in ((600, True), (400, False), (600, True)):
        paper.resize(width, 500)
        assert paper._picture.isVisible() is is_there
