from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.drafts import ObjectionDraft
from companion.domain.objections import default_categories
from companion.ui.call_form.objections import ObjectionCards

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

THREE = tuple(ObjectionDraft(each, "need", f"Words {each}") for each in ("a", "b", "c"))


@pytest.fixture
def cards(qtbot: QtBot) -> ObjectionCards:
    made = ObjectionCards()
    qtbot.addWidget(made)
    made.show_objections(THREE, default_categories())
    made.show()
    return made


def order_of(cards: ObjectionCards) -> str:
    """Return the ids from top to bottom: as they are kept, which must be as they are seen."""
    kept = "".join(each.id for each in cards.objections)
    places = {
        card.objection.id: card.mapTo(cards, card.rect().topLeft()).y() for card in cards.cards
    }
    assert "".join(sorted(places, key=lambda each: places[each])) == kept
    return kept


def begin(cards: ObjectionCards, number: int, qtbot: QtBot) -> None:
    cards.cards[number].begin()
    qtbot.waitUntil(lambda: cards.cards[number].is_alive)


def test_objection_when_shifted_then_it_moves_and_keeps_the_keyboard(
    cards: ObjectionCards, qtbot: QtBot
) -> None:
    begin(cards, 2, qtbot)
    said: list[tuple] = []
    cards.edited.connect(said.append)
    cards.shift(-1)
    qtbot.waitUntil(lambda: order_of(cards) == "acb")
    assert [each.id for each in said[0]] == ["a", "c", "b"]
    assert cards.cards[1].is_alive
    assert cards.cards[1].verbatim.hasFocus()


def test_objection_when_at_the_end_then_it_stays(cards: ObjectionCards, qtbot: QtBot) -> None:
    begin(cards, 0, qtbot)
    cards.shift(-1)
    assert order_of(cards) == "abc"
    begin(cards, 2, qtbot)
    cards.shift(1)
    assert order_of(cards) == "abc"


def test_objection_when_none_is_at_work_then_nothing_moves_or_goes(cards: ObjectionCards) -> None:
    cards.shift(1)
    cards.remove()
    assert order_of(cards) == "abc"


def test_objection_when_removed_then_it_can_come_back_to_its_place(
    cards: ObjectionCards, qtbot: QtBot
) -> None:
    begin(cards, 1, qtbot)
    with qtbot.waitSignal(cards.removed) as removed:
        cards.remove()
    assert order_of(cards) == "ac"
    cards.restore(*removed.args)
    qtbot.waitUntil(lambda: order_of(cards) == "abc")
    assert cards.objections == THREE
    cards.restore(*removed.args)
    assert cards.objections == THREE


def test_objection_when_blank_and_removed_then_nothing_is_offered_back(
    cards: ObjectionCards, qtbot: QtBot
) -> None:
    cards.begin(None)
    qtbot.waitUntil(lambda: cards.cards[3].is_alive)
    with qtbot.assertNotEmitted(cards.removed):
        cards.remove()
    assert order_of(cards) == "abc"


def test_objections_when_several_are_written_then_the_keyboard_is_never_left(
    cards: ObjectionCards, qtbot: QtBot
) -> None:
    for letters, words in (("st", "I will think"), ("pr", "Too dear")):
        card = cards.begin(None)
        qtbot.waitUntil(card.kind.hasFocus)
        QTest.keyClicks(card.kind, letters)
        QTest.keyClick(card.kind, Qt.Key.Key_Return)
        qtbot.waitUntil(card.verbatim.hasFocus)
        QTest.keyClicks(card.verbatim, words)
    written = [(each.category, each.verbatim) for each in cards.objections[3:]]
    assert written == [("stall", "I will think"), ("price_value", "Too dear")]
