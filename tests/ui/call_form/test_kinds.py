from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.objections import Category, default_categories
from companion.ui.call_form.kinds import KindField, ranked_kinds

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

KINDS = default_categories()


def fewest_keys(wanted: Category) -> str:
    """Return the shortest way to a kind: letters, then v for each arrow down."""
    label, code = wanted.label.casefold(), wanted.code
    initials = "".join(word[0] for word in label.replace("/", " ").split())
    starts = {text[:n] for text in (label, code, initials) for n in range(1, 4)}
    ways = [
        start + "v" * place
        for start in starts
        for place, kind in enumerate(ranked_kinds(KINDS, start))
        if kind is wanted
    ]
    return min(ways, key=len)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_kind_when_typed_takes_three_keys_at_most(kind: Category) -> None:
    assert len(fewest_keys(kind)) <= 3


def test_ranking_when_initials_are_typed_finds_two_words() -> None:
    assert ranked_kinds(KINDS, "sq")[0].code == "status_quo"
    assert ranked_kinds(KINDS, "pm")[0].code == "promise_mismatch"


def test_ranking_when_nothing_fits_is_empty() -> None:
    assert ranked_kinds(KINDS, "zz") == []


def make_field(qtbot: QtBot, code: str = "") -> KindField:
    field = KindField()
    qtbot.addWidget(field)
    field.show_kind(code, KINDS)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def test_field_when_letters_and_enter_are_typed_chooses(qtbot: QtBot) -> None:
    field = make_field(qtbot)
    with qtbot.waitSignals([field.chosen, field.finished]):
        QTest.keyClicks(field, "st")
        assert field.text() == "Stall"
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value == "stall"


def test_field_when_the_arrow_is_pressed_takes_the_next(qtbot: QtBot) -> None:
    field = make_field(qtbot)
    QTest.keyClicks(field, "p")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value == "promise_mismatch"


def test_field_when_letters_fit_nothing_keeps_what_was_chosen(qtbot: QtBot) -> None:
    field = make_field(qtbot, "budget")
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value == "budget"
    assert field.text() == "Budget"


def test_field_when_escape_is_pressed_keeps_what_was_chosen(qtbot: QtBot) -> None:
    field = make_field(qtbot, "budget")
    QTest.keyClicks(field, "st")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value == "budget"
