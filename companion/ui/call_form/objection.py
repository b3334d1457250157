"""One objection as a card: at rest a tag and a quote, at work the fields to write it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.objections import STALL, Handling, PromiseFit
from companion.ui.call_form.answers import AnswerList
from companion.ui.call_form.kinds import KindField
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Card, Marked, Tag
from companion.ui.parts.fields import GrowingText
from companion.ui.parts.menus import TagMenu
from companion.ui.parts.words import Words
from companion.ui.tokens import SMALL
from companion.ui.vocabulary import handlings, promise_fits, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from companion.domain.drafts import ObjectionDraft
    from companion.domain.objections import Category
    from companion.services.views import RankedAnswer

_OTHERS_SHOWN = 4


class ObjectionCard(Card):
    """``edited`` carries the objection as it is now, ``removed`` its id."""

    edited = Signal(object)
    removed = Signal(str)

    def __init__(self, objection: ObjectionDraft, categories: Sequence[Category]) -> None:
        super().__init__(radius=10)
        self.objection = objection
        self.kind = KindField()
        self.handling = TagMenu(self.tr("How it stood at the end"), handlings())
        self.verbatim = GrowingText(self.tr("In their words …"))
        self.behind = GrowingText(self.tr("What is behind it?"))
        self.handled = Tag()
        self.answers = AnswerList()
        self.fit = TagMenu(self.tr("Promise fit"), promise_fits(), self.tr("promise fit"))
        self.remove = Link(self.tr("Remove"))
        self._build_labels()
        self._lay_out()
        self._connect()
        self.show_objection(objection, categories)

    def show_objection(self, objection: ObjectionDraft, categories: Sequence[Category]) -> None:
        """Show the objection; fields that say the same already are left alone."""
        self.objection = objection
        if self.kind.value != objection.category or not self.kind.hasFocus():
            self.kind.show_kind(objection.category, categories)
        texts = {self.verbatim: objection.verbatim, self.behind: objection.behind_it}
        for field, text in texts.items():
            if field.toPlainText() != text:
                field.setPlainText(text)
        self.handling.show_value(objection.handling)
        self._show_handled()
        self.fit.show_value(objection.promise_fit)
        span = objection.span
        self._span.setText(" ".join(span.words.split()) if span else "")
        self._about.setVisible(span is not None)
        self._show_state()

    def set_alive(self, is_alive: bool) -> None:
        """Open the card for work, or let it rest."""
        super().set_alive(is_alive)
        self._show_state()

    def show_answers(self, answers: Sequence[RankedAnswer]) -> None:
        """Offer the answers that fit, or show the one that was used."""
        used = next((a for a in answers if a.answer.id == self.objection.answer_id), None)
        if used is not None:
            self.answers.show_taken(used)
        elif self.objection.answer_id is None:
            self.answers.show_answers(answers)
        self._show_state()

    def show_problem(self, sentence: str) -> None:
        """Say what to mend, in the card; empty takes it back."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    @property
    def sentence(self) -> str:
        """What is said about this objection now."""
        return self._sentence.text()

    def begin(self) -> None:
        """Put the keyboard where the writing starts."""
        self._open()
        first = self.verbatim if self.objection.category else self.kind
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press anywhere on a resting card opens it."""
        if not self.is_alive:
            self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the answers away."""
        if event.key() == Qt.Key.Key_Escape and self.answers.answers:
            self.answers.show_answers(())
            self._show_state()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.set_alive(is_alive=True)

    def _build_labels(self) -> None:
        self._about = QWidget()
        self._span = Marked()
        row = QHBoxLayout(self._about)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(Words(self.tr("about:"), SMALL, "muted", lines=1))
        row.addWidget(self._span, stretch=1)
        self._others = Words("", SMALL, "muted", lines=1)
        self._quote = Words("", lines=2)
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        self._behind = QWidget()
        row = QHBoxLayout(self._behind)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Tag(self.tr("behind it"), "stall"), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.behind)

    def _lay_out(self) -> None:
        self.verbatim.be_bare()
        self.behind.be_bare()
        self._bottom = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(4)
        column.addLayout(self._build_top())
        for part in (
            self._others,
            self._quote,
            self.verbatim,
            self._behind,
            self.answers,
            self._sentence,
            self._bottom,
        ):
            column.addWidget(part)
        bottom = QHBoxLayout(self._bottom)
        bottom.setContentsMargins(0, 2, 0, 0)
        bottom.addWidget(self.handling)
        bottom.addWidget(self.fit)
        bottom.addStretch(1)
        bottom.addWidget(self.remove)

    def _build_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kind)
        top.addStretch(1)
        top.addWidget(self._about)
        top.addWidget(self.handled)
        return top

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda code: self._edit(category=code))
        self.kind.looked.connect(self._on_looked)
        self.kind.finished.connect(self.verbatim.setFocus)
        self.verbatim.textChanged.connect(self._on_words_changed)
        self.behind.textChanged.connect(self._on_words_changed)
        self.handling.chosen.connect(lambda value: self._edit(handling=Handling(value)))
        self.fit.chosen.connect(lambda value: self._edit(promise_fit=PromiseFit(value)))
        self.remove.clicked.connect(lambda: self.removed.emit(self.objection.id))
        self.verbatim.entered.connect(self._on_verbatim_entered)
        self.behind.entered.connect(self.handling.setFocus)
        self.verbatim.went_down.connect(lambda: self.answers.walk(1))
        self.verbatim.went_up.connect(lambda: self.answers.walk(-1))
        self.answers.taken.connect(self._on_taken)
        self.answers.untaken.connect(self._on_untaken)

    def _edit(self, **fields: object) -> None:
        now = replace(self.objection, **fields)  # type: ignore[arg-type] # by name, from this file
        if now != self.objection:
            self.objection = now
            self._show_handled()
            self._show_state()
            self.edited.emit(now)

    def _on_words_changed(self) -> None:
        if self.sender() is self.verbatim:
            self._edit(verbatim=self.verbatim.toPlainText())
        else:
            self._edit(behind_it=self.behind.toPlainText())

    def _on_verbatim_entered(self) -> None:
        if not self.answers.take():
            is_stall = self.objection.category == STALL
            follower: QWidget = self.behind if is_stall else self.handling
            follower.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_taken(self, ranked: RankedAnswer) -> None:
        self.answers.show_taken(ranked)
        self._edit(answer_id=ranked.answer.id)
        self.verbatim.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_untaken(self) -> None:
        self.answers.show_answers(())
        self._edit(answer_id=None)
        self.verbatim.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_looked(self, labels: list[str]) -> None:
        shown = " · ".join(labels[:_OTHERS_SHOWN])
        self._others.setText(f"↓ {shown}" if shown else "")
        self._others.setVisible(bool(shown))

    def _show_handled(self) -> None:
        now = next(each for each in handlings() if each.value == self.objection.handling)
        self.handled.show_tag(now.label, now.tint)

    def _show_state(self) -> None:
        is_alive, is_stall = self.is_alive, self.objection.category == STALL
        quote = quoted(self.objection.verbatim)
        self._quote.setText(quote or self.tr("No words yet"))
        self._quote.set_ink("text" if quote else "muted")
        self._quote.setVisible(not is_alive)
        self.verbatim.setVisible(is_alive)
        self._behind.setVisible(is_alive and is_stall)
        self.handled.setVisible(not is_alive)
        has_answers = bool(self.answers.answers) or self.objection.answer_id is not None
        self.answers.setVisible(is_alive and has_answers)
        self._bottom.setVisible(is_alive)
        self._others.setVisible(is_alive and self.kind.hasFocus() and bool(self._others.text()))
