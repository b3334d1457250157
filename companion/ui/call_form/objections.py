"""The column of objection cards: keeps those that stay, so that writing is never disturbed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.drafts import ObjectionDraft
from companion.domain.ids import new_id
from companion.ui.call_form.objection import ObjectionCard
from companion.ui.parts.buttons import Link
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.domain.objections import Category
    from companion.domain.promises import Span
    from companion.services.views import RankedAnswer


class ObjectionCards(QWidget):
    """``edited`` carries all objections; ``worded`` the one whose words or kind changed;
    ``removed`` the one that went and the place it had; ``grown`` the card at work, when answers
    made it taller.
    """

    edited = Signal(tuple)
    worded = Signal(object)
    removed = Signal(object, int)
    grown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[Category, ...] = ()
        self._cards: dict[str, ObjectionCard] = {}
        self.add = Link(self.tr("Add"), "Ctrl+O")
        self.add.setAccessibleName(self.tr("Add an objection"))
        heading = QHBoxLayout()
        heading.addWidget(Words(self.tr("Objections"), HEADING, "muted", lines=1))
        heading.addStretch(1)
        heading.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(heading)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column.addLayout(self._column)
        self.add.clicked.connect(lambda: self.begin(None))
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr] # it is there

    @property
    def cards(self) -> tuple[ObjectionCard, ...]:
        """The cards, top to bottom."""
        return tuple(self._cards.values())

    @property
    def objections(self) -> tuple[ObjectionDraft, ...]:
        """The objections as the cards have them."""
        return tuple(card.objection for card in self._cards.values())

    def show_objections(
        self, objections: Sequence[ObjectionDraft], categories: Sequence[Category]
    ) -> None:
        """Show these objections; a card that stays keeps its cursor and its focus."""
        self._categories = tuple(categories)
        wanted = {each.id for each in objections}
        for gone in [key for key in self._cards if key not in wanted]:
            self._drop(gone)
        for each in objections:
            if each.id in self._cards:
                self._cards[each.id].show_objection(each, categories)
            else:
                self._place(each)

    def begin(self, span: Span | None) -> ObjectionCard:
        """Start an objection, tied to words of the promise or to none."""
        blank = next((card for card in self.cards if card.objection.is_blank()), None)
        if blank is None:
            blank = self._place(ObjectionDraft(new_id()))
        if span is not None:
            blank.show_objection(replace(blank.objection, span=span), self._categories)
        self.edited.emit(self.objections)
        blank.begin()
        return blank

    def shift(self, step: int) -> None:
        """Move the objection at work up (-1) or down (1); the keyboard stays in it."""
        card = self._at_work()
        order = list(self._cards.items())
        place = next((n for n, (_, each) in enumerate(order) if each is card), None)
        if card is None or place is None or not 0 <= place + step < len(order):
            return
        order.insert(place + step, order.pop(place))
        self._cards = dict(order)
        self._column.removeWidget(card)
        self._column.insertWidget(place + step, card)
        self.edited.emit(self.objections)

    def remove(self) -> None:
        """Remove the objection at work."""
        card = self._at_work()
        if card is not None:
            self._on_removed(card.objection.id)

    def restore(self, objection: ObjectionDraft, place: int) -> None:
        """Put a removed objection back where it was."""
        if objection.id in self._cards:
            return
        card = self._place(objection, place)
        self.edited.emit(self.objections)
        self.worded.emit(objection)
        card.begin()

    def _at_work(self) -> ObjectionCard | None:
        return next((card for card in self.cards if card.is_alive), None)

    def show_answers(self, objection_id: str, answers: Sequence[RankedAnswer]) -> None:
        """Offer answers under the objection they were looked up for."""
        card = self._cards.get(objection_id)
        if card is not None:
            card.show_answers(answers)
            if card.is_alive:
                self.grown.emit(card)

    def _place(self, objection: ObjectionDraft, place: int | None = None) -> ObjectionCard:
        card = ObjectionCard(objection, self._categories)
        card.edited.connect(self._on_edited)
        card.removed.connect(self._on_removed)
        order = list(self._cards.items())
        at = len(order) if place is None else min(place, len(order))
        self._cards = dict([*order[:at], (objection.id, card), *order[at:]])
        self._column.insertWidget(at, card)
        return card

    def _drop(self, objection_id: str) -> None:
        card = self._cards.pop(objection_id)
        card.disconnect(self)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _on_edited(self, objection: ObjectionDraft) -> None:
        self.edited.emit(self.objections)
        self.worded.emit(objection)

    def _on_removed(self, objection_id: str) -> None:
        place = list(self._cards).index(objection_id)
        objection = self._cards[objection_id].objection
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop(objection_id)
        self.edited.emit(self.objections)
        if not objection.is_blank():
            self.removed.emit(objection, place)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return  # the window only went to the back
        for card in self.cards:
            is_alive = card is now or card.isAncestorOf(now)
            if card.is_alive != is_alive:
                card.set_alive(is_alive)
